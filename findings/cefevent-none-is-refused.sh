#!/usr/bin/env bash
# cefevent 0.5.6 and format-cef 0.0.4 (PyPI): an event of CEF that says that there were none.
#
# A field of CEF has a long name and a short one, which is what is written; cefevent takes both. A good guess: 0 is a value by either. By
# the long name it is written, cnt=0. By the short one it is left out without a word, or called invalid if the event is to be strict,
# while 1 is written: that no host offers TLS 1.0 any more is not said. format-cef, which takes the long name only, writes the 0.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cefevent==0.5.6 format-cef==0.0.4

cat >look.py <<'END'
from cefevent.event import CEFEvent
from format_cef import format_cef


def extension(field, value, strict):
    event = CEFEvent(strict=strict)
    try:
        event.set_field(field, value)
    except ValueError as refused:
        return str(refused).split("\n")[0]
    return str(event).split("|")[7] or "nothing"


for short, long in (("cnt", "baseEventCount"), ("in", "bytesIn")):
    for field in (short, long):
        one, none = extension(field, 1, strict=False), extension(field, 0, strict=False)
        print(f"{field}: 1 is {one}; 0 is {none}; strict: {extension(field, 0, strict=True)}")
    written = format_cef("Example", "scan", "1", "1", "hosts with TLS 1.0", 5, extensions={long: 0})
    print("format-cef:", written.decode().split("|")[7])
END
cat >expected <<'END'
cnt: 1 is cnt=1; 0 is nothing; strict: Invalid value for field: baseEventCount
baseEventCount: 1 is cnt=1; 0 is cnt=0; strict: cnt=0
format-cef: cnt=0
in: 1 is in=1; 0 is nothing; strict: Invalid value for field: bytesIn
bytesIn: 1 is in=1; 0 is in=0; strict: in=0
format-cef: in=0
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
