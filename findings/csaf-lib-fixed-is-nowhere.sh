#!/usr/bin/env bash
# csaf-lib 0.1.0b12 (PyPI): a document in CSAF 2.0 that is read and written again.
#
# CSAF 2.0: the products of a document may stand in full_product_names, and recommended is a status of those that have the fix (3.2.2,
# 3.2.3.9). The package verifies such a document, and says that to_dict() gives back what from_file() has read. A good guess: what it
# does not know it keeps or refuses. It leaves it out: no product has the fix any more, and the ones that are named are defined nowhere,
# so that its own verification refuses what it has written.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check csaf-lib==0.1.0b12 cvss==3.6

cat >read.json <<'END'
{
  "document": {
    "category": "csaf_vex", "csaf_version": "2.0", "title": "TLS 1.0", "lang": "en",
    "notes": [{"category": "summary", "text": "TLS 1.0 can be read."}],
    "publisher": {"category": "vendor", "name": "Example", "namespace": "https://example.org"},
    "references": [{"category": "external", "summary": "More", "url": "https://example.org/tls"}],
    "tracking": {
      "id": "EX-2018-1", "status": "final", "version": "1",
      "initial_release_date": "2018-09-15T00:00:00Z", "current_release_date": "2018-09-15T00:00:00Z",
      "revision_history": [{"date": "2018-09-15T00:00:00Z", "number": "1", "summary": "First"}]
    }
  },
  "product_tree": {"full_product_names": [{"name": "Server 1", "product_id": "P1"}, {"name": "Server 2", "product_id": "P2"}]},
  "vulnerabilities": [{
    "cve": "CVE-2011-3389", "notes": [{"category": "description", "text": "TLS 1.0 can be read."}],
    "product_status": {"known_affected": ["P1"], "recommended": ["P2"]},
    "remediations": [{"category": "mitigation", "details": "Turn TLS 1.0 off.", "product_ids": ["P1"]}]
  }]
}
END

cat >write.py <<'END'
import json

from csaf_lib.models import CSAFVEX

with open("written.json", "w") as file:
    json.dump(CSAFVEX.from_file("read.json").to_dict(), file)
for name in ("read.json", "written.json"):
    with open(name) as file:
        document = json.load(file)
    print(name, document["product_tree"], document["vulnerabilities"][0]["product_status"])
END

cat >expected <<'END'
read.json {'full_product_names': [{'name': 'Server 1', 'product_id': 'P1'}, {'name': 'Server 2', 'product_id': 'P2'}]} {'known_affected': ['P1'], 'recommended': ['P2']}
written.json {} {'known_affected': ['P1']}
read.json Verification PASSED
written.json Verification FAILED
END

{
    venv/bin/python write.py
    for name in read.json written.json; do
        { venv/bin/csaf-lib verify "$name" || true; } | sed -n "s/^Verification/$name &/p"
    done
} | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
