#!/usr/bin/env bash
# lars 1.0 (PyPI): a W3C log of IIS that goes on after a restart.
#
# IIS writes its heading (#Software, #Version, #Date, #Fields) again in the same file whenever the service starts or the
# fields change. A good guess: the new heading counts from there on. The reader raises an error at it, so of a day's log
# only what was before the first restart can be read.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check lars==1.0 setuptools==80.9.0

cat >look.py <<'END'
from io import StringIO

from lars import iis

heading = "#Software: Microsoft Internet Information Services 10.0\n#Version: 1.0\n#Date: 2018-09-15 %s\n#Fields: %s\n"
log = (heading % ("12:00:00", "date time s-ip cs-method") + "2018-09-15 12:00:01 10.0.0.1 GET\n"
       + heading % ("13:00:00", "date time s-ip cs-method crypt-protocol") + "2018-09-15 13:00:01 10.0.0.1 GET 400\n")
with iis.IISSource(StringIO(log)) as source:
    try:
        for row in source:
            print("row:", row.time, row.cs_method)
    except iis.IISError as error:
        print(type(error).__name__ + ":", error)
END

cat >expected <<'END'
row: 12:00:01 GET
IISVersionError: Line 7: Found a second #Version directive
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
