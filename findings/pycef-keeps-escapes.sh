#!/usr/bin/env bash
# pycef 1.11 (PyPI): escapes in a CEF event.
#
# CEF writes an equals sign in a value as \=, a backslash as \\ and a line end as \n. The parser knows where an escaped equals
# sign stands, for it does not end the value there, so a good guess is that it takes the escape away. All three come out as
# they were written, and nothing tells a value that was escaped from one that holds a backslash.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pycef==1.11

cat >look.py <<'END'
import pycef

event = r"CEF:0|Microsoft|Windows|6.1|36874|Schannel|5|dst=10.1.1.1 msg=wanted\=TLS 1.0\nrefused filePath=C:\\new act=blocked"
read = pycef.parse(event)
for field in ("msg", "filePath", "act"):
    print(field, read[field])
END

cat >expected <<'END'
msg wanted\=TLS 1.0\nrefused
filePath C:\\new
act blocked
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
