#!/usr/bin/env bash
# pymerkle 7.0.0 (PyPI): the proofs of a log whose roots are those of Certificate Transparency.
#
# Its description calls the tree in essence that of RFC 9162, 2, and the roots are the same. A good guess: so are the proofs (2.1.3 and
# 2.1.4), and whoever checks those of other logs can check these. A proof of inclusion begins with the leaf itself, and one of
# consistency is of other nodes or in another order: from 2 to 5 entries there are four instead of two.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
python3 -m venv venv
venv/bin/pip install --quiet --disable-pip-version-check pymerkle==7.0.0

cat >look.py <<'END'
import hashlib

from pymerkle import InmemoryTree

LEAVES = [b"a", b"b", b"c", b"d", b"e"]
NAMES = {}


def split(leaves):
    half = 1
    while 2 * half < len(leaves):
        half *= 2
    return leaves[:half], leaves[half:]


def root(leaves):
    if len(leaves) == 1:
        node = hashlib.sha256(b"\0" + leaves[0]).digest()
    else:
        left, right = split(leaves)
        node = hashlib.sha256(b"\1" + root(left) + root(right)).digest()
    NAMES[node.hex()] = b"".join(leaves).decode()
    return node


def inclusion(at, leaves):
    if len(leaves) == 1:
        return []
    left, right = split(leaves)
    return inclusion(at, left) + [root(right)] if at < len(left) else inclusion(at - len(left), right) + [root(left)]


def consistency(old, leaves, whole=True):
    if old == len(leaves):
        return [] if whole else [root(leaves)]
    left, right = split(leaves)
    if old <= len(left):
        return consistency(old, left, whole) + [root(right)]
    return consistency(old - len(left), right, False) + [root(left)]


tree = InmemoryTree(algorithm="sha256")
tree.append_entries(LEAVES)
print("root as of RFC 9162:", tree.get_root() == root(LEAVES), "of the first three too:", tree.get_root(3) == root(LEAVES[:3]))
for what, theirs, rfc in (
    ("inclusion of c in 5", tree.prove_inclusion(3, 5), inclusion(2, LEAVES)),
    ("consistency of 2 and 5", tree.prove_consistency(2, 5), consistency(2, LEAVES)),
    ("consistency of 3 and 5", tree.prove_consistency(3, 5), consistency(3, LEAVES)),
):
    print(what + ": pymerkle", [NAMES.get(node, node) for node in theirs.serialize()["path"]], "RFC 9162", [NAMES[n.hex()] for n in rfc])
END

cat >expected <<'END'
root as of RFC 9162: True of the first three too: True
inclusion of c in 5: pymerkle ['c', 'd', 'ab', 'e'] RFC 9162 ['d', 'ab', 'e']
consistency of 2 and 5: pymerkle ['c', 'd', 'ab', 'e'] RFC 9162 ['cd', 'e']
consistency of 3 and 5: pymerkle ['d', 'c', 'ab', 'e'] RFC 9162 ['c', 'd', 'ab', 'e']
END

venv/bin/python look.py | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
