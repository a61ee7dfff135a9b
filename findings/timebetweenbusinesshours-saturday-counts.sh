#!/usr/bin/env bash
# TimeBetweenBusinessHours 0.8.5 (PyPI): working hours from a Saturday to the Monday after it.
#
# Working hours 9 to 18, Saturday and Sunday free. A good guess: of Saturday 10:00 to Monday 10:00 one hour counts. get_hours says
# seven: the eight hours of the free Saturday less the one of Monday. To Tuesday it says 9 instead of 10. get_hours_and_minutes of
# the same object says 1 and 10; but from Friday 10:00 to Saturday 12:00 it says 8, and get_hours 11.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check TimeBetweenBusinessHours==0.8.5

cat >look.py <<'END'
from datetime import datetime

from TimeBetweenBusinessHours import TimeBetweenBusinessHours

for begin, end in ((datetime(2018, 9, 15, 10), datetime(2018, 9, 17, 10)), (datetime(2018, 9, 15, 10), datetime(2018, 9, 18, 10)),
                   (datetime(2018, 9, 14, 10), datetime(2018, 9, 15, 12)), (datetime(2018, 9, 17, 10), datetime(2018, 9, 18, 10))):
    between = TimeBetweenBusinessHours(begin, end, [9, 18], [6, 7], [])
    print(f"{begin:%a %H:%M} to {end:%a %H:%M}: get_hours", between.get_hours(),
          "get_hours_and_minutes", between.get_hours_and_minutes())
END

cat >expected <<'END'
Sat 10:00 to Mon 10:00: get_hours 7 get_hours_and_minutes 1:00
Sat 10:00 to Tue 10:00: get_hours 9 get_hours_and_minutes 10:00
Fri 10:00 to Sat 12:00: get_hours 11 get_hours_and_minutes 8:00
Mon 10:00 to Tue 10:00: get_hours 9 get_hours_and_minutes 9:00
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
