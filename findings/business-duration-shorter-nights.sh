#!/usr/bin/env bash
# business-duration 0.68 (PyPI): the hours of change nights, 21:00 to 03:00, between two moments.
#
# An end before the beginning is taken as the next morning's, so hours of a night can be counted. A good guess: from Monday 21:00 to
# Thursday 00:30 there are three whole nights but for two and a half hours, 15.5 hours. There are 10.5: every night between is cut
# off at the hour at which the question ends, so one hour later is three hours more. With hours by day it is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check business-duration==0.68 pandas==2.3.3 numpy==2.3.5

cat >look.py <<'END'
from datetime import datetime, time, timedelta

from business_duration import businessDuration

MONDAY = datetime(2018, 9, 17)
for opens, closes in ((time(9), time(15)), (time(21), time(3))):
    begin = datetime.combine(MONDAY, opens)
    last = datetime.combine(MONDAY + timedelta(days=3), opens if opens < closes else time(0))
    for later in (timedelta(minutes=30), timedelta(minutes=90), timedelta(hours=3)):
        hours = businessDuration(begin, last + later, opens, closes, weekendlist=[], unit="hour")
        minutes = range(int((last + later - begin).total_seconds()) // 60)
        clock = ((begin + timedelta(minutes=minute)).time() for minute in minutes)
        counted = sum(opens <= now < closes if opens < closes else now >= opens or now < closes for now in clock) / 60
        print(f"{begin:%a %H:%M} to {last + later:%a %H:%M}", hours, "hours; minute for minute", counted)
END

cat >expected <<'END'
Mon 09:00 to Thu 09:30 18.5 hours; minute for minute 18.5
Mon 09:00 to Thu 10:30 19.5 hours; minute for minute 19.5
Mon 09:00 to Thu 12:00 21.0 hours; minute for minute 21.0
Mon 21:00 to Thu 00:30 10.5 hours; minute for minute 15.5
Mon 21:00 to Thu 01:30 13.5 hours; minute for minute 16.5
Mon 21:00 to Thu 03:00 18.0 hours; minute for minute 18.0
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
