#!/usr/bin/env bash
# compare-ver 2.0.2 and compare-versions 6.1.1 (npm): the newest of some builds of Windows.
#
# The package compares dotted numbers, sorts them, and gives the newest (max) and the oldest (min). It compares rightly. A good guess:
# so it sorts. sort answers the engine with true or false, where ECMAScript asks for a number below, at or above 0, and V8 has left
# such lists as they are since Node.js 11: nothing is sorted, the newest is the one written last and the oldest the first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund compare-ver@2.0.2 compare-versions@6.1.1

cat >look.js <<'END'
const compareVer = require('compare-ver');
const { compareVersions } = require('compare-versions');

const builds = ['10.0.17763.1', '6.1.7601.24000', '10.0.14393.2007', '6.3.9600.17415'];
console.log('is 10.0.17763.1 newer than 6.3.9600.17415:', compareVer.gt('10.0.17763.1', '6.3.9600.17415'));
console.log('compare-ver     ', compareVer.sort([...builds]).join(' < '));
console.log('compare-versions', [...builds].sort(compareVersions).join(' < '));
console.log('newest', compareVer.max([...builds]), 'oldest', compareVer.min([...builds]));
END

cat >expected <<'END'
is 10.0.17763.1 newer than 6.3.9600.17415: 1
compare-ver      10.0.17763.1 < 6.1.7601.24000 < 10.0.14393.2007 < 6.3.9600.17415
compare-versions 6.1.7601.24000 < 6.3.9600.17415 < 10.0.14393.2007 < 10.0.17763.1
newest 6.3.9600.17415 oldest 10.0.17763.1
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
