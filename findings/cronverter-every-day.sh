#!/usr/bin/env bash
# cronverter 0.2.0 and croniter 7.0.0 (PyPI): 22:00 on Monday, Wednesday and Friday, as Quartz and as Unix write it.
#
# Quartz counts the days of the week from 1, Sunday, a crontab from 0, so the converter takes 1 from each; what a crontab cannot say it
# lists as lost. A good guess: of 2-6/2, every second day from Monday to Friday, the days are moved, and nothing is lost. The step is
# taken for a day too: 1-5/1 is every day from Monday to Friday, and the list does not tell. The same days written 2,4,6 are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cronverter==0.2.0 croniter==7.0.0

cat >look.py <<'END'
from datetime import datetime, timezone

from croniter import croniter
from cronverter.quartz2unix import convert

for quartz in ("0 0 22 ? * 2,4,6", "0 0 22 ? * 2-6/2", "0 0 22 ? * MON-FRI/2", "0 0 22 ? * 2-6/3"):
    seen = convert(quartz)
    nights = croniter(seen.unix_cron, datetime(2018, 9, 2, tzinfo=timezone.utc))
    days = [nights.get_next(datetime).strftime("%a%d") for _ in range(4)]
    print(quartz, "as", seen.unix_cron, "lost:", *seen.data_loss, "nights:", *days)
END

cat >expected <<'END'
0 0 22 ? * 2,4,6 as 0 22 * * 1,3,5 lost: dom field was the special character ? nights: Mon03 Wed05 Fri07 Mon10
0 0 22 ? * 2-6/2 as 0 22 * * 1-5/1 lost: dom field was the special character ? nights: Mon03 Tue04 Wed05 Thu06
0 0 22 ? * MON-FRI/2 as 0 22 * * 1-5/1 lost: dom field was the special character ? nights: Mon03 Tue04 Wed05 Thu06
0 0 22 ? * 2-6/3 as 0 22 * * 1-5/2 lost: dom field was the special character ? nights: Mon03 Wed05 Fri07 Mon10
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
