#!/usr/bin/env bash
# cpeparser 0.0.2 and cpe 1.3.1 (PyPI): a product whose name has a colon.
#
# In the long form of a CPE name a colon that belongs to a value is written as \: (NISTIR 7695, 6.2). A good guess: the value is
# kept whole, as by cpe. It is cut there, and every part after it moves by one for each colon: the version is a backslash, what was the
# version is the edition, Windows stands under `other`, and the hardware is in no part at all. No error says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check cpeparser==0.0.2 cpe==1.3.1

cat >look.py <<'END'
from cpe import CPE
from cpeparser import CpeParser

name = r"cpe:2.3:a:acme:agent\:\:monitor:1.2:*:*:*:*:windows:x64:*"
parts = CpeParser().parser(name)
print("cpeparser", {part: parts[part] for part in ("product", "version", "edition", "target_sw", "target_hw", "other")})
whole = CPE(name)
print("cpe", whole.get_product(), whole.get_version(), whole.get_target_software(), whole.get_target_hardware())
END

cat >expected <<'END'
cpeparser {'product': 'agent\\', 'version': '\\', 'edition': '1.2', 'target_sw': '*', 'target_hw': '*', 'other': 'windows'}
cpe ['agent\\:\\:monitor'] ['1.2'] ['windows'] ['x64']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
