#!/usr/bin/env bash
# ldif 4.3.0 (PyPI): the entries of an export that begins with its version.
#
# RFC 2849: an LDIF file begins with version: 1, and empty lines may follow before the first entry (ldapsearch -L writes one).
# A good guess: the version is no entry. With an empty line after it the parser gives a first entry without a name and
# without attributes, so an estate has a host more, called None; without the empty line it does not.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldif==4.3.0

cat >look.py <<'END'
import io

from ldif import LDIFParser

hosts = b"dn: CN=win-7,DC=corp,DC=example\ncn: win-7\n\ndn: CN=win-8,DC=corp,DC=example\ncn: win-8\n"
for name, start in (("none ", b""), ("close", b"version: 1\n"), ("apart", b"version: 1\n\n")):
    print(name, [dn for dn, attributes in LDIFParser(io.BytesIO(start + hosts)).parse()])
END

cat >expected <<'END'
none  ['CN=win-7,DC=corp,DC=example', 'CN=win-8,DC=corp,DC=example']
close ['CN=win-7,DC=corp,DC=example', 'CN=win-8,DC=corp,DC=example']
apart [None, 'CN=win-7,DC=corp,DC=example', 'CN=win-8,DC=corp,DC=example']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
