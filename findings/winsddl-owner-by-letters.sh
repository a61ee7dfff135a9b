#!/usr/bin/env bash
# winsddl 0.1.1 and sddl-parser 0.6.2 (PyPI): the security descriptor that WinRM is delivered with (RootSDDL).
#
# MS-DTYP, 2.5.1.1: owner and group are a SID or the two letters that stand for one; Windows writes the letters. A good guess: NS
# is the owner, and BA the group; the description of winsddl itself shows O:BA read as the Administrators. Both are None, as in a
# descriptor that has neither: only what begins with S- is read. sddl-parser reads the letters, but no audit entry (AU): in its
# list of kinds A comes first.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check winsddl==0.1.1 sddl-parser==0.6.2 parsy==2.1

cat >look.py <<'END'
from sddl_parser import parse_sddl
from winsddl import SDDLParser

ENTRIES = "D:P(A;;GA;;;BA)(A;;GR;;;IU)"
AUDIT = "S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)"
for text in ("O:NSG:BA" + ENTRIES + AUDIT, "O:NSG:BA" + ENTRIES, "O:S-1-5-20G:S-1-5-32-544" + ENTRIES):
    print(text)
    read = SDDLParser().parse(text)
    print("  winsddl     owner:", read.owner, "group:", read.group, "entries for", *[each.trustee for each in read.dacl])
    try:
        read = parse_sddl(text)
        print("  sddl-parser owner:", getattr(read.owner, "value", read.owner), "group:", getattr(read.group, "value", read.group))
    except Exception as error:
        print("  sddl-parser", error)
END

cat >expected <<'END'
O:NSG:BAD:P(A;;GA;;;BA)(A;;GR;;;IU)S:P(AU;FA;GA;;;WD)(AU;SA;GXGW;;;WD)
  winsddl     owner: None group: None entries for BA IU
  sddl-parser expected '[;]' at 0:40
O:NSG:BAD:P(A;;GA;;;BA)(A;;GR;;;IU)
  winsddl     owner: None group: None entries for BA IU
  sddl-parser owner: S-1-5-20 group: S-1-5-32-544
O:S-1-5-20G:S-1-5-32-544D:P(A;;GA;;;BA)(A;;GR;;;IU)
  winsddl     owner: Network Service (S-1-5-20) group: Administrators (S-1-5-32-544) entries for BA IU
  sddl-parser owner: S-1-5-20 group: S-1-5-32-544
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
