#!/usr/bin/env bash
# pourover 0.1b8 (PyPI): the host in the syslog prefix of a CEF event.
#
# The prefix is a time and a host, and a host is a name, which may have hyphens (RFC 952), or an address (RFC 3164, 4.1.2). A good guess:
# prefix has all of it. It ends at the first character that is no letter, digit or underscore: web-01 and web-02 are web, and an address
# is its first number. The rest is in no field of the event.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pourover==0.1b8

cat >look.py <<'END'
import pourover

for host in ("web01", "web-01", "web-02", "10.1.2.3"):
    event = pourover.parse_line(f"Sep 15 22:00:00 {host} CEF:0|Example|Scanner|1|100|TLS 1.0 is on|5|dpt=443")
    print(f"{host}: prefix {event.prefix!r}, {event.name}, {dict(event.extensions)}")
END

cat >expected <<'END'
web01: prefix 'Sep 15 22:00:00 web01', TLS 1.0 is on, {'dpt': '443'}
web-01: prefix 'Sep 15 22:00:00 web', TLS 1.0 is on, {'dpt': '443'}
web-02: prefix 'Sep 15 22:00:00 web', TLS 1.0 is on, {'dpt': '443'}
10.1.2.3: prefix 'Sep 15 22:00:00 10', TLS 1.0 is on, {'dpt': '443'}
END

venv/bin/python -W ignore look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
