#!/usr/bin/env bash
# ldif2csv 1.0.1 (PyPI): an export of a directory as a table.
#
# RFC 2849: each record begins with the distinguished name of its entry, and has attributes after it. A good guess: the name is a column
# of the table. There is none: which row is whose is left to what else the export asked for, and two computers of one name in two
# organisational units are two equal rows.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldif2csv==1.0.1 ldif==4.3.0

cat >export.ldif <<'END'
dn: CN=web,OU=North,DC=example
objectClass: computer
cn: web
operatingSystemVersion: 6.1 (7601)

dn: CN=web,OU=South,DC=example
objectClass: computer
cn: web
operatingSystemVersion: 6.1 (7601)
END

cat >expected <<'END'
cn,objectClass,operatingSystemVersion
web,computer,6.1 (7601)
web,computer,6.1 (7601)
END

venv/bin/ldif2csv --input export.ldif --output export.csv >ldif2csv.log
LC_ALL=C sed 's/^\xEF\xBB\xBF//; s/\r$//' export.csv | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
