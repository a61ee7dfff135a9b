#!/usr/bin/env bash
# sipmessage 0.7.1 (PyPI): the User-Agent of a phone that writes a blank before the colon.
#
# RFC 3261, 7.3.1 and 25.1: between a header's name and its colon there may be blanks, they mean nothing. A good guess: the header is
# found under its name. It is kept under the name with the blank, so the message has no User-Agent, and a short name (t for To) is
# not understood. Of a header continued on the next line, as 7.3.1 allows too, the rest is a header where it has a colon in it.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check sipmessage==0.7.1

cat >look.py <<'END'
from sipmessage import Message

REST = "Via: SIP/2.0/TLS 10.1.2.3:5061;branch=z9hG4bK1\r\nFrom: <sip:7@corp.example>;tag=1\r\nCall-ID: 1\r\nCSeq: 1 OPTIONS\r\n"
for lines in ("User-Agent: Phone 4.1\r\nt: <sip:8@corp.example>", "User-Agent : Phone 4.1\r\nt : <sip:8@corp.example>",
              "User-Agent: Phone 4.1\r\n TLS:1.0\r\nt: <sip:8@corp.example>"):
    headers = Message.parse(f"OPTIONS sip:corp.example SIP/2.0\r\n{REST}{lines}\r\nContent-Length: 0\r\n\r\n".encode()).headers
    print(repr(lines), "->", headers.get("User-Agent"), headers.get("To"), headers.keys()[4:])
END

cat >expected <<'END'
'User-Agent: Phone 4.1\r\nt: <sip:8@corp.example>' -> Phone 4.1 <sip:8@corp.example> ['User-Agent', 'To', 'Content-Length']
'User-Agent : Phone 4.1\r\nt : <sip:8@corp.example>' -> None None ['User-Agent ', 't ', 'Content-Length']
'User-Agent: Phone 4.1\r\n TLS:1.0\r\nt: <sip:8@corp.example>' -> Phone 4.1 <sip:8@corp.example> ['User-Agent', ' TLS', 'To', 'Content-Length']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
