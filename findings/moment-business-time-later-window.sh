#!/usr/bin/env bash
# moment-business-time 2.0.0 (npm), with moment 2.30.1: the working time between two moments where a day has two windows.
#
# workingDiff() takes what moment's diff() takes and counts working time alone; a day may have several pairs of working hours. A good
# guess: a window that opens after the second moment counts nothing. It counts backwards, from its opening to that moment: with windows
# at 06:00 to 08:00 and 20:00 to 22:00 it is minus 11.5 hours from 06:30 to 07:30. It is right where the second moment is in or after the
# last window of its day.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund moment-business-time@2.0.0 moment@2.30.1

cat >look.js <<'END'
const moment = require('moment-business-time');

const windows = ['06:00', '08:00', '20:00', '22:00'];
moment.updateLocale('en', { workinghours: { 0: null, 1: windows, 2: windows, 3: windows, 4: windows, 5: windows, 6: null } });

for (const [from, to] of [
    ['2018-09-11T06:30', '2018-09-11T07:30'],
    ['2018-09-11T07:00', '2018-09-11T12:00'],
    ['2018-09-11T07:00', '2018-09-12T07:00'],
    ['2018-09-11T07:00', '2018-09-11T21:00'],
    ['2018-09-11T20:30', '2018-09-11T21:30'],
]) {
    console.log('from', from, 'to', to, 'working hours', moment(to).workingDiff(moment(from), 'hours', true));
}
END

cat >expected <<'END'
from 2018-09-11T06:30 to 2018-09-11T07:30 working hours -11.5
from 2018-09-11T07:00 to 2018-09-11T12:00 working hours -7
from 2018-09-11T07:00 to 2018-09-12T07:00 working hours -9
from 2018-09-11T07:00 to 2018-09-11T21:00 working hours 2
from 2018-09-11T20:30 to 2018-09-11T21:30 working hours 1
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
