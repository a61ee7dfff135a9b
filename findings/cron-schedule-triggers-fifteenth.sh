#!/usr/bin/env bash
# cron-schedule-triggers 0.0.11 (PyPI): 22:00 on the working day nearest to the 15th of the month, 15W.
#
# Quartz: 15W is the 15th, or the Friday or Monday next to it where the 15th falls on a week-end. The package's page says that its syntax
# is that of Quartz. A good guess: the night is on the 14th, 15th or 16th. It is on the fifteenth working day of the month, which is the
# 19th, 20th or 21st. 1W is right, for the first working day is the one nearest to the 1st.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cron-schedule-triggers==0.0.11

cat >look.py <<'END'
from datetime import date, timedelta

from cstriggers.core.trigger import QuartzCron

TO_THE_NEAREST = {5: timedelta(days=-1), 6: timedelta(days=1)}


def nearest_working_day(day):
    if day.day == 1 and day.weekday() == 5:  # Quartz does not leave the month
        return day + timedelta(days=2)
    return day + TO_THE_NEAREST.get(day.weekday(), timedelta())


for number in (1, 15):
    triggers = QuartzCron(schedule_string=f"0 0 22 {number}W * ?", start_date="2018-08-31T23:00:00")
    print(f"{number}W, Quartz:     ", *(nearest_working_day(date(2018, month, number)) for month in range(9, 13)))
    print(f"{number}W, the package:", *(night[:10] for night in triggers.next_triggers(number_of_triggers=4, isoformat=True)))
END

cat >expected <<'END'
1W, Quartz:      2018-09-03 2018-10-01 2018-11-01 2018-12-03
1W, the package: 2018-09-03 2018-10-01 2018-11-01 2018-12-03
15W, Quartz:      2018-09-14 2018-10-15 2018-11-15 2018-12-14
15W, the package: 2018-09-21 2018-10-19 2018-11-21 2018-12-21
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
