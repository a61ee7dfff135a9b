#!/usr/bin/env bash
# ldap-filter 1.0.1 (PyPI): one name with a blank, and without it in another value.
#
# RFC 4515: the blanks of a value are part of it, and those of one value have nothing to do with another's. A good guess: a filter
# that is parsed and printed is the filter. Wherever the text of one value stands without its blanks, they are put in, so of two
# spellings of a name one is asked for twice and the other never; and the blanks of the value they were put into are gone.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check ldap-filter==1.0.1

cat >look.py <<'END'
from ldap_filter import Filter

for text in (
    "(|(ou=Exchange 2010)(ou=Exchange 2013))",
    "(|(ou=Exchange 2010)(ou=Exchange2010))",
    "(&(department=Data Base)(title=Lead DataBase Admin))",
):
    print(text, "->", Filter.parse(text))

either = Filter.parse("(|(ou=Exchange 2010)(ou=Exchange2010))")
print([name for name in ("Exchange 2010", "Exchange2010") if either.match({"ou": name})])
END

cat >expected <<'END'
(|(ou=Exchange 2010)(ou=Exchange 2013)) -> (|(ou=Exchange 2010)(ou=Exchange 2013))
(|(ou=Exchange 2010)(ou=Exchange2010)) -> (|(ou=Exchange 2010)(ou=Exchange 2010))
(&(department=Data Base)(title=Lead DataBase Admin)) -> (&(department=Data Base)(title=LeadData BaseAdmin))
['Exchange 2010']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
