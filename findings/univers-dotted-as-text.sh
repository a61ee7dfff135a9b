#!/usr/bin/env bash
# univers 32.0.1 (PyPI): versions of Windows as dotted integers.
#
# The package orders versions by the scheme they belong to; IntdotVersion is for any count of integers with dots between.
# A good guess: it compares the integers. It compares them sign by sign, as text: Windows 10 is older than Windows 8.1 and
# even than 2003, and update 24000 older than update 9999. NugetVersion of the same package has them right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check univers==32.0.1

cat >look.py <<'END'
from univers.versions import IntdotVersion, NugetVersion

for newer, older in (
    ("10.0.14393.2007", "6.3.9600.17415"),
    ("6.1.7601.24000", "6.1.7601.9999"),
    ("6.3.9600.17415", "6.1.7601.24000"),
):
    print(newer, "newer than", older, [scheme(newer) > scheme(older) for scheme in (IntdotVersion, NugetVersion)])
print([each.string for each in sorted(IntdotVersion(each) for each in ("10.0.14393", "6.1.7601", "6.3.9600", "5.2.3790"))])
END

cat >expected <<'END'
10.0.14393.2007 newer than 6.3.9600.17415 [False, True]
6.1.7601.24000 newer than 6.1.7601.9999 [False, True]
6.3.9600.17415 newer than 6.1.7601.24000 [True, True]
['10.0.14393', '5.2.3790', '6.1.7601', '6.3.9600']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
