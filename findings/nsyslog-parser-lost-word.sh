#!/usr/bin/env bash
# nsyslog-parser 0.10.1 (npm): an escaped equals sign in a CEF event.
#
# CEF writes an equals sign in a value as \=. A good guess: the value comes with the sign, or with the escape as it was
# written (as from pycef 1.11, which knows that the value does not end there). The sign and the word after it are in no field
# at all: of wanted\=TLS 1.0 there is left wanted\ 1.0. Where a second one follows, it is a field of its own, wanted\.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund nsyslog-parser@0.10.1

cat >look.js <<'END'
const nsyslog = require('nsyslog-parser');

for (const message of ['wanted TLS 1.0', 'wanted\\=TLS 1.0', 'minimum\\=1.2 wanted\\=1.0 refused'])
    console.log(message, '->', JSON.stringify(nsyslog(`<134>CEF:0|Microsoft|Windows|6.1|36874|Schannel|5|dst=10.1.1.1 msg=${message} act=blocked`).fields));
END

cat >expected <<'END'
wanted TLS 1.0 -> {"dst":"10.1.1.1","msg":"wanted TLS 1.0","act":"blocked"}
wanted\=TLS 1.0 -> {"dst":"10.1.1.1","msg":"wanted\\ 1.0","act":"blocked"}
minimum\=1.2 wanted\=1.0 refused -> {"dst":"10.1.1.1","msg":"minimum\\","wanted\\":"1.0 refused","act":"blocked"}
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
