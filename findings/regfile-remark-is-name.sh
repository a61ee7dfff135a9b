#!/usr/bin/env bash
# regfile 0.1.3 (PyPI): a remark in a .reg file.
#
# In a .reg file a line that begins with a semicolon is a remark. A good guess: it is left out, or the file is refused. A remark below a
# key becomes part of the name of the value after it, so that value is not found under its name: the key has no Enabled. Written out
# again the file is as it was, which hides it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check regfile==0.1.3

cat >look.py <<'END'
from regfile import RegFile

KEY = r"HKEY_LOCAL_MACHINE\SYSTEM\CurrentControlSet\Control\SecurityProviders\SCHANNEL\Protocols\TLS 1.0\Server"
VALUES = '"Enabled"=dword:00000000\n"DisabledByDefault"=dword:00000001\n'
for remark in ("", "; switched off by change 4711\n"):
    text = f"Windows Registry Editor Version 5.00\n\n[{KEY}]\n{remark}{VALUES}\n"
    read = RegFile.from_str(text)
    values = {value.name: value.value for value in read.find_key(KEY).values}
    print(values, "Enabled:", values.get("Enabled"), "written as read:", read.dump().strip() == text.strip())
END

cat >expected <<'END'
{'Enabled': 0, 'DisabledByDefault': 1} Enabled: 0 written as read: True
{'; switched off by change 4711\n"Enabled"': 0, 'DisabledByDefault': 1} Enabled: None written as read: True
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
