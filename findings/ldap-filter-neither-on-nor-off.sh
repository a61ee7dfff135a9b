#!/usr/bin/env bash
# ldap-filter 1.0.1 (PyPI): the bit of userAccountControl that says that an account is disabled.
#
# Active Directory asks for bits with a matching rule, (userAccountControl:1.2.840.113556.1.4.803:=2), an extensible match of RFC 4515,
# which the package parses. A good guess: it matches a disabled computer, or is refused, or is undefined (RFC 4511, 4.5.1.7), and then
# neither it nor its negation matches. It matches nobody and its negation everybody: a list of computers in use has all of them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap-filter==1.0.1

cat >look.py <<'END'
from ldap_filter import Filter

DISABLED = "(userAccountControl:1.2.840.113556.1.4.803:=2)"
computers = {"in use": {"userAccountControl": str(0x1000)}, "disabled": {"userAccountControl": str(0x1000 | 2)}}
for text in (DISABLED, f"(!{DISABLED})", "(userAccountControl=4098)"):
    parsed = Filter.parse(text)
    print(parsed, [name for name, entry in computers.items() if parsed.match(entry)])
END

cat >expected <<'END'
(userAccountControl:1.2.840.113556.1.4.803:=2) []
(!(userAccountControl:1.2.840.113556.1.4.803:=2)) ['in use', 'disabled']
(userAccountControl=4098) ['disabled']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
