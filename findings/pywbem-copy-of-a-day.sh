#!/usr/bin/env bash
# pywbem 1.9.1 (PyPI): a date of WMI of which only the day is known.
#
# DSP0004: a CIM datetime has asterisks where it is not known to the second. The package keeps them, and says that a CIMDateTime made from
# another is a copy, and that two are equal if their public attributes are; precision is one of them. A good guess: so the copy has the
# asterisks. They are gone and the copy says midnight, while both are equal to each other; copy.copy() keeps them.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pywbem==1.9.1

cat >look.py <<'END'
import copy

from pywbem import CIMDateTime

day = CIMDateTime("20180915******.******+120")
for name, each in (("read", day), ("copy.copy", copy.copy(day)), ("CIMDateTime(..)", CIMDateTime(day))):
    print(f"{name:15} {each} precision {each.precision} equal: {each == day}")
print("the day equals its midnight:", day == CIMDateTime("20180915000000.000000+120"))
END

cat >expected <<'END'
read            20180915******.******+120 precision 8 equal: True
copy.copy       20180915******.******+120 precision 8 equal: True
CIMDateTime(..) 20180915000000.000000+120 precision None equal: True
the day equals its midnight: True
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
