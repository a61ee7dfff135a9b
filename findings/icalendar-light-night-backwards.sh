#!/usr/bin/env bash
# icalendar-light 1.0.0 (PyPI): a change night from 22:00 to 04:00 that recurs.
#
# RFC 5545, 3.8.5.3: each recurrence of an event lasts as long as the event itself, here six hours. A good guess: so it does. The
# reader gives each recurrence the hour of the end on the day of its beginning: it ends 18 hours before it begins, and a question
# whether now is within it is never answered with yes. The same event read without its recurrences is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check icalendar-light==1.0.0

cat >look.py <<'END'
from icalendar_light.toolbox import Calendar

for begin, end in (("20180915T180000Z", "20180915T230000Z"), ("20180915T220000Z", "20180916T040000Z")):
    lines = ["BEGIN:VCALENDAR", "BEGIN:VEVENT", "UID:1", f"DTSTART:{begin}", f"DTEND:{end}", "RRULE:FREQ=DAILY",
             "SUMMARY:Change night", "END:VEVENT", "END:VCALENDAR"]
    event = next(Calendar.iter_events(lines))
    print(begin[9:13], "to", end[9:13], "itself", (event.dt_end - event.dt_start).total_seconds() / 3600, "hours, recurring",
          {(each.dt_end - each.dt_start).total_seconds() / 3600 for each in Calendar.iter_events_upcoming(lines, days_forward=3)})
END

cat >expected <<'END'
1800 to 2300 itself 5.0 hours, recurring {5.0}
2200 to 0400 itself 6.0 hours, recurring {-18.0}
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
