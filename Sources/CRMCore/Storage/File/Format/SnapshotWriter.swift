/// Writes where every record stands, and every index, so that opening need not read the journal from its beginning.
///
/// Frames: state, shapes, collections, then for each collection its places and the pages of its indexes, where commits stand,
/// idempotency keys, end.
struct SnapshotWriter {
  /// Entries in one frame.
  private static let portion = 16_384

  private var writer: FrameWriter
  private let coverage: SnapshotCoverage

  init(_ file: StoreFile, _ handle: any OpenFile, _ coverage: SnapshotCoverage) {
    writer = FrameWriter(file, handle)
    self.coverage = coverage
  }

  /// Writes the whole file and waits for the device. O(records + bytes of index keys).
  mutating func write(
    _ image: StoreImage<PayloadLocation>, shapes: ShapeTable, collections: [JournalCollection],
    commits: [JournalReplay.CommitLocation]
  ) throws -> Manifest.Entry {
    let coverage = coverage
    let position = coverage.position
    try writer.append(.state, position: position) { bytes, _ in coverage.append(to: &bytes) }
    try writer.append(shapes, collections, position: position)
    for (name, collection) in image.collections.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      try write(collection, name)
    }
    for start in stride(from: 0, to: commits.count, by: Self.portion) {
      let part = commits[start..<min(start + Self.portion, commits.count)]
      try writer.append(.history, position: position) { bytes, _ in
        bytes.appendVarint(UInt64(part.count))
        for commit in part {
          bytes.appendFixed(commit.segment.littleEndian)
          bytes.appendFixed(commit.length.littleEndian)
          bytes.appendFixed(commit.offset.littleEndian)
        }
      }
    }
    try writer.append(image.idempotency, position: position)
    try writer.append(.end, position: position)
    return try writer.finish()
  }

  private mutating func write(_ collection: CollectionImage<PayloadLocation>, _ name: CollectionName) throws {
    var entries: [UInt8] = []
    var count = 0
    // An empty collection still has a frame, so that its indexes are known to be complete.
    try collection.records.ascend(from: nil) { id, slot in
      entries.append(identifier: id)
      entries.appendFixed(slot.revision.littleEndian)
      entries.appendFixed(slot.place.segment.littleEndian)
      entries.appendFixed(slot.place.length.littleEndian)
      entries.appendFixed(slot.place.offset.littleEndian)
      count += 1
      if count == Self.portion { try writePlaces(name, &count, &entries) }
      return true
    }
    try writePlaces(name, &count, &entries)
    for index in collection.indexes {
      var pages: [UInt8] = []
      var count = 0
      try index.entries.forEachPage { page in
        pages.appendVarint(UInt64(page.count))
        pages += page
        count += 1
        if pages.count >= 1 << 20 { try writePages(name, index.declaration, &count, &pages) }
      }
      try writePages(name, index.declaration, &count, &pages)
    }
  }

  private mutating func writePlaces(_ name: CollectionName, _ count: inout Int, _ entries: inout [UInt8]) throws {
    let (total, body) = (count, entries)
    try writer.append(.places, position: coverage.position) { bytes, _ in
      bytes.append(text: name.rawValue)
      bytes.appendVarint(UInt64(total))
      bytes += body
    }
    count = 0
    entries.removeAll(keepingCapacity: true)
  }

  private mutating func writePages(
    _ name: CollectionName, _ declaration: IndexDeclaration, _ count: inout Int, _ pages: inout [UInt8]
  ) throws {
    let (total, body) = (count, pages)
    try writer.append(.pages, position: coverage.position) { bytes, _ in
      bytes.append(text: name.rawValue)
      declaration.append(to: &bytes)
      bytes.appendVarint(UInt64(total))
      bytes += body
    }
    count = 0
    pages.removeAll(keepingCapacity: true)
  }
}

extension FrameWriter {
  /// Writes everything that payloads and commits refer to by number.
  mutating func append(_ shapes: ShapeTable, _ collections: [JournalCollection], position: UInt64) throws {
    try append(.shapes, position: position) { bytes, _ in bytes += shapes.encoded() }
    for (number, collection) in collections.enumerated() {
      try append(.collection, position: position) { bytes, _ in
        bytes.appendVarint(UInt64(number))
        collection.append(to: &bytes)
      }
    }
  }

  /// Writes the idempotency keys, if there are any.
  mutating func append(_ keys: SortedTree<IdentifierBits, IdempotencyMark>, position: UInt64) throws {
    guard keys.count > 0 else { return }
    try append(.idempotency, position: position) { bytes, _ in
      bytes.appendVarint(UInt64(keys.count))
      keys.ascend(from: nil) { key, mark in
        mark.append(key, to: &bytes)
        return true
      }
    }
  }
}
