#!/usr/bin/env bash
# ldap2date 2.0.0 (npm): a time of a directory (Generalized Time) that is not in UTC.
#
# RFC 4517, 3.3.13: +0200 after a time means that it is two hours before UTC. A good guess: 22:00+0200 is 20:00 UTC, or is refused. The
# first digit is taken for the hours, the other three for minutes, and all is added instead of taken away: it is 01:20 of the next day.
# A time that ends with Z is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund ldap2date@2.0.0

cat >look.js <<'END'
const ldap2date = require('ldap2date');

for (const [time, meant] of [['20180915200000Z', 'Z'], ['20180915220000+0200', '+02:00'], ['20180915220000-0500', '-05:00'], ['20180915220000+02', '+02:00']]) {
    const hour = time.slice(8, 10);
    console.log(time, 'read', ldap2date.parse(time).toISOString(), 'meant', new Date(`2018-09-15T${hour}:00:00${meant}`).toISOString());
}
END

cat >expected <<'END'
20180915200000Z read 2018-09-15T20:00:00.000Z meant 2018-09-15T20:00:00.000Z
20180915220000+0200 read 2018-09-16T01:20:00.000Z meant 2018-09-15T20:00:00.000Z
20180915220000-0500 read 2018-09-15T13:40:00.000Z meant 2018-09-16T03:00:00.000Z
20180915220000+02 read 2018-09-15T22:02:00.000Z meant 2018-09-15T20:00:00.000Z
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
