#!/usr/bin/env bash
# zat 0.4.9 and parsezeeklogs 3.0.1 (PyPI): a field of a Zeek log that is not set.
#
# Zeek writes - where it does not know a value, which is neither F nor 0. parsezeeklogs gives None. A good guess: so does
# zat, or it leaves the field out. It gives a value of the field's type: a handshake of which nothing is known was not
# established (False), took no time and came from port 0, exactly like one of which Zeek says so.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check zat==0.4.9 parsezeeklogs==3.0.1

cat >look.py <<'END'
from parsezeeklogs import ParseZeekLogs
from zat.zeek_log_reader import ZeekLogReader

FIELDS = [("uid", "string"), ("id.orig_p", "port"), ("established", "bool"), ("duration", "interval")]
lines = [
    "#separator \\x09",
    "#set_separator\t,",
    "#empty_field\t(empty)",
    "#unset_field\t-",
    "#path\tssl",
    "#fields\t" + "\t".join(name for name, _ in FIELDS),
    "#types\t" + "\t".join(kind for _, kind in FIELDS),
    "CtoldNo\t0\tF\t0.000000",
    "CnotTold\t-\t-\t-",
]
with open("ssl.log", "w") as log:
    log.write("\n".join(lines) + "\n")

for reader, rows in (("zat", ZeekLogReader("ssl.log").readrows()), ("parsezeeklogs", ParseZeekLogs("ssl.log"))):
    for row in rows:
        duration = row["duration"]
        seconds = duration.total_seconds() if hasattr(duration, "total_seconds") else duration
        print(f"{reader:13} {row['uid']:8} port {row['id.orig_p']} established {row['established']} seconds {seconds}")
END

cat >expected <<'END'
Successfully monitoring ssl.log...
zat           CtoldNo  port 0 established False seconds 0.0
zat           CnotTold port 0 established False seconds 0.0
parsezeeklogs CtoldNo  port 0 established False seconds 0.0
parsezeeklogs CnotTold port None established None seconds None
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
