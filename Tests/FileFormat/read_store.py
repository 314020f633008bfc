#!/usr/bin/env python3
"""Reads a store, written from Documentation/FileFormat.md alone. Verifies every checksum; prints a JSON line for each record.

Usage: read_store.py [--no-snapshot] [--indexes] <directory>     --indexes prints the entries of complete indexes instead
Exits 1 with file and offset if anything is damaged; tells on stderr of a torn tail.
"""
import base64, json, os, struct, sys, uuid

MASK, P1, P2, P3 = 2**64 - 1, 0x9E3779B185EBCA87, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9
P4, P5 = 0x85EBCA77C2B2AE63, 0x27D4EB2F165667C5
NAMES = {1: "log-%d", 2: "base-%d", 3: "snapshot-%d", 4: "MANIFEST"}
ABSENT, END = object(), object()
place = ["", 0]  # what is being read

def xxh64(data, seed=0):
    turn = lambda x, r: ((x & MASK) << r | (x & MASK) >> 64 - r) & MASK
    mix = lambda word, lane=0: turn(lane + word * P2, 31) * P1 & MASK
    at, h, lanes = 0, seed + P5, [seed + P1 + P2, seed + P2, seed, seed - P1]
    while len(data) - at >= 32: lanes, at = list(map(mix, struct.unpack_from("<4Q", data, at), lanes)), at + 32
    if at: h = sum(map(turn, lanes, (1, 7, 12, 18)))
    for lane in lanes if at else []: h = ((h ^ mix(lane)) & MASK) * P1 + P4
    h = h + len(data) & MASK
    for code, size, step in (("<Q", 8, lambda h, word: turn(h ^ mix(word), 27) * P1 + P4),
                             ("<I", 4, lambda h, word: turn(h ^ word * P1, 23) * P2 + P3),
                             ("<B", 1, lambda h, word: turn(h ^ word * P5, 11) * P1)):
        while len(data) - at >= size: h, at = step(h, *struct.unpack_from(code, data, at)) & MASK, at + size
    h = (h ^ h >> 33) * P2 & MASK
    h = (h ^ h >> 29) * P3 & MASK
    return h ^ h >> 32

def check(condition, complaint="damaged"):
    if not condition: raise ValueError(complaint)

class Bytes:
    def __init__(self, data): self.data, self.at = data, 0
    def left(self): return len(self.data) - self.at
    def list(self, item): return [item() for _ in range(self.varint())]
    def number(self, code): return struct.unpack("<" + code, self.take(struct.calcsize("<" + code)))[0]
    def bytes(self): return self.take(self.varint())
    def text(self): return self.bytes().decode()
    def optional(self): return self.text() if self.number("B") else None
    def uuid(self): return str(uuid.UUID(bytes=self.take(16))).upper()
    def index(self): return self.text(), self.number("B"), self.varint()
    def take(self, count):
        check(count <= self.left(), "ends early")
        self.at += count
        return self.data[self.at - count:self.at]
    def varint(self):
        bits = [self.number("B")]
        while bits[-1] & 128: bits.append(self.number("B"))
        value = sum((byte & 127) << 7 * order for order, byte in enumerate(bits))
        check(value <= MASK and (bits[-1] or len(bits) == 1), "no varint")
        return value
    def page(self):
        page = Bytes(self.bytes())
        count, shared = page.number("H"), page.number("H")
        ends, shared, ids = [page.number("I") for _ in range(count)], page.take(shared), [page.uuid() for _ in range(count)]
        return [(shared + page.take(end - start), id) for start, end, id in zip([0] + ends, ends, ids)]
    def value(self, shapes):
        tag, next = self.number("B"), lambda: self.value(shapes)
        if tag >= 0x40: return tag - 0x40 if tag < 0x80 else self.take(tag - 0x80).decode()
        if tag in (0x00, 0x01, 0x02, 0x03, 0x0D): return {0: None, 1: ABSENT, 2: False, 3: True, 0x0D: END}[tag]
        if tag in (0x04, 0x05): return (lambda n: n if tag == 0x05 else n >> 1 ^ -(n & 1))(self.varint())
        if tag in (0x06, 0x07, 0x0B): return self.number("f" if tag == 0x07 else "d")
        if tag in (0x08, 0x09): return self.text() if tag == 0x08 else base64.b64encode(self.bytes()).decode()
        if tag == 0x0A: return self.uuid()
        if tag in (0x11, 0x12): return int.from_bytes(self.take(16), "little", signed=tag == 0x11)
        check(0x0C <= tag <= 0x10, "an unknown tag")
        if tag == 0x0C: return list(iter(next, END))
        names = shapes[self.number("H")] if tag == 0x0E else self.list(next) if tag == 0x10 else iter(next, END)
        return {name: value for name in names if (value := next()) is not ABSENT}

def frame(data, at, salt):
    if len(data) < at + 33: return None
    length, complement, position, durable, checksum = struct.unpack_from("<IIQQQ", data, at)
    end = at + 32 + length
    if length ^ complement != 2**32 - 1 or not 1 <= length <= 2**30 or end > len(data): return None
    if xxh64(data[at + 32:end], xxh64(data[at:at + 24], salt ^ at)) != checksum: return None
    return end, position, durable, data[at + 32:end]

class Store:
    def __init__(self, directory, use_snapshot):
        self.directory, self.replica, self.data, self.shapes, self.collections = directory, None, {}, {}, {}
        self.records, self.indexes, places, history, commits, covered = {}, {}, [], [], {}, (0, 0)
        manifest = [body for kind, _, body in self.frames(4) if kind == 7][0]
        _, horizon, _ = manifest.varint(), manifest.varint(), manifest.take(12)
        entry = lambda: (manifest.number("B"), manifest.varint(), manifest.number("Q"), manifest.varint())
        files, self.position, use_snapshot = manifest.list(entry), horizon, use_snapshot and manifest.left()
        for kind, _, body in self.frames(*entry()) if manifest.left() else []:
            if kind == 8: position, covered = body.varint(), (body.varint(), body.varint())
            if kind == 8 and use_snapshot: self.position = position
            if kind == 11: history += body.list(lambda: struct.unpack("<IIQ", body.take(16)))
            if kind in (2, 3): self.learn(kind, body)
            if kind == 9 and use_snapshot:
                name = body.text()
                self.indexes.setdefault(name, {})
                places += body.list(lambda: (name, body.uuid(), *struct.unpack("<QIIQ", body.take(24))))
            if kind == 10 and use_snapshot:
                entries = self.indexes[body.text()].setdefault(body.index(), [])
                for page in body.list(body.page): entries += page
                check(entries == sorted(set(entries)), "not in order")
        for kind, number, *_ in files: self.data[number] = self.read(NAMES[kind] % number)
        for name, id, revision, file, length, at in places:
            self.records[name, id] = revision, self.data[file][at:at + length]
        for file in files:
            for kind, position, body in self.frames(*file, file[1] == covered[0] and covered[1], file == files[-1]):
                if kind in (2, 3): self.learn(kind, body)
                if kind == 1: commits[position] = file[1], len(body.data) + 33, place[1]
                if kind == 1 and position > self.position: self.commit(position, body)
                if kind == 5 and not use_snapshot: body.list(lambda: self.base(body))
        check(history == [commits[horizon + 1 + number] for number in range(len(history))], "the history is wrong")
    def read(self, name):
        place[:] = name, 0
        with open(os.path.join(self.directory, name), "rb") as file: return file.read()
    def frames(self, kind, number=None, salt=None, length=0, whole=0, is_last=False):
        data = self.read(name := NAMES[kind] % number if number else NAMES[kind])
        magic, version, oldest, found, own, replica, code, checksum = struct.unpack_from("<8sHHIQ16sB7xQ", data)
        check(magic == b"SWIFTCRM" and checksum == xxh64(data[:48]) and code == kind)
        check(oldest <= 1, "needs a reader of a newer format")
        check(number in (None, found) and salt in (None, own) and self.replica in (None, replica), "of another store")
        check(length in (0, len(data)) and len(data) >= whole, "the length is wrong")
        self.replica, at, last = replica, 56, None
        while found := frame(data, at, own):
            place[:], (at, position, _, body) = (name, at), found
            check(version > 1 or 1 <= body[0] <= 12, "a frame of an unknown kind")
            yield (last := body[0]), position, Bytes(body[1:])
        place[:] = name, at
        check((at == len(data) or is_last and at >= whole) and (kind not in (2, 3) or last == 12))
        if any(data[at:]):
            behind = [found for start in range(at + 1, len(data)) if (found := frame(data, start, own))]
            check(all(durable <= at for _, _, durable, _ in behind))
            print(f"{name}, offset {at}: a torn tail of {len(data) - at} bytes", file=sys.stderr)
    def learn(self, kind, body):
        first, known = body.varint(), self.shapes if kind == 2 else self.collections
        items = body.list(lambda: body.list(body.text)) if kind == 2 else [(body.text(), body.varint(), body.list(body.index))]
        for number, item in enumerate(items, first):
            check(number <= len(known) and known.setdefault(number, item) == item, "numbers leave a gap, or contradict")
    def base(self, body):
        revision, (name, _, _), id = body.varint(), self.collections[body.varint()], body.uuid()
        self.records[name, id], self.indexes[name] = (revision, body.bytes()), {}
    def commit(self, position, body):
        check(position == self.position + 1, "a commit out of order")
        self.position, _ = position, (body.take(20), [body.optional() for _ in range(4)])
        for _ in range(body.varint()):
            kind, (name, _, declared), id = body.number("B"), self.collections[body.varint()], body.uuid()
            indexes = self.indexes.setdefault(name, {index: [] for index in declared})
            for index in set(indexes) - set(declared): del indexes[index]
            for index in declared if kind != 4 else []:
                removed, added = [[(key, id) for key in body.list(body.bytes)] for _ in range(2)]
                entries = indexes.get(index, removed[:])
                for entry in removed: entries.remove(entry)
                check(not set(entries) & set(added), "a key is added twice")
                entries += added
            before = self.records.pop((name, id), None)
            check((before is None) == (kind == 1), "no such record, or one too many")
            if kind != 3: self.records[name, id] = position, before[1] if kind == 4 else body.bytes()
        check(not body.left(), "bytes follow")
    def lines(self):
        for (name, id), (revision, payload) in sorted(self.records.items()):
            place[:], body = (f"{name} {id}", 0), Bytes(payload)
            check(body.number("I") == xxh64(payload[4:]) & 2**32 - 1)
            yield {"collection": name, "id": id, "revision": revision, "schema": body.varint(), "value": body.value(self.shapes)}
            check(not body.left(), "bytes follow")
    def entries(self):
        for name, (index, *_), entries in sorted((n, *item) for n, known in self.indexes.items() for item in known.items()):
            for key, id in sorted(entries): yield {"collection": name, "index": index, "key": key.hex(), "id": id}

try:
    store = Store(sys.argv[-1], "--no-snapshot" not in sys.argv)
    for line in store.entries() if "--indexes" in sys.argv else store.lines(): print(json.dumps(line))
except (ValueError, LookupError, OSError, struct.error) as error:
    sys.exit(f"{place[0]}, offset {place[1]}: {error}")
