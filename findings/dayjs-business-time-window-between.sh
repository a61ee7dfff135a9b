#!/usr/bin/env bash
# dayjs-business-time 1.0.4 (npm), with dayjs 1.11.23: the working time between two moments of a day with three windows.
#
# A day may have several working hours, and businessMinutesDiff() is their length between two moments. A good guess: from the first window
# to the third, the one between counts whole. It counts nothing: with windows at 06:00, 12:00 and 20:00 of two hours each it is as far
# from 07:00 to 21:00 as to 13:00. Over two days it is counted.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund dayjs-business-time@1.0.4 dayjs@1.11.23

cat >look.js <<'END'
const dayjs = require('dayjs');
dayjs.extend(require('dayjs-business-time'));

const windows = ['06', '12', '20'].map((hour) => ({ start: `${hour}:00:00`, end: `${Number(hour) + 2}:00:00` }));
const [monday, tuesday, wednesday, thursday, friday] = Array(5).fill(windows);
dayjs.setBusinessTime({ sunday: null, monday, tuesday, wednesday, thursday, friday, saturday: null });

for (const [from, to] of [
    ['2018-09-11T07:00', '2018-09-11T13:00'],
    ['2018-09-11T13:00', '2018-09-11T21:00'],
    ['2018-09-11T07:00', '2018-09-11T21:00'],
    ['2018-09-11T07:00', '2018-09-12T07:00'],
]) {
    console.log('from', from, 'to', to, 'minutes', dayjs(from).businessMinutesDiff(dayjs(to)));
}
END

cat >expected <<'END'
from 2018-09-11T07:00 to 2018-09-11T13:00 minutes 120
from 2018-09-11T13:00 to 2018-09-11T21:00 minutes 120
from 2018-09-11T07:00 to 2018-09-11T21:00 minutes 120
from 2018-09-11T07:00 to 2018-09-12T07:00 minutes 360
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
