#!/usr/bin/env bash
# ldap3 2.9.1 (PyPI) with its own Active Directory schema: an account that never expires.
#
# Active Directory writes 'never' into accountExpires in two ways, 0 and 2^63-1. Since the library knows the attribute and
# turns 2^63-1 into the end of the year 9999, a good guess is that it treats 0 likewise. It makes 1601 of it: of two
# accounts that never expire, one expired four centuries ago.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap3==2.9.1 pyasn1==0.6.1

cat >look.py <<'END'
import warnings

warnings.simplefilter("ignore")
from ldap3 import MOCK_SYNC, OFFLINE_AD_2012_R2, Connection, Server

server = Server("dc", get_info=OFFLINE_AD_2012_R2)
directory = Connection(server, "cn=one,dc=corp,dc=example", "x", client_strategy=MOCK_SYNC)
for name, never in (("one", "0"), ("two", "9223372036854775807")):
    user = {"objectClass": "user", "sn": name, "userPassword": "x", "accountExpires": never}
    directory.strategy.add_entry(f"cn={name},dc=corp,dc=example", user)
directory.bind()
directory.search("dc=corp,dc=example", "(objectClass=user)", attributes=["accountExpires"])
for entry in sorted(directory.entries, key=lambda each: each.entry_dn):
    print(entry.entry_dn, entry.accountExpires.value)
END

cat >expected <<'END'
cn=one,dc=corp,dc=example 1601-01-01 00:00:00+00:00
cn=two,dc=corp,dc=example 9999-12-31 23:59:59.999999+00:00
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
