#!/usr/bin/env bash
# idstools 0.6.5 (PyPI): the header of a Suricata rule that leaves out two addresses.
#
# Suricata's guide (Rules Format, Source and destination) puts a blank after the comma of a list, also of one that a ! turns around. A
# good guess: the blank matters in neither or in both. Where a ! stands before the list it ends at the blank, and each field after it
# holds what belongs to the one before: the direction is a port, and the port of the destination is lost.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check idstools==0.6.5

cat >look.py <<'END'
from idstools import rule

FIELDS = ("source_addr", "source_port", "direction", "dest_addr", "dest_port")
for source in ("[10.1.0.0/16, 10.2.0.0/16]", "![10.1.0.0/16,10.2.0.0/16]", "![10.1.0.0/16, 10.2.0.0/16]"):
    text = f'alert tls {source} any -> any 443 (msg:"TLS 1.0"; tls.version:1.0; sid:1000001; rev:1;)'
    print([rule.parse(text)[field] for field in FIELDS])
END

cat >expected <<'END'
['[10.1.0.0/16, 10.2.0.0/16]', 'any', '->', 'any', '443']
['![10.1.0.0/16,10.2.0.0/16]', 'any', '->', 'any', '443']
['![10.1.0.0/16,', '10.2.0.0/16]', 'any', '->', 'any']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
