#!/usr/bin/env bash
# bkflow-feel 1.2.0 with pytz 2023.4 (PyPI): a moment in a zone, in FEEL, the language of conditions of DMN.
#
# FEEL writes 22:00 in Berlin as date and time("2018-09-11T22:00:00@Europe/Berlin"). A good guess: that is 20:00 UTC, in winter 21:00. It
# is 21:07 on every day: the zone is put beside the moment before pytz has looked up the day, and is the mean time of the place, as it
# was before 1893. So 22:00 in Vienna, which has the same time, is twelve minutes earlier. Written with +02:00 it is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check bkflow-feel==1.2.0 pytz==2023.4 tzdata==2025.2

cat >look.py <<'END'
from datetime import datetime, timezone
from zoneinfo import ZoneInfo

from bkflow_feel.api import parse_expression


def utc(moment):
    return moment.astimezone(timezone.utc).strftime("%H:%M")


for day in ("2018-09-11", "2018-12-11"):
    for zone in ("Europe/Berlin", "Europe/Vienna"):
        feel = parse_expression(f'date and time("{day}T22:00:00@{zone}")')
        system = datetime.fromisoformat(day + "T22:00:00").replace(tzinfo=ZoneInfo(zone))
        print(day, "22:00 in", zone, "is for bkflow-feel", utc(feel), "UTC, for zoneinfo", utc(system))
print("2018-09-11 22:00+02:00 is for bkflow-feel", utc(parse_expression('date and time("2018-09-11T22:00:00+02:00")')), "UTC")
END

cat >expected <<'END'
2018-09-11 22:00 in Europe/Berlin is for bkflow-feel 21:07 UTC, for zoneinfo 20:00
2018-09-11 22:00 in Europe/Vienna is for bkflow-feel 20:55 UTC, for zoneinfo 20:00
2018-12-11 22:00 in Europe/Berlin is for bkflow-feel 21:07 UTC, for zoneinfo 21:00
2018-12-11 22:00 in Europe/Vienna is for bkflow-feel 20:55 UTC, for zoneinfo 21:00
2018-09-11 22:00+02:00 is for bkflow-feel 20:00 UTC
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
