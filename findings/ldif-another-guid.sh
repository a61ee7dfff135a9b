#!/usr/bin/env bash
# ldif 0.5.1 (npm): an objectGUID that is read and written again.
#
# LDIF writes octets that are no text as base64, after two colons, as objectGUID and objectSid of Active Directory. A good guess:
# what is read and written again is the same. The octets are read as text, and each that is none is replaced by three: the GUID
# comes out with 22 octets instead of 16, and two computers that differ in such an octet have the same one.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
npm init --yes >npm.log
npm install --silent --no-audit --no-fund ldif@0.5.1

cat >look.js <<'END'
const ldif = require('ldif');

for (const guid of ['31c77e66af4a4e61802a6b1c5d0e7f07', '31c77e66af4a4e61812a6b1c5d0e7f07']) {
    const octets = Buffer.from(guid, 'hex').toString('base64');
    const written = ldif.parse(`version: 1\ndn: CN=win-7,DC=corp,DC=example\nobjectGUID:: ${octets}\n`).toLDIF();
    const again = Buffer.from(/objectGUID:: (\S+)/.exec(written)[1], 'base64');
    console.log(guid, '->', again.length, again.toString('hex'));
}
END

cat >expected <<'END'
31c77e66af4a4e61802a6b1c5d0e7f07 -> 22 31efbfbd7e66efbfbd4a4e61efbfbd2a6b1c5d0e7f07
31c77e66af4a4e61812a6b1c5d0e7f07 -> 22 31efbfbd7e66efbfbd4a4e61efbfbd2a6b1c5d0e7f07
END

NODE_NO_WARNINGS=1 node look.js | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
