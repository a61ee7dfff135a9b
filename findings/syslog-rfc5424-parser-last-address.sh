#!/usr/bin/env bash
# syslog-rfc5424-parser 0.3.2 (PyPI): the origin of a message with two addresses.
#
# RFC 5424, 7.2.1: a sender with several addresses writes `ip` several times in its origin element. A good guess: the parser gives
# both. The last one takes the place of those before it, so the host is not found by its first address; and the message that the
# package writes again has one address only.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check syslog-rfc5424-parser==0.3.2

cat >look.py <<'END'
from syslog_rfc5424_parser import SyslogMessage

for origin in ('ip="192.0.2.1"', 'ip="192.0.2.1" ip="192.0.2.129"'):
    read = SyslogMessage.parse(f"<131>1 2018-09-15T22:00:00Z win-7 schannel 4 ID47 [origin {origin}] refused")
    print(read.sd)
    print(read)
END

cat >expected <<'END'
{'origin': {'ip': '192.0.2.1'}}
<131>1 2018-09-15T22:00:00Z win-7 schannel 4 ID47 [origin ip="192.0.2.1"] refused
{'origin': {'ip': '192.0.2.129'}}
<131>1 2018-09-15T22:00:00Z win-7 schannel 4 ID47 [origin ip="192.0.2.129"] refused
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
