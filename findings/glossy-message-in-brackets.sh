#!/usr/bin/env bash
# glossy 0.1.7 (npm): a syslog message that ends with a bracket.
#
# RFC 5424, 6.3: structured data is what stands in brackets before the message, and ends with the first ] outside a value. A good
# guess: what follows is the message, whatever is in it. The data goes on to the last word of the line that ends with a ], and what
# it takes of the message is in no field: handshake failed [10.1.2.3] is an empty message. Without structured data it is whole.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund glossy@0.1.7

cat >look.js <<'END'
const { Parse } = require('glossy');

for (const data of ['-', '[tls@32473 wanted="TLS 1.0"]'])
    for (const message of ['handshake failed', 'handshake failed [10.1.2.3]', 'from [10.1.2.3] handshake failed']) {
        const read = Parse.parse(`<36>1 2018-09-15T22:00:00Z win-7 schannel 4 ID36874 ${data} ${message}`);
        console.log(data, message, '->', JSON.stringify(read.structuredData), JSON.stringify(read.message));
    }
END

cat >expected <<'END'
- handshake failed -> undefined "handshake failed"
- handshake failed [10.1.2.3] -> undefined "handshake failed [10.1.2.3]"
- from [10.1.2.3] handshake failed -> undefined "from [10.1.2.3] handshake failed"
[tls@32473 wanted="TLS 1.0"] handshake failed -> {"tls@32473":{"wanted":"TLS 1.0"}} "handshake failed"
[tls@32473 wanted="TLS 1.0"] handshake failed [10.1.2.3] -> {"tls@32473":{"wanted":"TLS 1.0"}} ""
[tls@32473 wanted="TLS 1.0"] from [10.1.2.3] handshake failed -> {"tls@32473":{"wanted":"TLS 1.0"}} "handshake failed"
END

TZ=UTC node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
