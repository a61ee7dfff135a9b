#!/usr/bin/env bash
# distinguishedname 1.0.2 (PyPI): a distinguished name with an escaped number sign or blank.
#
# RFC 2253, which the package names, and RFC 4514 after it: a number sign or blank at the beginning of a value, and a blank at its end,
# is written with a backslash before it, as Active Directory does. A good guess: backslash and sign are the sign, as backslash and comma
# are the comma. They are nothing: two names are one, and what is written again is the name of another entry. Written as hex it is read,
# but the number sign is then written without its backslash, which means a value in BER.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check distinguishedname==1.0.2

cat >look.py <<'END'
from distinguishedname import dn_to_string, string_to_dn

for name in (r"CN=web,OU=Servers", r"CN=\#web,OU=Servers", r"CN=web\ ,OU=Servers", r"CN=web\, old,OU=Servers", r"CN=\23web,OU=Servers"):
    read = string_to_dn(name)
    print(name, "is", read, "written", dn_to_string(read))
END

cat >expected <<'END'
CN=web,OU=Servers is [['CN=web'], ['OU=Servers']] written CN=web,OU=Servers
CN=\#web,OU=Servers is [['CN=web'], ['OU=Servers']] written CN=web,OU=Servers
CN=web\ ,OU=Servers is [['CN=web'], ['OU=Servers']] written CN=web,OU=Servers
CN=web\, old,OU=Servers is [['CN=web, old'], ['OU=Servers']] written CN=web\, old,OU=Servers
CN=\23web,OU=Servers is [['CN=#web'], ['OU=Servers']] written CN=#web,OU=Servers
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
