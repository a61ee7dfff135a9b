#!/usr/bin/env python3
"""Checks an audit export of Ratchet with nothing but this file and Python 3.9 or newer.

    python3 verify.py EXPORT.zip [--key FILE|FINGERPRINT] [--older OLDER.zip] [--json]

Written from docs/guides/audit.md alone and sharing no line with Ratchet, so that two programs that know nothing of each
other come to the same verdict. It ends with 0 when integrity and completeness are ok and the signer is no stranger, with 1
when not, and with 2 when the file is no export or cannot be read. What it leaves to `ratchet audit verify`: drawing
assets.csv again from the lines. A table that was changed after it was signed is seen here too.

It holds an export in memory: give it some gigabytes for ten million lines.
"""
import argparse
import base64
import binascii
import datetime
import hashlib
import json
import re
import struct
import sys
import zlib

OK, BROKEN, UNKNOWN = "ok", "broken", "unknown"
EVENTS, LEAVES, TABLE, HEAD = "events.ndjson", "leaves.txt", "assets.csv", "head.json"
PARTS = (EVENTS, LEAVES, TABLE, HEAD)
WHOLE, SELECTED = "ratchet.audit-head/1", "ratchet.audit-head/2"
LONGEST_LINE, LONGEST_HEAD = 16 << 20, 64 << 10
CLOCKS = 300  # seconds that two clocks may differ

# types: those of docs/guides/audit.md; mvn -pl store -am test -Dtest=PythonVerifierTest -Dgolden=update
TYPES = frozenset("""
    report.taken-in
    asset.identified
    decision.made
    decision.withdrawn
    remediation.proposed
    proposal.put-off
    proposal.taken-up
    remediation.approved
    approval.given
    glass.broken
    remediation.rejected
    remediation.expired
    remediation.withdrawn
    remediation.scheduled
    run.started
    step.assessed
    step.applied
    step.undone
    step.postponed
    remediation.deferred
    remediation.retried
    stop.ordered
    collect.ordered
    collect.held
    stop.lifted
    breaker.opened
    breaker.closed
    quarantine.begun
    quarantine.ended
    host.rebooted
    verification.done
    leg.verified
    remediation.verified
    remediation.failed
    remediation.rolled-back
    readiness.changed
    forecast.shown
    ticket.opened
    ticket.sent
    ticket.refused
    ticket.resent
    ticket.closed
    ticket.reopened
    ticket.merged
    ticket.closed-by-hand
    ticket.gone
    vendor.awaited
    round.begun
    rules.changed
    rules.refused
    loss.accepted
    clock.accepted
    token.made
    token.revoked
    user.set
    user.revoked
    session.begun
    session.ended
    sign-in.refused
""".split())
# end of types


class Damaged(Exception):
    """The file cannot be read to its end."""


class NoExport(Exception):
    """The file is no audit export at all."""


# --- The zip file: PKWARE's APPNOTE, in the one form in which nothing can hide ------------------------------------------


class Zip:
    """Entries by name, and the first thing about the file that is not as an export is packed."""

    def __init__(self, data):
        self.data, self.untidy, self.parts, self.strangers = data, None, {}, []
        self.entries = self.directory()
        for entry in self.entries:
            name = entry["name"]
            if name not in PARTS or name in self.parts:
                self.strangers.append(name)
                continue
            self.parts[name] = entry
        if not any(entry["name"] in PARTS for entry in self.entries):
            raise NoExport("no part of an export is in it")
        self.tiles()

    def odd(self, sentence):
        if self.untidy is None:
            self.untidy = sentence

    def directory(self):
        data = self.data
        end = data.rfind(b"PK\x05\x06")
        if end < 0 or len(data) - end < 22:
            raise Damaged("it has no end") if begins(data) else NoExport("it is no zip file")
        disk, first, here, count, size, at, comment = struct.unpack_from("<HHHHIIH", data, end + 4)
        if at == 0xFFFFFFFF or size == 0xFFFFFFFF or count == 0xFFFF:
            raise NoExport("it is larger than this program reads; use ratchet audit verify")
        if end != len(data) - 22 or comment:
            self.odd("behind the end stand bytes")
        if disk or first or here != count or at + size != end:
            self.odd("its end does not say where its directory is")
        entries, place = [], at
        while place < end:
            if data[place : place + 4] != b"PK\x01\x02" or end - place < 46:
                raise Damaged("its directory is broken") if begins(data) else NoExport("it is no zip file")
            made, same = data[place + 4 : place + 6], data[place + 6 : place + 28]
            crc, packed, full = struct.unpack_from("<III", data, place + 16)
            name_length, extra, note, start, inner = struct.unpack_from("<HHHHH", data, place + 28)
            outer, local = struct.unpack_from("<II", data, place + 38)
            name = data[place + 46 : place + 46 + name_length]
            if extra or note or start or inner & ~1:
                self.odd("the directory holds more than names and places")
            entries.append(
                dict(
                    name=name.decode("utf-8", "replace"), raw=name, same=same, crc=crc, packed=packed, full=full, at=local,
                    flags=struct.unpack_from("<H", data, place + 8)[0], method=struct.unpack_from("<H", data, place + 10)[0],
                    look=(made, inner, outer),
                )
            )
            place += 46 + name_length + extra + note
        if place != end or len(entries) != count:
            self.odd("its end counts other entries than there are")
        if any(entry["look"] != entries[0]["look"] for entry in entries):
            self.odd("the directory says of one entry what it does not say of the others")
        return entries

    def tiles(self):
        """Entry after entry from the first byte to the directory, each saying the same twice."""
        place = 0
        for entry in self.entries:
            if entry["at"] != place:
                self.odd("between entries stand bytes that belong to none")
            place = self.one(entry)
        if place is not None and self.data[place : place + 4] != b"PK\x01\x02":
            self.odd("behind the last entry stand bytes that belong to none")

    def one(self, entry):
        data, at = self.data, entry["at"]
        if data[at : at + 4] != b"PK\x03\x04" or len(data) - at < 30:
            raise Damaged("where '%s' should stand is no entry" % entry["name"])
        said = data[at + 4 : at + 26]
        name_length, extra = struct.unpack_from("<HH", data, at + 26)
        follows = bool(entry["flags"] & 8) and said[10:] == bytes(12)
        until = 10 if follows else 22
        if said[:until] != entry["same"][:until] or extra:
            self.odd("the directory says something else of '%s' than the entry" % entry["name"])
        if data[at + 30 : at + 30 + name_length] != entry["raw"]:
            self.odd("'%s' has another name where it stands" % entry["name"])
        begin = at + 30 + name_length + extra
        packed = data[begin : begin + entry["packed"]]
        if entry["method"] == 8:
            inflate = zlib.decompressobj(-15)
            try:
                content = inflate.decompress(packed) + inflate.flush()
            except zlib.error as error:
                raise Damaged("'%s' cannot be unpacked: %s" % (entry["name"], error))
            if not inflate.eof:
                raise Damaged("'%s' is cut off" % entry["name"])
            if inflate.unused_data:
                self.odd("behind the content of '%s' stand bytes" % entry["name"])
        elif entry["method"] == 0:
            content = packed
        else:
            raise Damaged("'%s' is packed in a way that no export is" % entry["name"])
        if len(packed) != entry["packed"] or len(content) != entry["full"] or zlib.crc32(content) != entry["crc"]:
            raise Damaged("the content of '%s' is not what the zip file says of it" % entry["name"])
        entry["content"] = content
        behind = begin + entry["packed"]
        if not entry["flags"] & 8:
            return behind
        if data[behind : behind + 16] != b"PK\x07\x08" + struct.pack("<III", entry["crc"], entry["packed"], entry["full"]):
            self.odd("behind '%s' stands something else than the directory says" % entry["name"])
        return behind + 16

    def content(self, name):
        return self.parts[name]["content"] if name in self.parts else b""


def begins(data):
    return data[30 : 30 + len(EVENTS)] == EVENTS.encode()


# --- Ed25519 (RFC 8032, section 5.1.7), plain and slow ----------------------------------------------------------------------

P = 2**255 - 19
ORDER = 2**252 + 27742317777372353535851937790883648493
D = -121665 * pow(121666, P - 2, P) % P
ROOT = pow(2, (P - 1) // 4, P)


def point(raw):
    y = int.from_bytes(raw, "little")
    odd, y = y >> 255, y & ((1 << 255) - 1)
    if y >= P:
        return None
    square = (y * y - 1) * pow(D * y * y + 1, P - 2, P) % P
    x = pow(square, (P + 3) // 8, P)
    if (x * x - square) % P:
        x = x * ROOT % P
    if (x * x - square) % P or (x == 0 and odd):
        return None
    if x & 1 != odd:
        x = P - x
    return (x, y, 1, x * y % P)


def plus(one, other):
    a = (one[1] - one[0]) * (other[1] - other[0]) % P
    b = (one[1] + one[0]) * (other[1] + other[0]) % P
    c = 2 * one[3] * other[3] * D % P
    d = 2 * one[2] * other[2] % P
    e, f, g, h = b - a, d - c, d + c, b + a
    return (e * f % P, g * h % P, f * g % P, e * h % P)


def times(number, base):
    sum_ = (0, 1, 1, 0)
    while number:
        if number & 1:
            sum_ = plus(sum_, base)
        base = plus(base, base)
        number >>= 1
    return sum_


BASE = point((4 * pow(5, P - 2, P) % P).to_bytes(32, "little"))


def signed(key, text, signature):
    if len(key) != 32 or len(signature) != 64:
        return False
    a, r, s = point(key), point(signature[:32]), int.from_bytes(signature[32:], "little")
    if a is None or r is None or s >= ORDER:
        return False
    h = int.from_bytes(hashlib.sha512(signature[:32] + key + text).digest(), "little") % ORDER
    left, right = times(s, BASE), plus(r, times(h, a))
    return (left[0] * right[2] - right[0] * left[2]) % P == 0 and (left[1] * right[2] - right[1] * left[2]) % P == 0


# --- The tree (RFC 6962, section 2.1) ----------------------------------------------------------------------------------------


def leaf(line):
    return hashlib.sha256(b"\0" + line).digest()


class Tree:
    """Roots of the perfect subtrees, largest first."""

    def __init__(self):
        self.edge, self.size = [], 0

    def add(self, hashed):
        self.edge.append(hashed)
        self.size += 1
        size = self.size
        while size % 2 == 0:
            right = self.edge.pop()
            self.edge.append(hashlib.sha256(b"\1" + self.edge.pop() + right).digest())
            size //= 2

    def root(self):
        if not self.edge:
            return hashlib.sha256(b"").hexdigest()
        root = self.edge[-1]
        for left in reversed(self.edge[:-1]):
            root = hashlib.sha256(b"\1" + left + root).digest()
        return root.hex()


# --- What is in the parts -----------------------------------------------------------------------------------------------------


def lines(content):
    """Each without its LF."""
    if not content:
        return []
    if not content.endswith(b"\n"):
        raise Damaged("the last line is cut off")
    found = content[:-1].split(b"\n")
    if any(len(line) > LONGEST_LINE for line in found):
        raise Damaged("a line is longer than any that Ratchet writes")
    return found


def once(pairs):
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("a name stands twice")
    return found


def number(text):
    raise ValueError(text + " is no number of JSON")


def read(raw):
    """One JSON value, strictly: no name twice, nothing behind it."""
    return json.loads(raw.decode("utf-8"), object_pairs_hook=once, parse_constant=number)


MOMENT = re.compile(r"(\d{4})-(\d\d)-(\d\d)[Tt](\d\d):(\d\d):(\d\d)(?:\.(\d{1,9}))?[Zz]")


def moment(text):
    """As (seconds, nanoseconds); None where it is none."""
    found = MOMENT.fullmatch(text) if isinstance(text, str) and text.isascii() else None
    if not found:
        return None
    year, month, day, hour, minute, second = (int(part) for part in found.groups()[:6])
    nanos = int((found.group(7) or "").ljust(9, "0"))
    later = 0
    if (hour, minute, second, nanos) == (24, 0, 0, 0):
        hour, later = 0, 86400
    try:
        at = datetime.datetime(year, month, day, hour, minute, second, tzinfo=datetime.timezone.utc)
    except ValueError:
        return None
    return int((at - datetime.datetime(1970, 1, 1, tzinfo=datetime.timezone.utc)).total_seconds()) + later, nanos


def quoted(text):
    return json.dumps(text, ensure_ascii=False)


class HeadOf:
    """A head that is byte for byte as Ratchet writes one; its signature is another question."""

    FIELDS = ("root", "time", "assetsCsv", "key", "signature")

    def __init__(self, raw):
        said = read(raw)
        self.schema, self.size = said["schema"], said["size"]
        self.root, self.time, self.table, self.key, self.signature = (said[name] for name in self.FIELDS)
        whole = self.schema == WHOLE
        self.selection = {} if whole else said["selection"]
        self.lines = self.size if whole else said["lines"]
        texts = [self.root, self.time, self.table, self.key, self.signature, *self.selection.values()]
        if not all(isinstance(text, str) for text in texts) or type(self.size) is not int or type(self.lines) is not int:
            raise ValueError("a field is of another kind")
        if self.schema not in (WHOLE, SELECTED) or (not whole and not self.selection) or moment(self.time) is None:
            raise ValueError("it is no head")
        self.public = base64.b64decode(self.key, validate=True)
        self.proof = base64.b64decode(self.signature, validate=True)
        same = base64.b64encode(self.public).decode() == self.key and base64.b64encode(self.proof).decode() == self.signature
        # RFC 8410: the one encoding of an Ed25519 key
        if not same or len(self.public) != 44 or self.public[:12] != bytes.fromhex("302a300506032b6570032100"):
            raise ValueError("the key or the signature is written otherwise")
        if raw != self.written():
            raise ValueError("it is not as it was written")

    def written(self):
        rows = ['"schema" : ' + quoted(self.schema), '"size" : %d' % self.size, '"root" : ' + quoted(self.root)]
        rows += ['"time" : ' + quoted(self.time), '"assetsCsv" : ' + quoted(self.table)]
        if self.selection:
            inner = ",\n".join("    %s : %s" % (quoted(name), quoted(self.selection[name])) for name in self.names())
            rows += ['"selection" : {\n' + inner + "\n  }", '"lines" : %d' % self.lines]
        rows += ['"key" : ' + quoted(self.key), '"signature" : ' + quoted(self.signature)]
        return ("{\n  " + ",\n  ".join(rows) + "\n}\n").encode()

    def names(self):
        return [name for name in ("site", "asset", "since", "until") if name in self.selection]

    def holds(self):
        text = "%s\nsize %d\nroot %s\ntime %s\nassets.csv %s\n" % (self.schema, self.size, self.root, self.time, self.table)
        if self.selection:
            chosen = ",".join("%s:%s" % (quoted(name), quoted(self.selection[name])) for name in self.names())
            text += "selection {%s}\nlines %d\n" % (chosen, self.lines)
        return signed(self.public[12:], text.encode(), self.proof)

    def fingerprint(self):
        return "sha256:" + hashlib.sha256(self.public).hexdigest()

    def takes(self, at, asset):
        since, until = moment(self.selection.get("since", "")), moment(self.selection.get("until", ""))
        if at is None or (since and at < since) or (until and at >= until):
            return False
        if "asset" in self.selection:
            return asset == self.selection["asset"]
        return "site" not in self.selection or asset is not None


def head_of(zip_):
    raw = zip_.content(HEAD)
    if len(raw) > LONGEST_HEAD:
        return None
    try:
        head = HeadOf(raw)
        return head if head.holds() else None
    except (ValueError, KeyError, TypeError, AttributeError, binascii.Error, RecursionError):
        return None


# --- The verdict --------------------------------------------------------------------------------------------------------------


class Verdict:
    def __init__(self, zip_, key, older, now):
        self.integrity = self.completeness = self.time = OK
        self.problem, self.count = None, 0
        self.zip, self.older, self.last = zip_, older, None
        self.head = self.find_head()
        self.end = moment(self.head.time) if self.head else None
        leaves = self.leaves()
        if self.head and self.head.selection:
            self.selected(leaves)
        else:
            self.all(leaves)
        if self.head:
            if hashlib.sha256(zip_.content(TABLE)).hexdigest() != self.head.table:
                self.broken("assets.csv is not the table that was signed.")
            if self.end[0] > now + CLOCKS:
                self.time = BROKEN
                self.say("The head is of a moment that is yet to come.")
        for name in zip_.strangers:
            self.broken("The export holds '%s', which the signed head does not cover." % name)
        if zip_.untidy:
            self.broken("The zip file is not as an export is packed: %s." % zip_.untidy)
        self.signer = self.who(key)

    def say(self, sentence):
        if self.problem is None:
            self.problem = sentence

    def broken(self, sentence):
        self.integrity = BROKEN
        self.say(sentence)

    def at_line(self, sentence):
        self.say("Line %d: %s" % (self.count + 1, sentence))

    def find_head(self):
        head = head_of(self.zip)
        if head:
            return head
        self.completeness = self.time = UNKNOWN
        if HEAD in self.zip.parts:
            self.broken("head.json was changed: its signature does not hold.")
        else:
            self.integrity = UNKNOWN
            self.say("head.json is missing, so nothing says what the lines should be.")
        return None

    def leaves(self):
        """The hashes, where they give the signed root; else None."""
        found, tree, held = [], Tree(), None
        for line in lines(self.zip.content(LEAVES)):
            if not re.fullmatch(rb"[0-9a-f]{64}", line):
                return None
            found.append(bytes.fromhex(line.decode()))
        selected = self.head is not None and bool(self.head.selection)
        for hashed in found:
            if selected:
                self.continues(tree)
            tree.add(hashed)
        if selected:
            self.continues(tree)
        return found if self.head and tree.size == self.head.size and tree.root() == self.head.root else None

    def continues(self, tree):
        if self.older and tree.size == self.older.size and tree.root() != self.older.root:
            self.broken("The first %d lines are not those of the older export: history was rewritten." % self.older.size)

    def look(self, line):
        """Sequence, moment, type and asset of a line; None for what cannot be read."""
        try:
            said = read(line)
            if not isinstance(said, dict):
                return None, None, None, None
        except (ValueError, RecursionError):
            return None, None, None, None
        sequence = said.get("sequence")
        text = lambda name: said[name] if isinstance(said.get(name), str) else None
        return sequence if type(sequence) is int else None, moment(text("at")), text("type"), text("asset")

    def known(self, kind):
        if kind in TYPES:
            return
        if self.integrity == OK:
            self.integrity = UNKNOWN
        self.at_line("its type is not known here; check it with a newer verifier.")

    def tick(self, at):
        if at is None:
            if self.time == OK:
                self.time = UNKNOWN
            return
        before, self.last = self.last, at
        if (before is not None and at < before) or (self.end is not None and at > self.end):
            self.time = BROKEN
            self.at_line("it is earlier than the line above it, or later than the signed head.")

    def all(self, leaves):
        tree = Tree()
        self.continues(tree)
        for line in lines(self.zip.content(EVENTS)):
            sequence, at, kind, _ = self.look(line)
            hashed = leaf(line)
            tree.add(hashed)
            if sequence is None and self.completeness == OK:
                self.completeness = UNKNOWN
            if sequence is not None and sequence != self.count:
                self.completeness = BROKEN
                self.at_line("sequence %d stands where %d should." % (sequence, self.count))
            if leaves is not None and (self.count >= len(leaves) or leaves[self.count] != hashed):
                self.integrity = BROKEN
                if self.count >= len(leaves):
                    self.completeness = BROKEN
                self.at_line("it was changed or added: it does not hash to its leaf in the signed tree.")
            self.known(kind)
            self.tick(at)
            self.count += 1
            self.continues(tree)
        if self.older and self.count < self.older.size:
            self.broken("The older export has %d lines; this one has only %d." % (self.older.size, self.count))
        if not self.head:
            return
        if self.count < self.head.size:
            self.completeness = BROKEN
            self.at_line("the log ends here; the signed head counts %d lines." % self.head.size)
        elif self.count > self.head.size:
            self.completeness = BROKEN
            self.broken("There are %d lines; the signed head counts %d." % (self.count, self.head.size))
        if leaves is None:
            self.broken("leaves.txt does not belong to the signed head.")

    def selected(self, leaves):
        if leaves is None:
            self.broken("leaves.txt does not belong to the signed head.")
            return
        place = 0
        for line in lines(self.zip.content(EVENTS)):
            sequence, at, kind, asset = self.look(line)
            if sequence is None or not place <= sequence < self.head.size:
                self.integrity = self.completeness = BROKEN
                self.at_line("it says no place in the log, or one at or before that of the line above it.")
            else:
                place = sequence + 1
                if leaves[sequence] != leaf(line):
                    self.integrity = BROKEN
                    self.at_line("it was changed: it does not hash to its leaf in the signed tree.")
            if not self.head.takes(at, asset):
                self.broken("Line %d is not of the selection that the signed head names." % (self.count + 1))
            self.known(kind)
            self.tick(at)
            self.count += 1
        if self.older and self.older.size > self.head.size:
            self.broken("The older export is of more lines than this one.")
        if self.count != self.head.lines:
            self.completeness = BROKEN
            self.broken("There are %d lines; the signed head counts %d." % (self.count, self.head.lines))

    def who(self, key):
        if not self.head:
            return UNKNOWN if key else "unchecked"
        if self.older and self.older.key != self.head.key:
            self.say("The older export was signed by another key, %s." % self.older.fingerprint())
            return "stranger"
        if not key:
            return "unchecked"
        if key == self.head.fingerprint():
            return OK
        self.say("It was signed by the key %s, not by the one that was given." % self.head.fingerprint())
        return "stranger"

    def answer(self):
        return dict(
            integrity=self.integrity, completeness=self.completeness, time=self.time, signer=self.signer,
            problem=self.problem, events=self.count, root=self.head.root if self.head else None,
            key=self.head.fingerprint() if self.head else None,
        )


def fingerprint(given):
    if re.fullmatch(r"(sha256:)?[0-9a-fA-F]{64}", given):
        return "sha256:" + given.lower().removeprefix("sha256:")
    with open(given, encoding="ascii") as file:
        text = "".join(line for line in file if not line.startswith("-")).replace("\n", "").strip()
    return "sha256:" + hashlib.sha256(base64.b64decode(text, validate=True)).hexdigest()


def check(path, key=None, older=None, now=None):
    now = datetime.datetime.now(datetime.timezone.utc).timestamp() if now is None else now
    with open(path, "rb") as file:
        data = file.read()
    try:
        return Verdict(Zip(data), key, older, now).answer()
    except (Damaged, struct.error, IndexError) as error:
        return dict(
            integrity=BROKEN, completeness=UNKNOWN, time=UNKNOWN, signer=UNKNOWN, events=0, root=None, key=None,
            problem="The file is damaged and cannot be read to its end: %s." % error,
        )


def main():
    parser = argparse.ArgumentParser(description="Checks audit exports of Ratchet, without Ratchet.")
    parser.add_argument("file", nargs="+", help="an export; of several each is a line of JSON")
    parser.add_argument("--key", help="the key that should have signed: its file or its fingerprint")
    parser.add_argument("--older", help="an earlier export, whose lines must be the beginning of this one's")
    parser.add_argument("--now", help="the moment of the check (default: now)")
    parser.add_argument("--json", action="store_true", help="prints the verdict as one line of JSON")
    given = parser.parse_args()
    worst = 0
    try:
        key = fingerprint(given.key) if given.key else None
        now = moment(given.now)[0] if given.now else None
        older = None
        if given.older:
            with open(given.older, "rb") as file:
                older = head_of(Zip(file.read()))
            if older is None:
                raise NoExport("'%s' has no head that holds" % given.older)
        for path in given.file:
            try:
                answer = check(path, key, older, now)
            except NoExport as error:
                if len(given.file) == 1:
                    raise
                answer = dict(refused=str(error))
            good = answer.get("integrity") == OK and answer["completeness"] == OK and answer["signer"] in (OK, "unchecked")
            worst = max(worst, 0 if good else 1)
            if given.json or len(given.file) > 1:
                print(json.dumps(answer, ensure_ascii=False))
            else:
                for name, value in answer.items():
                    print("%-13s %s" % (name, value))
    except (NoExport, OSError, ValueError, TypeError) as error:
        print("verify.py: this cannot be checked: %s." % error, file=sys.stderr)
        return 2
    return worst


if __name__ == "__main__":
    sys.exit(main())
