#!/usr/bin/env bash
# rfc3161ng 2.1.3 (PyPI): a request for a timestamp of some data, with SHA-256.
#
# RFC 3161, 2.4.1: the imprint names a hash algorithm and has the hash of the data, and its length must be that of the algorithm's.
# A good guess: with hashname='sha256' both are of SHA-256. The request names SHA-256 and carries the 20 octets of SHA-1, without
# an error, so an authority that checks refuses it. With the digest in the data's place the length is checked and it is right.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check rfc3161ng==2.1.3

cat >look.py <<'END'
import hashlib

import rfc3161ng

data = b"the head of the audit log"
NAMES = {rfc3161ng.get_hash_oid(name): name for name in ("sha1", "sha256", "sha512")}
for given in ({"data": data, "hashname": "sha1"}, {"data": data, "hashname": "sha256"}, {"data": data, "hashname": "sha512"},
              {"digest": hashlib.sha256(data).digest(), "hashname": "sha256"}):
    imprint = rfc3161ng.make_timestamp_request(**given)[1]
    octets = bytes(imprint[1])
    of = [name for name in NAMES.values() if hashlib.new(name, data).digest() == octets]
    print(", ".join(sorted(given)), given["hashname"], "-> names", NAMES[imprint[0][0]], "and has", len(octets), "octets of", of[0])
END

cat >expected <<'END'
data, hashname sha1 -> names sha1 and has 20 octets of sha1
data, hashname sha256 -> names sha256 and has 20 octets of sha1
data, hashname sha512 -> names sha512 and has 20 octets of sha1
digest, hashname sha256 -> names sha256 and has 32 octets of sha256
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
