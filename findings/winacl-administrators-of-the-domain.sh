#!/usr/bin/env bash
# winacl 0.1.9 (PyPI): the built-in Administrators (BA) in a security descriptor of Windows.
#
# MS-DTYP, 2.4.2.4: BA is S-1-5-32-544 on every machine and NS is S-1-5-20; DA, the Domain Admins, begins with the domain's own number. To
# read the letters winacl asks for the number of the domain. A good guess: it puts it before the groups of the domain only. It puts it
# before most of the others too: owner and entries are of groups that do not exist. Users (BU) and SYSTEM (SY) are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check winacl==0.1.9

cat >look.py <<'END'
from winacl.dtyp.security_descriptor import SECURITY_DESCRIPTOR

DOMAIN = "S-1-5-21-1000-2000-3000"
MEANT = {
    "BA": "S-1-5-32-544",
    "RD": "S-1-5-32-555",
    "NS": "S-1-5-20",
    "BU": "S-1-5-32-545",
    "SY": "S-1-5-18",
    "DA": DOMAIN + "-512",
}
for letters, meant in MEANT.items():
    read = SECURITY_DESCRIPTOR.from_sddl(f"O:{letters}G:SYD:(A;;GA;;;{letters})", domain_sid=DOMAIN)
    print(letters, "read", read.Owner, *(entry.Sid for entry in read.Dacl.aces), "meant", meant)
END

cat >expected <<'END'
BA read S-1-5-21-1000-2000-3000-544 S-1-5-21-1000-2000-3000-544 meant S-1-5-32-544
RD read S-1-5-21-1000-2000-3000-555 S-1-5-21-1000-2000-3000-555 meant S-1-5-32-555
NS read S-1-5-21-1000-2000-3000-20 S-1-5-21-1000-2000-3000-20 meant S-1-5-20
BU read S-1-5-32-545 S-1-5-32-545 meant S-1-5-32-545
SY read S-1-5-18 S-1-5-18 meant S-1-5-18
DA read S-1-5-21-1000-2000-3000-512 S-1-5-21-1000-2000-3000-512 meant S-1-5-21-1000-2000-3000-512
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
