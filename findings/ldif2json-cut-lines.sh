#!/usr/bin/env bash
# ldif2json 1.0.8 and ldif 4.3.0 (PyPI): a long line of an LDIF export.
#
# RFC 2849: a line may be continued on the next, which then begins with one blank; exports do so with long ones. A good guess: the
# parts are joined, as ldif does. The rest of each such line is left out without a word, so that a distinguished name is a shorter
# one, and where the rest has a colon and a blank in it, it is an attribute of its own.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldif2json==1.0.8 ldif==4.3.0

cat >look.py <<'END'
from io import BytesIO

from ldif import LDIFParser
from ldif2json import parse_ldif

EXPORT = """dn: CN=win-7,OU=Servers of the second data centre,OU=Servers,DC=europe,DC=cor
 p,DC=example
cn: win-7
description: moved to the second data centre and left there for the archive; st
 ate: read only
"""
for entry in parse_ldif(EXPORT.splitlines()):
    print("ldif2json", entry)
for name, entry in LDIFParser(BytesIO(EXPORT.encode())).parse():
    print("ldif     ", {"dn": name, **entry})
END

cat >expected <<'END'
ldif2json {'dn': 'CN=win-7,OU=Servers of the second data centre,OU=Servers,DC=europe,DC=cor', 'cn': 'win-7', 'description': 'moved to the second data centre and left there for the archive; st', 'ate': 'read only'}
ldif      {'dn': 'CN=win-7,OU=Servers of the second data centre,OU=Servers,DC=europe,DC=corp,DC=example', 'cn': ['win-7'], 'description': ['moved to the second data centre and left there for the archive; state: read only']}
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
