#!/usr/bin/env bash
# winacl 0.1.9 (PyPI): whether two security descriptors of Windows are the same.
#
# Descriptors can be compared (==, !=) and have a diff. A good guess: where owner, group or the flags of the list (P: nothing is inherited)
# differ, so do the descriptors. They are equal, != is false and the diff is empty: each of the three is compared with itself. What the
# entries differ in is found.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check winacl==0.1.9

cat >look.py <<'END'
from winacl.dtyp.security_descriptor import SECURITY_DESCRIPTOR

BEFORE = "O:SYG:SYD:P(A;;GA;;;SY)"
before = SECURITY_DESCRIPTOR.from_sddl(BEFORE)
for text in ("O:BUG:SYD:P(A;;GA;;;SY)", "O:SYG:BUD:P(A;;GA;;;SY)", "O:SYG:SYD:(A;;GA;;;SY)", "O:SYG:SYD:P(A;;GR;;;SY)"):
    after = SECURITY_DESCRIPTOR.from_sddl(text)
    print(BEFORE, "and", text, "equal:", before == after, "different:", before != after, "in:", *before.diff(after))
print("owners equal:", before.Owner == SECURITY_DESCRIPTOR.from_sddl("O:BUG:SYD:P(A;;GA;;;SY)").Owner)
END

cat >expected <<'END'
O:SYG:SYD:P(A;;GA;;;SY) and O:BUG:SYD:P(A;;GA;;;SY) equal: True different: False in:
O:SYG:SYD:P(A;;GA;;;SY) and O:SYG:BUD:P(A;;GA;;;SY) equal: True different: False in:
O:SYG:SYD:P(A;;GA;;;SY) and O:SYG:SYD:(A;;GA;;;SY) equal: True different: False in:
O:SYG:SYD:P(A;;GA;;;SY) and O:SYG:SYD:P(A;;GR;;;SY) equal: False different: True in: Dacl
owners equal: False
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
