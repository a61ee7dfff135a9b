#!/usr/bin/env bash
# ldap2date 2.0.0 (npm): the milliseconds of a time written for a directory (Generalized Time).
#
# RFC 4517, 3.3.13: what stands after the point is a decimal fraction of a second, and the package reads it so. A good guess: it writes
# it so. It writes the number of milliseconds without the zeroes before it: 7 milliseconds are .7, which it reads back as 700, and of
# two times a tenth of a second apart the later can be the earlier. From 100 milliseconds on it is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund ldap2date@2.0.0

cat >look.js <<'END'
const ldap2date = require('ldap2date');

for (const milliseconds of ['000', '007', '050', '120', '499']) {
    const time = new Date(`2018-09-15T22:00:00.${milliseconds}Z`);
    const written = ldap2date.toGeneralizedTime(time);
    console.log(time.toISOString(), 'written', written, 'read', ldap2date.parse(written).toISOString());
}
END

cat >expected <<'END'
2018-09-15T22:00:00.000Z written 20180915220000Z read 2018-09-15T22:00:00.000Z
2018-09-15T22:00:00.007Z written 20180915220000.7Z read 2018-09-15T22:00:00.700Z
2018-09-15T22:00:00.050Z written 20180915220000.50Z read 2018-09-15T22:00:00.500Z
2018-09-15T22:00:00.120Z written 20180915220000.120Z read 2018-09-15T22:00:00.120Z
2018-09-15T22:00:00.499Z written 20180915220000.499Z read 2018-09-15T22:00:00.499Z
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
