#!/usr/bin/env bash
# semver 7.7.2 (npm), loose: a build of Windows, which has four numbers.
#
# A good guess: four numbers are refused, or the fourth is dropped. Loose reading cuts the third number before its last
# digit and makes the rest a pre-release: 10.0.14393.2007 is 10.0.1439-3.2007, which is older than 10.0.9600.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund semver@7.7.2

cat >look.js <<'END'
const semver = require('semver');

const build = '10.0.14393.2007';
console.log('strict', semver.valid(build));
console.log('loose ', semver.valid(build, { loose: true }));
console.log('loose, newer than 10.0.9600?', semver.gt(build, '10.0.9600', { loose: true }));
console.log('coerced', semver.coerce(build).version);
END

cat >expected <<'END'
strict null
loose  10.0.1439-3.2007
loose, newer than 10.0.9600? false
coerced 10.0.14393
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
