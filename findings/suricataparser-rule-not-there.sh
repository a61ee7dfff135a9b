#!/usr/bin/env bash
# suricataparser 1.0.0 and idstools 0.6.5 (PyPI): rules of Suricata that end a connection on both sides.
#
# Suricata's guide (Rules Format, Action) has rejectsrc, rejectdst and rejectboth beside reject. A good guess: such a rule is read, or
# a text with it is refused. Both readers leave it out of the list that they give back, so a list that is counted, searched for a
# signature or written out again is one rule shorter, and nothing tells that it was there. A rule that was switched off is kept.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check suricataparser==1.0.0 idstools==0.6.5

cat >look.py <<'END'
from io import StringIO

from idstools import rule
from suricataparser import parse_rules

ACTIONS = ("alert", "drop", "reject", "rejectsrc", "rejectdst", "rejectboth", "# alert")
TEXT = "".join(f'{action} tls any any -> any 443 (msg:"TLS 1.0"; tls.version:1.0; sid:{number}; rev:1;)\n'
               for number, action in enumerate(ACTIONS, 1))
print("written       ", len(ACTIONS))
for name, rules in (("suricataparser", parse_rules(TEXT)), ("idstools      ", rule.parse_fileobj(StringIO(TEXT)))):
    print(name, len(rules), "without", [action for number, action in enumerate(ACTIONS, 1) if number not in {each.sid for each in rules}])
END

cat >expected <<'END'
written        7
suricataparser 4 without ['rejectsrc', 'rejectdst', 'rejectboth']
idstools       4 without ['rejectsrc', 'rejectdst', 'rejectboth']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
