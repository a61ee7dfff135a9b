#!/usr/bin/env bash
# cronex 0.1.3.1 and croniter 7.0.0 (PyPI): a range of one hour, 22-22.
#
# POSIX, crontab: two numbers with a hyphen between them are an inclusive range. A good guess: from 22 to 22 is 22, as whoever fills
# in the first and the last hour of a window expects. It is all 24 hours, and from Saturday to Saturday is the whole week. Ranges
# may go over the end of the day here, and this one is taken once around; croniter's description says so, that of cronex does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cronex==0.1.3.1 croniter==7.0.0

cat >look.py <<'END'
from datetime import datetime, timedelta

from cronex import CronExpression
from croniter import croniter

SUNDAY = datetime(2018, 9, 9)
HOURS = [SUNDAY + timedelta(hours=hour) for hour in range(7 * 24)]
for cron in ("0 22 * * 6", "0 22-22 * * 6", "0 22-23 * * 6", "0 22 * * 6-6"):
    ours = CronExpression(cron)
    runs = sum(ours.check_trigger((hour.year, hour.month, hour.day, hour.hour, 0)) for hour in HOURS)
    print(f"{cron:14} runs a week: cronex {runs}, croniter {sum(croniter.match(cron, hour) for hour in HOURS)}")
END

cat >expected <<'END'
0 22 * * 6     runs a week: cronex 1, croniter 1
0 22-22 * * 6  runs a week: cronex 24, croniter 24
0 22-23 * * 6  runs a week: cronex 2, croniter 2
0 22 * * 6-6   runs a week: cronex 7, croniter 7
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
