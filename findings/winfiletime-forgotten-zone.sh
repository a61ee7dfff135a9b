#!/usr/bin/env bash
# winfiletime 2.1 (PyPI): a moment in another zone than UTC as a Windows file time.
#
# A file time counts from 1601 in UTC, and from_datetime() says of a moment without a zone that it is taken as UTC. A good guess: one with
# a zone is taken as the instant it is. The hands of its clock are taken as UTC and its zone is forgotten: 22:00 in Berlin and 20:00 in
# UTC are equal to Python, and become file times two hours apart.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check winfiletime==2.1

cat >look.py <<'END'
from datetime import datetime, timedelta, timezone

import winfiletime

utc = datetime(2018, 9, 15, 20, 0, tzinfo=timezone.utc)
berlin = utc.astimezone(timezone(timedelta(hours=2)))
print("the same instant:", utc == berlin)
for moment in (utc, berlin):
    written = winfiletime.from_datetime(moment)
    print(moment, "is", written, "which is read as", winfiletime.to_datetime(written))
END

cat >expected <<'END'
the same instant: True
2018-09-15 20:00:00+00:00 is 131815152000000000 which is read as 2018-09-15 20:00:00
2018-09-15 22:00:00+02:00 is 131815224000000000 which is read as 2018-09-15 22:00:00
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
