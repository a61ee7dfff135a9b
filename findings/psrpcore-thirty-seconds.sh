#!/usr/bin/env bash
# psrpcore 0.3.1 (PyPI): a time span for PowerShell, such as the 30 seconds that a script may wait.
#
# CLIXML writes a TimeSpan as an XML duration, 30 seconds as PT30S; the package reads that rightly. A good guess: it writes it so too.
# With the fraction it takes away every 0 at the end, also those of the whole seconds: 30 seconds are written PT3S, 90 seconds are 63,
# and it reads back what it wrote. 5 and 45 seconds, and whole minutes, are right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check psrpcore==0.3.1

cat >look.py <<'END'
from datetime import timedelta

from psrpcore.types import PSCryptoProvider, deserialize_clixml, serialize_clixml


class NoSecrets(PSCryptoProvider):
    def decrypt(self, value):
        return value

    def encrypt(self, value):
        return value

    def register_key(self, key):
        pass


def read(document):
    return deserialize_clixml(document, NoSecrets())[0].total_seconds()


for seconds in (5, 10, 30, 45, 90, 1200, 3620):
    written = serialize_clixml(timedelta(seconds=seconds), NoSecrets())
    span = written[written.index("<TS>") : written.index("</TS>")].removeprefix("<TS>")
    print(seconds, "seconds are written", span, "and read", read(written))
print("PT30S is read", read('<Objs Version="1.1.0.1" xmlns="http://schemas.microsoft.com/powershell/2004/04"><TS>PT30S</TS></Objs>'))
END

cat >expected <<'END'
5 seconds are written PT5S and read 5.0
10 seconds are written PT1S and read 1.0
30 seconds are written PT3S and read 3.0
45 seconds are written PT45S and read 45.0
90 seconds are written PT1M3S and read 63.0
1200 seconds are written PT20M and read 1200.0
3620 seconds are written PT1H2S and read 3602.0
PT30S is read 30.0
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
