#!/usr/bin/env bash
# zeeklog2pandas 1.0.2 with pandas 2.2.3 (PyPI): a certificate of "Printer #4" in an ssl.log.
#
# In a Zeek log a number sign opens a line that is no record; within a record it is a sign like any other. A good guess: the row has
# its subject and what stands after it. The line is cut off at the sign: the subject is "CN=Printer ", and the version of TLS and
# whether the connection was established, which stand after it, are not known for that host. No warning says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check zeeklog2pandas==1.0.2 pandas==2.2.3

cat >look.py <<'END'
from zeeklog2pandas import read_zeek

header = """#separator \\x09
#set_separator\t,
#empty_field\t(empty)
#unset_field\t-
#path\tssl
#open\t2018-09-15-22-00-00
#fields\tts\tid.resp_h\tsubject\tversion\testablished
#types\ttime\taddr\tstring\tstring\tbool
"""
with open("ssl.log", "w") as log:
    log.write(header)
    log.write("1537048800.000000\t10.1.2.3\tCN=Printer 3\tTLSv10\tT\n")
    log.write("1537048801.000000\t10.1.2.4\tCN=Printer #4\tTLSv10\tT\n")
    log.write("#close\t2018-09-15-23-00-00\n")
for _, row in read_zeek("ssl.log").iterrows():
    print(row["id.resp_h"], repr(row["subject"]), row["version"], row["established"])
END

cat >expected <<'END'
10.1.2.3 'CN=Printer 3' TLSv10 T
10.1.2.4 'CN=Printer ' nan nan
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
