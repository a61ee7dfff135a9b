#!/usr/bin/env bash
# win2utc 0.2.0 (PyPI): noon in Windows' zone Kamchatka Standard Time, which is 12 hours ahead of UTC.
#
# For zones that CLDR gives no IANA name the package has a table of its own, with 12:00:00 for this one, and says in a note that it used
# the offset without summer time. A good guess: noon there is midnight UTC. The first sign of the offset is taken for its sign, which
# only offsets below zero have: 12:00:00 is two hours. Mid-Atlantic Standard Time, -02:00:00, is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check win2utc==0.2.0

cat >look.py <<'END'
from win2utc import WinTimeZoneConverter

converter = WinTimeZoneConverter()
for zone in ("Kamchatka Standard Time", "Mid-Atlantic Standard Time"):
    instant, offset, note = converter.to_utc("2018-09-15 12:00:00", zone)
    print(zone, converter.timezones[zone]["BaseUtcOffset"], "noon is", instant, "UTC, an offset in hours of", offset.total_seconds() / 3600)
    print(note)
END

cat >expected <<'END'
Kamchatka Standard Time 12:00:00 noon is 2018-09-15 10:00:00 UTC, an offset in hours of 2.0
No IANA mapping found, used fixed offset from timezones.json (no DST).
Mid-Atlantic Standard Time -02:00:00 noon is 2018-09-15 14:00:00 UTC, an offset in hours of -2.0
No IANA mapping found, used fixed offset from timezones.json (no DST).
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
