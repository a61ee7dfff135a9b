#!/usr/bin/env bash
# iso8601-convert 1.0.0 (npm): an instant in UTC, read in Berlin.
#
# A good guess: an instant written with its zone is the same instant wherever it is read. It is put together by the clock of the
# machine first and moved to UTC afterwards. 02:30 UTC of the night in which that clock has no 02:30 is 03:30 UTC, so of three
# events an hour apart two are at the same time; on a machine in UTC, and in every other hour of the year, all is well.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund iso8601-convert@1.0.0

cat >look.js <<'END'
const { toDate } = require('iso8601-convert');

const times = ['2018-03-25T01:30:00Z', '2018-03-25T02:30:00Z', '2018-03-25T03:30:00Z'];
for (const zone of ['UTC', 'Europe/Berlin']) {
    process.env.TZ = zone;
    for (const time of times)
        console.log(zone, time, '->', toDate(time).toISOString(), 'Date:', new Date(time).toISOString());
}
END

cat >expected <<'END'
UTC 2018-03-25T01:30:00Z -> 2018-03-25T01:30:00.000Z Date: 2018-03-25T01:30:00.000Z
UTC 2018-03-25T02:30:00Z -> 2018-03-25T02:30:00.000Z Date: 2018-03-25T02:30:00.000Z
UTC 2018-03-25T03:30:00Z -> 2018-03-25T03:30:00.000Z Date: 2018-03-25T03:30:00.000Z
Europe/Berlin 2018-03-25T01:30:00Z -> 2018-03-25T01:30:00.000Z Date: 2018-03-25T01:30:00.000Z
Europe/Berlin 2018-03-25T02:30:00Z -> 2018-03-25T03:30:00.000Z Date: 2018-03-25T02:30:00.000Z
Europe/Berlin 2018-03-25T03:30:00Z -> 2018-03-25T03:30:00.000Z Date: 2018-03-25T03:30:00.000Z
END

node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
