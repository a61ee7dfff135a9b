#!/usr/bin/env python3
"""Checks an audit export of Ratchet with nothing but this file and Python 3.9 or newer.

    python3 verify.py EXPORT.zip [--key FILE|FINGERPRINT] [--older OLDER.zip|CHECKPOINT] [--json]
    python3 verify.py EXPORT.zip --witness VKEY|FILE --witness VKEY|FILE --quorum 2
    python3 verify.py ENTRY --proof ENTRY.tlog-proof --key VKEY|FILE

Written from docs/guides/audit.md alone and sharing no line with Ratchet, so that two programs that know nothing of each
other come to the same verdict. It ends with 0 when integrity and completeness are ok and the signer is no stranger, with 1
or fewer witnesses signed than must, and with 2 when the file is no export or cannot be read. What it leaves to `ratchet
audit verify`: drawing assets.csv again from the lines (a table that was changed after it was signed is seen here too),
and to `openssl ts -verify` what a time-stamp is worth.

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
CHECKPOINT, KEYS = "checkpoint", "keys.ndjson"
MORE = (CHECKPOINT, KEYS, "timestamp.tsr", "report.html", "assessment-results.json")
TEXT = re.compile(r"rules(-of-site)?\.txt|playbook-[a-z0-9.-]{1,50}\.txt")
EVIDENCE = "evidence.kept"  # the type of a line that names a part "evidence-SHA256.json"
WHOLE, SELECTED, WITH_PARTS = "ratchet.audit-head/1", "ratchet.audit-head/2", "ratchet.audit-head/3"
REDACTED, KINDS = "ratchet.audit-head/4", ("hosts", "users", "addresses")
SEALED = b'"ratchet.audit-event/2"'
LONGEST_LINE, LONGEST_HEAD, LARGEST_PART = 16 << 20, 64 << 10, 1 << 20
X509 = bytes.fromhex("302a300506032b6570032100")  # RFC 8410: what stands before the 32 bytes of an Ed25519 key
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
    remediation.commented
    remediation.approved
    approval.given
    glass.broken
    remediation.rejected
    remediation.expired
    remediation.withdrawn
    remediation.scheduled
    run.started
    evidence.kept
    step.assessed
    step.applied
    step.undone
    step.postponed
    remediation.deferred
    remediation.retried
    stop.ordered
    collect.ordered
    collect.held
    older-tls.used
    stop.lifted
    exception.requested
    exception.approved
    exception.rejected
    exception.ended
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
    regression.found
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
    change.asked
    change.approved
    change.refused
    change.held
    vendor.awaited
    round.begun
    rules.changed
    rules.refused
    loss.accepted
    key.followed
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
        self.data, self.untidy, self.parts, self.twice = data, None, {}, []
        self.entries = self.directory()
        for entry in self.entries:
            if entry["name"] in self.parts:
                self.twice.append(entry["name"])
                continue
            self.parts[entry["name"]] = entry
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

    def small(self, name):
        found = self.content(name)
        if len(found) > LARGEST_PART:
            raise Damaged("'%s' is larger than any that Ratchet writes" % name)
        return found

    def strangers(self, head, kept):
        """What neither belongs there nor is named by the head or a line; where there is no head, what none ever names."""
        named = (lambda name: name in head.parts) if head else (lambda name: name in MORE or TEXT.fullmatch(name))
        return [name for name in self.parts if name not in PARTS and name not in kept and not named(name)] + self.twice


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


# A line of ratchet.audit-event/2: its leaf is made of commitments to the values whose places are `sealed`.

NAME = re.compile(rb'"([A-Za-z0-9.]{1,192})"')
PLACES = re.compile(rb'\[(?:"[A-Za-z0-9.]{1,192}"(?:,"[A-Za-z0-9.]{1,192}")*)?\]')
TOKEN = re.compile(rb'"(?:[^"\\]|\\.)*"|[{}\[\]]|[^"{}\[\]]+', re.DOTALL)
WORD = re.compile(rb"[a-z0-9-]+")
SALT = re.compile(rb'"([0-9a-f]{32})"')
HIDDEN = re.compile(rb'"hidden:[0-9a-f]{64}"')
NO_LEAF = bytes(32)


class Otherwise(ValueError):
    """The line is not as one of this schema is written."""


def behind(line, at):
    """Where the value that begins there ends."""
    if line[at : at + 1] in (b"{", b"["):
        depth = 0
        while True:
            token = TOKEN.match(line, at)
            if not token:
                raise Otherwise()
            depth += {b"{": 1, b"[": 1, b"}": -1, b"]": -1}.get(token.group(), 0)
            at = token.end()
            if depth == 0:
                return at
    found = TOKEN.match(line, at) if line[at : at + 1] == b'"' else WORD.match(line, at)
    if not found:
        raise Otherwise()
    return found.end()


def members(line, at):
    """Name by name where the values of the object stand that begins there, and where it ends; names rise."""
    found, before = {}, b""
    if line[at : at + 1] != b"{":
        raise Otherwise()
    at += 1
    if line[at : at + 1] == b"}":
        return found, at + 1
    while True:
        name = NAME.match(line, at)
        if not name or name.group(1) <= before or line[name.end() : name.end() + 1] != b":":
            raise Otherwise()
        before, begin = name.group(1), name.end() + 1
        at = behind(line, begin)
        found[before.decode()] = (begin, at)
        if line[at : at + 1] == b"}":
            return found, at + 1
        if line[at : at + 1] != b",":
            raise Otherwise()
        at += 1


def place_of(line, all_, place):
    names = place.split(".")
    if place in ("actor", "asset"):
        found = all_.get(place)
    elif names[0] != "data" or not 2 <= len(names) <= 3:
        raise Otherwise()
    else:
        found = all_.get("data")
        for name in names[1:]:
            if not found:
                break
            found = members(line, found[0])[0].get(name)
    if not found:
        raise Otherwise()
    return found


def salt_of(line, span):
    found = SALT.fullmatch(line, *span)
    if not found:
        raise Otherwise()
    return bytes.fromhex(found.group(1).decode())


def form(line):
    """What the leaf of a line is made of, and whether the line hides a value."""
    try:
        all_, end = members(line, 0)
    except Otherwise:
        return line, False
    if end != len(line) or "schema" not in all_ or line[slice(*all_["schema"])] != SEALED:
        return line, False
    if "sealed" not in all_ or not PLACES.fullmatch(line, *all_["sealed"]):
        raise Otherwise()
    places = [name.decode() for name in NAME.findall(line, *all_["sealed"])]
    if any(one >= other for one, other in zip(places, places[1:])):
        raise Otherwise()
    spans = [place_of(line, all_, place) for place in places]
    if any(one[1] > other[0] for one, other in zip(spans, spans[1:])):
        raise Otherwise()
    salts, cut = {}, None
    if "salt" in all_:
        if "salts" in all_ or not places:
            raise Otherwise()
        whole, cut = salt_of(line, all_["salt"]), all_["salt"][0] - len('"salt":')
        salts = {place: hashlib.sha256(whole + place.encode()).digest()[:16] for place in places}
    elif "salts" in all_:
        each = members(line, all_["salts"][0])[0]
        if not each or not set(each) <= set(places):
            raise Otherwise()
        salts, cut = {place: salt_of(line, span) for place, span in each.items()}, all_["salts"][0] - len('"salts":')
    made, at = b"", 0
    for place, (begin, end) in zip(places, spans):
        value = line[begin:end]
        if place in salts:
            value = b'"hidden:%s"' % hashlib.sha256(salts[place] + value).hexdigest().encode()
        elif not HIDDEN.fullmatch(value):
            raise Otherwise()
        made += line[at:begin] + value
        at = end
    if cut is not None:
        schema = all_["schema"][0] - len('"schema":')
        if all_["salt" if "salt" in all_ else "salts"][1] + 1 != schema:
            raise Otherwise()
        made, at = made + line[at:cut], schema
    return made + line[at:], len(salts) < len(places)


def hashed_line(line):
    """The leaf's hash, which is no leaf's where the line is not as it must be, and whether the line hides a value."""
    try:
        made, hides = form(line)
    except Otherwise:
        return NO_LEAF, False
    return leaf(made), hides


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


def inclusion(hashed, index, size, path):
    """The root that a path leads to (RFC 9162, section 2.1.3.2); None when it is not as long as it must be."""
    if not 0 <= index < size:
        return None
    last = size - 1
    for other in path:
        if last == 0:
            return None
        if index % 2 or index == last:
            hashed = hashlib.sha256(b"\1" + other + hashed).digest()
            while index % 2 == 0 and index:
                index, last = index >> 1, last >> 1
        else:
            hashed = hashlib.sha256(b"\1" + hashed + other).digest()
        index, last = index >> 1, last >> 1
    return hashed if last == 0 else None


# --- Notes, checkpoints, cosignatures and proofs (c2sp.org/signed-note, tlog-checkpoint, tlog-cosignature, tlog-proof) -----


def spelled(text):
    """Base64 in its one spelling."""
    raw = base64.b64decode(text, validate=True)
    if base64.b64encode(raw).decode() != text:
        raise ValueError("base64 is written otherwise")
    return raw


class NoteKey:
    """Name, kind (1 signs the text, 4 a time before it) and 32 bytes."""

    def __init__(self, name, kind, raw):
        if not re.fullmatch(r"[^\s+\x00-\x1f\x7f]+", name) or len(raw) != 32 or kind not in (1, 4):
            raise ValueError("it is no key of a note")
        self.name, self.kind, self.raw = name, kind, raw
        self.id = hashlib.sha256(name.encode() + b"\n" + bytes([kind]) + raw).digest()[:4]

    @staticmethod
    def read(vkey):
        found = re.fullmatch(r"([^\s+]+)\+([0-9a-f]{8})\+([A-Za-z0-9+/]+=*)", vkey.strip())
        if not found:
            raise ValueError("a key is written NAME+8 hexadecimal digits+base64")
        raw = spelled(found.group(3))
        if raw[:1] == b"\x06":
            raise ValueError("it is an ML-DSA-44 key, which this verifier cannot check; ratchet audit verify can")
        key = NoteKey(found.group(1), raw[0], raw[1:])
        if key.id.hex() != found.group(2):
            raise ValueError("its eight digits do not belong to the key behind them")
        return key


class Note:
    """Text, and under it who signed it; strictly, so that it can be written in no other way."""

    def __init__(self, raw):
        text = raw.decode("utf-8")
        end = text.rfind("\n\n")
        if end < 0 or not text.endswith("\n") or re.search(r"[\x00-\x09\x0b-\x1f]", text):
            raise ValueError("a note is text, an empty line and lines of signatures")
        self.text, self.lines = text[: end + 1], []
        for line in text[end + 2 : -1].split("\n"):
            found = re.fullmatch("\u2014 ([^\\s+\\x00-\\x1f\\x7f]+) ([A-Za-z0-9+/]+=*)", line)
            if not found:
                raise ValueError("a line of a signature is a dash, a name and base64")
            blob = spelled(found.group(2))
            if len(blob) < 5:
                raise ValueError("a signature names its key")
            self.lines.append((found.group(1), blob[:4], blob[4:]))
        if not 1 <= len(self.lines) <= 64:
            raise ValueError("a note has 1 to 64 signatures")

    def by(self, key):
        """Whether the first signature that names the key holds; of a kind 4 the time that it says."""
        for name, id_, blob in self.lines:
            if (name, id_) != (key.name, key.id):
                continue
            if key.kind == 1:
                return signed(key.raw, self.text.encode(), blob)
            if len(blob) != 72:
                return None
            time = int.from_bytes(blob[:8], "big")
            text = "cosignature/v1\ntime %d\n%s" % (time, self.text)
            return time if time < 31556889864403200 and signed(key.raw, text.encode(), blob[8:]) else None
        return None


class Checkpoint:
    def __init__(self, raw):
        if len(raw) > LARGEST_PART:
            raise ValueError("a note has at most 1 MiB")
        self.note = Note(raw)
        found = re.fullmatch(r"([^\n]+)\n(0|[1-9][0-9]{0,18})\n([A-Za-z0-9+/]{43}=)\n", self.note.text)
        if not found or int(found.group(2)) >= 1 << 63:
            raise ValueError("a checkpoint is three lines: origin, size and root")
        self.origin, self.size, self.raw = found.group(1), int(found.group(2)), spelled(found.group(3))
        self.root = self.raw.hex()
        NoteKey(self.origin, 1, bytes(32))

    def signed_by(self, public):
        return bool(self.note.by(NoteKey(self.origin, 1, public)))

    def time(self, public):
        return self.note.by(NoteKey(self.origin, 4, public))


def proven(entry, raw, key):
    """None when the proof shows that the entry is in the log that the key signed; else what is wrong."""
    try:
        text = raw.decode("utf-8")
        found = re.match(
            r"c2sp\.org/tlog-proof@v1\nindex (0|[1-9][0-9]{0,18})\n((?:[A-Za-z0-9+/]{43}=\n){0,63})\n", text
        )
        if not found:
            return "it is no proof"
        path = [spelled(line) for line in found.group(2).split("\n")[:-1]]
        log = Checkpoint(text[found.end() :].encode())
    except ValueError as error:
        return "it cannot be read: %s" % error
    if not log.note.by(key):
        return "its checkpoint is not signed with that key"
    root = inclusion(hashed_line(entry)[0], int(found.group(1)), log.size, path)
    return None if root == log.raw else "it does not lead from the entry to the checkpoint"


class Older:
    """What somebody kept: an export or a checkpoint."""

    def __init__(self, raw):
        if raw[:2] == b"PK":
            head = head_of(Zip(raw))
            if head is None:
                raise NoExport("it has no head that holds")
            self.size, self.root, self.kind = head.size, head.root, "export"
            self.signed_by = lambda keys: head.public in keys
        else:
            log = Checkpoint(raw)
            self.size, self.root, self.kind = log.size, log.root, "checkpoint"
            self.signed_by = lambda keys: any(log.signed_by(key[12:]) for key in keys)


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
        self.redacted = said.get("redacted", "")
        self.parts = said["parts"] if self.schema == WITH_PARTS else said.get("parts", {}) if self.schema == REDACTED else {}
        self.selection = said["selection"] if "selection" in said else {}
        self.partly = bool(self.selection or self.redacted)
        self.lines = said["lines"] if self.partly else self.size
        texts = [self.redacted, self.root, self.time, self.table, self.key, self.signature, *self.selection.values(), *self.parts.values()]
        if not all(isinstance(text, str) for text in texts) or type(self.size) is not int or type(self.lines) is not int:
            raise ValueError("a field is of another kind")
        hidden = self.redacted.split(",") if self.redacted else []
        if hidden != [kind for kind in KINDS if kind in hidden]:
            raise ValueError("it names what nobody redacts")
        self.hides_assets = "hosts" in hidden or "addresses" in hidden
        schema = REDACTED if hidden else WITH_PARTS if self.parts else SELECTED if self.selection else WHOLE
        if self.schema != schema or moment(self.time) is None:
            raise ValueError("it is no head")
        for name, hashed in self.parts.items():
            if not re.fullmatch(r"[a-z][a-z0-9.-]{0,63}", name) or not re.fullmatch(r"[0-9a-f]{64}", hashed):
                raise ValueError("it names no part")
        self.public = base64.b64decode(self.key, validate=True)
        self.proof = base64.b64decode(self.signature, validate=True)
        same = base64.b64encode(self.public).decode() == self.key and base64.b64encode(self.proof).decode() == self.signature
        # RFC 8410: the one encoding of an Ed25519 key
        if not same or len(self.public) != 44 or self.public[:12] != X509:
            raise ValueError("the key or the signature is written otherwise")
        if raw != self.written():
            raise ValueError("it is not as it was written")

    def written(self):
        rows = ['"schema" : ' + quoted(self.schema), '"size" : %d' % self.size, '"root" : ' + quoted(self.root)]
        rows += ['"time" : ' + quoted(self.time), '"assetsCsv" : ' + quoted(self.table)]
        if self.selection:
            inner = ",\n".join("    %s : %s" % (quoted(name), quoted(self.selection[name])) for name in self.names())
            rows += ['"selection" : {\n' + inner + "\n  }"]
        if self.partly:
            rows += ['"lines" : %d' % self.lines]
        if self.redacted:
            rows += ['"redacted" : ' + quoted(self.redacted)]
        if self.parts:
            inner = ",\n".join("    %s : %s" % (quoted(name), quoted(self.parts[name])) for name in sorted(self.parts))
            rows += ['"parts" : {\n' + inner + "\n  }"]
        rows += ['"key" : ' + quoted(self.key), '"signature" : ' + quoted(self.signature)]
        return ("{\n  " + ",\n  ".join(rows) + "\n}\n").encode()

    def names(self):
        return [name for name in ("site", "asset", "since", "until") if name in self.selection]

    def holds(self):
        text = "%s\nsize %d\nroot %s\ntime %s\nassets.csv %s\n" % (self.schema, self.size, self.root, self.time, self.table)
        if self.selection:
            chosen = ",".join("%s:%s" % (quoted(name), quoted(self.selection[name])) for name in self.names())
            text += "selection {%s}\n" % chosen
        if self.partly:
            text += "lines %d\n" % self.lines
        if self.redacted:
            text += "redacted %s\n" % self.redacted
        for name in sorted(self.parts):
            text += "%s %s\n" % (name, self.parts[name])
        return signed(self.public[12:], text.encode(), self.proof)

    def fingerprint(self):
        return "sha256:" + hashlib.sha256(self.public).hexdigest()

    def takes(self, at, asset):
        since, until = moment(self.selection.get("since", "")), moment(self.selection.get("until", ""))
        if at is None or (since and at < since) or (until and at >= until):
            return False
        if "asset" in self.selection and self.hides_assets:
            return asset is not None
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


def followed(raw, last):
    """Steps from key to key as (size, root, key before), oldest first, to the key that signed."""
    steps, key, size = [], None, 0
    if raw and not raw.endswith(b"\n"):
        raise ValueError("a line of it is cut off")
    for line in raw.decode("utf-8").split("\n")[:-1]:
        said = read(line.encode())
        names = ("schema", "before", "key", "size", "root", "time", "signature", "accepted")
        written = ",".join("%s:%s" % (quoted(name), quoted(said[name]) if name != "size" else "%d" % said[name]) for name in names)
        if "{%s}" % written != line or said["schema"] != "ratchet.audit-key/1" or moment(said["time"]) is None:
            raise ValueError("a line of it is not as it was written")
        text = "ratchet.audit-key/1\n" + "".join("%s %s\n" % (name, said[name]) for name in names[1:6])
        before, after = spelled(said["before"]), spelled(said["key"])
        for public, proof in ((before, said["signature"]), (after, said["accepted"])):
            if len(public) != 44 or public[:12] != X509 or not signed(public[12:], text.encode(), spelled(proof)):
                raise ValueError("a signature in it does not hold")
        if (key is not None and before != key) or said["size"] < size:
            raise ValueError("a step in it does not go on from the one before")
        key, size = after, said["size"]
        steps.append((size, said["root"], before))
    if key is not None and key != last:
        raise ValueError("it does not lead to the key that signed")
    return steps


# --- The verdict --------------------------------------------------------------------------------------------------------------


class Verdict:
    def __init__(self, zip_, key, older, now, witnesses=(), quorum=0):
        self.integrity = self.completeness = self.time = OK
        self.problem, self.count, self.evidence = None, 0, set()
        self.zip, self.older, self.last = zip_, older, None
        self.head = self.find_head()
        self.anchors = []
        if older:
            what = "The first %d lines are not those of the older %s: history was rewritten." % (older.size, older.kind)
            self.anchors.append((older.size, older.root, what))
        self.keys_before, self.witnessed_by = [], []
        if self.head:
            self.named(witnesses)
        self.witnesses = "unchecked" if not quorum else OK if len(self.witnessed_by) >= quorum else "missing"
        self.end = moment(self.head.time) if self.head else None
        leaves = self.leaves()
        if self.head and self.head.partly:
            self.selected(leaves)
        else:
            self.all(leaves)
        if self.head:
            if hashlib.sha256(zip_.content(TABLE)).hexdigest() != self.head.table:
                self.broken("assets.csv is not the table that was signed.")
            if self.end[0] > now + CLOCKS:
                self.time = BROKEN
                self.say("The head is of a moment that is yet to come.")
        for name in zip_.strangers(self.head, self.kept()):
            self.broken("The export holds '%s', which the signed head does not cover." % name)
        if zip_.untidy:
            self.broken("The zip file is not as an export is packed: %s." % zip_.untidy)
        self.signer = self.who(key)

    def named(self, witnesses):
        """What the head names besides the first four parts, and what that says."""
        parts, same = self.head.parts, True
        if self.head.redacted and EVENTS not in parts:
            self.broken("The signed head of lines with hidden values does not name events.ndjson.")
        for name, hashed in parts.items():
            if name not in self.zip.parts or hashlib.sha256(self.zip.content(name)).hexdigest() != hashed:
                self.broken("'%s' is not what the signed head names." % name)
                same = False
        if not parts or not same:
            return
        if CHECKPOINT not in parts:
            self.broken("The signed head names no checkpoint.")
            return
        try:
            for size, root, before in followed(self.zip.small(KEYS), self.head.public):
                self.keys_before.append(before)
                self.anchors.append((size, root, "The first %d lines are not those that were there when a key took over." % size))
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            self.broken("keys.ndjson does not show which key followed which: %s." % error)
        try:
            log = Checkpoint(self.zip.small(CHECKPOINT))
        except ValueError as error:
            self.broken("The checkpoint cannot be read: %s." % error)
            return
        raw = self.head.public[12:]
        if log.size != self.head.size or log.root != self.head.root:
            self.broken("The checkpoint is of another log than the signed head.")
        elif not log.signed_by(raw):
            self.broken("The checkpoint is not signed with the key of the head.")
        time = log.time(raw)
        if time is None:
            self.broken("The checkpoint does not say when it was signed.")
        elif (time, 0) > (moment(self.head.time)[0] + CLOCKS, moment(self.head.time)[1]):
            self.time = BROKEN
            self.say("The checkpoint is of a later moment than the signed head.")
        self.witnessed_by = sorted(key.name for key in witnesses if log.note.by(key))

    def kept(self):
        """The parts with what lines say was kept of hosts, each held against its hash; with hidden values there is none."""
        if self.head and self.head.redacted:
            return []
        found = []
        for hashed in sorted(self.evidence):
            name = "evidence-%s.json" % hashed
            found.append(name)
            if name not in self.zip.parts:
                if self.head:
                    self.broken("'%s' is missing, which a line says was kept." % name)
            elif hashlib.sha256(self.zip.content(name)).hexdigest() != hashed:
                self.broken("'%s' is not what the line says was kept." % name)
        return found

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
        selected = self.head is not None and self.head.partly
        for hashed in found:
            if selected:
                self.continues(tree)
            tree.add(hashed)
        if selected:
            self.continues(tree)
        return found if self.head and tree.size == self.head.size and tree.root() == self.head.root else None

    def continues(self, tree):
        for size, root, otherwise in self.anchors:
            if tree.size == size and tree.root() != root:
                self.broken(otherwise)

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
        data = said.get("data")
        hashed = data.get("sha256") if said.get("type") == EVIDENCE and isinstance(data, dict) else None
        if isinstance(hashed, str) and re.fullmatch(r"[0-9a-f]{64}", hashed):
            self.evidence.add(hashed)
        return sequence if type(sequence) is int else None, moment(text("at")), text("type"), text("asset")

    def known(self, kind):
        if kind in TYPES:
            return
        if self.integrity == OK:
            self.integrity = UNKNOWN
        self.at_line("its type is not known here; check it with a newer verifier.")

    def hiding(self, hides):
        if hides and self.head and not self.head.redacted:
            self.integrity = BROKEN
            self.at_line("it hides a value, and the signed head does not say that any is hidden.")

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
            hashed, hides = hashed_line(line)
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
            self.hiding(hides)
            self.tick(at)
            self.count += 1
            self.continues(tree)
        if self.older and self.count < self.older.size:
            self.broken("The older %s has %d lines; this one has only %d." % (self.older.kind, self.older.size, self.count))
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
            hashed, hides = hashed_line(line)
            if sequence is None or not place <= sequence < self.head.size:
                self.integrity = self.completeness = BROKEN
                self.at_line("it says no place in the log, or one at or before that of the line above it.")
            else:
                place = sequence + 1
                if leaves[sequence] != hashed:
                    self.integrity = BROKEN
                    self.at_line("it was changed: it does not hash to its leaf in the signed tree.")
            if not self.head.takes(at, asset):
                self.broken("Line %d is not of the selection that the signed head names." % (self.count + 1))
            self.known(kind)
            self.hiding(hides)
            self.tick(at)
            self.count += 1
        if self.older and self.older.size > self.head.size:
            self.broken("The older %s is of more lines than this one." % self.older.kind)
        if self.count != self.head.lines:
            self.completeness = BROKEN
            self.broken("There are %d lines; the signed head counts %d." % (self.count, self.head.lines))

    def who(self, key):
        if not self.head:
            return UNKNOWN if key else "unchecked"
        if self.older and not self.older.signed_by([self.head.public, *self.keys_before]):
            self.say("The older %s was signed by another key." % self.older.kind)
            return "stranger"
        if not key:
            return "unchecked"
        if key == self.head.fingerprint() or key in self.fingerprints_before():
            return OK
        self.say("It was signed by the key %s, not by the one that was given." % self.head.fingerprint())
        return "stranger"

    def fingerprints_before(self):
        return ["sha256:" + hashlib.sha256(key).hexdigest() for key in self.keys_before]

    def answer(self):
        return dict(
            integrity=self.integrity, completeness=self.completeness, time=self.time, signer=self.signer,
            problem=self.problem, events=self.count, root=self.head.root if self.head else None,
            key=self.head.fingerprint() if self.head else None, witnesses=self.witnesses, witnessedBy=self.witnessed_by,
            keysBefore=self.fingerprints_before(), redacted=self.head.redacted if self.head else "",
        )


def note_key(given):
    try:
        return NoteKey.read(given)
    except ValueError:
        with open(given, encoding="utf-8") as file:
            return NoteKey.read(file.read())


def fingerprint(given):
    if re.fullmatch(r"(sha256:)?[0-9a-fA-F]{64}", given):
        return "sha256:" + given.lower().removeprefix("sha256:")
    with open(given, encoding="ascii") as file:
        text = "".join(line for line in file if not line.startswith("-")).replace("\n", "").strip()
    return "sha256:" + hashlib.sha256(base64.b64decode(text, validate=True)).hexdigest()


def check(path, key=None, older=None, now=None, witnesses=(), quorum=0):
    now = datetime.datetime.now(datetime.timezone.utc).timestamp() if now is None else now
    with open(path, "rb") as file:
        data = file.read()
    try:
        return Verdict(Zip(data), key, older, now, witnesses, quorum).answer()
    except (Damaged, struct.error, IndexError) as error:
        return dict(
            integrity=BROKEN, completeness=UNKNOWN, time=UNKNOWN, signer=UNKNOWN, events=0, root=None, key=None,
            witnesses="missing" if quorum else "unchecked", witnessedBy=[], keysBefore=[], redacted="",
            problem="The file is damaged and cannot be read to its end: %s." % error,
        )


def main():
    parser = argparse.ArgumentParser(description="Checks audit exports of Ratchet, without Ratchet.")
    parser.add_argument("file", nargs="+", help="an export; of several each is a line of JSON")
    parser.add_argument("--key", help="the key that should have signed: its file or its fingerprint")
    parser.add_argument("--older", help="an earlier export or checkpoint, whose lines must be the beginning of this one's")
    parser.add_argument("--witness", action="append", default=[], help="a key (or its file) of who else should have signed")
    parser.add_argument("--quorum", type=int, help="how many of them must have (default: all)")
    parser.add_argument("--proof", help="a .tlog-proof that the one file, a line of the log, is in it; --key is then a vkey")
    parser.add_argument("--now", help="the moment of the check (default: now)")
    parser.add_argument("--json", action="store_true", help="prints the verdict as one line of JSON")
    given = parser.parse_args()
    worst = 0
    try:
        if given.proof:
            with open(given.proof, "rb") as proof, open(given.file[0], "rb") as entry:
                problem = proven(entry.read(), proof.read(), note_key(given.key))
            print("proven" if problem is None else "not proven: %s" % problem)
            return 0 if problem is None else 1
        key = fingerprint(given.key) if given.key else None
        now = moment(given.now)[0] if given.now else None
        witnesses = [note_key(each) for each in given.witness]
        quorum = len(witnesses) if given.quorum is None else given.quorum
        older = None
        if given.older:
            with open(given.older, "rb") as file:
                older = Older(file.read())
        for path in given.file:
            try:
                answer = check(path, key, older, now, witnesses, quorum)
            except NoExport as error:
                if len(given.file) == 1:
                    raise
                answer = dict(refused=str(error))
            good = answer.get("integrity") == OK and answer["completeness"] == OK and answer["signer"] in (OK, "unchecked")
            good = good and answer["witnesses"] != "missing"
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
