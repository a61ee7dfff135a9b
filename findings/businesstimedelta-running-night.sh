#!/usr/bin/env bash
# businesstimedelta 1.0.1 with pytz 2023.4 (PyPI): how much is left of a night.
#
# A rule may end earlier than it begins, which the package says is for overnight shifts: Saturday, 22:00 to 06:00. A good guess: at
# 23:00 seven hours are left until 06:00, at 03:00 three. None is. A night counts only if one asks before it begins (at 21:00 it
# has eight hours); to who asks while it runs, the next one is that of the following Saturday.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check businesstimedelta==1.0.1 pytz==2023.4

cat >look.py <<'END'
from datetime import datetime, time

import pytz
from businesstimedelta import WorkDayRule

nights = WorkDayRule(start_time=time(22), end_time=time(6), working_days=[5], tz=pytz.utc)
end = datetime(2018, 9, 16, 6, tzinfo=pytz.utc)
for asked in (datetime(2018, 9, 15, 21, tzinfo=pytz.utc), datetime(2018, 9, 15, 23, tzinfo=pytz.utc),
              datetime(2018, 9, 16, 3, tzinfo=pytz.utc)):
    begins, ends = nights.next(asked)
    print(f"{asked:%a %H:%M} until {end:%a %H:%M}:", nights.difference(asked, end).hours, "hours, next night",
          f"{begins:%Y-%m-%d %H:%M} to {ends:%Y-%m-%d %H:%M}")
END

cat >expected <<'END'
Sat 21:00 until Sun 06:00: 8 hours, next night 2018-09-15 22:00 to 2018-09-16 06:00
Sat 23:00 until Sun 06:00: 0 hours, next night 2018-09-22 22:00 to 2018-09-23 06:00
Sun 03:00 until Sun 06:00: 0 hours, next night 2018-09-22 22:00 to 2018-09-23 06:00
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
