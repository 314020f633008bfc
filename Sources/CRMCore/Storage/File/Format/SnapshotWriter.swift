/// Writes where every record stands, and every index, so that opening need not read the journal from its beginning.
///
/// Frames: state, shapes, collections, then for each collection its places and the pages of its indexes, where commits stand,
/// idempotency keys, end.
struct SnapshotWriter {
  /// Entries in one frame.
  private static let portion = 16_384

  private var writer: FrameWriter
  private let coverage: SnapshotCoverage
  /// Where the pages stand that were written, in the order of ``StoreImage/visitLeaves(_:)``.
  private var places: [Place] = []

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
    var portion = Portion()
    try collection.records.forEachLeaves { leaves in
      for leaf in leaves { try portion.append(leaf) }
      if portion.entries >= Self.portion { try writePlaces(name, &portion) }
      return true
    }
    // An empty collection still has a frame, so that its indexes are known to be complete.
    try writePlaces(name, &portion)
    for index in collection.indexes {
      try index.entries.forEachLeaves { leaves in
        for leaf in leaves { try portion.append(leaf) }
        if portion.bytes >= 1 << 20 { try writePages(name, index.declaration, &portion) }
        return true
      }
      try writePages(name, index.declaration, &portion)
    }
  }

  private mutating func writePlaces(_ name: CollectionName, _ portion: inout Portion) throws {
    let (content, position) = (portion, coverage.position)
    var places: [Place] = []
    try writer.append(.places, position: position) { bytes, base in
      bytes.append(text: name.rawValue)
      bytes.appendVarint(UInt64(content.entries))
      for page in content.pages { places.append(Self.append(page, to: &bytes, base)) }
    }
    self.places += places
    portion = Portion()
  }

  private mutating func writePages(
    _ name: CollectionName, _ declaration: IndexDeclaration, _ portion: inout Portion
  ) throws {
    let (content, position) = (portion, coverage.position)
    var places: [Place] = []
    try writer.append(.pages, position: position) { bytes, base in
      bytes.append(text: name.rawValue)
      declaration.append(to: &bytes)
      bytes.appendVarint(UInt64(content.pages.count))
      for page in content.pages {
        bytes.appendVarint(UInt64(page.count))
        places.append(Self.append(page, to: &bytes, base))
      }
    }
    self.places += places
    portion = Portion()
  }

  private static func append(_ page: [UInt8], to bytes: inout [UInt8], _ base: Int) -> Place {
    defer { bytes += page }
    return Place(offset: base + bytes.count, length: UInt32(page.count), checksum: PagePlace.checksum(page))
  }

  /// Lets the pages of the image that was written be read from the file.
  func settle(_ image: StoreImage<PayloadLocation>, in file: PageFile) {
    var settler = Settler(file: file, places: places[...])
    image.visitLeaves(&settler)
  }

  private struct Settler: LeafVisitor {
    let file: PageFile
    var places: ArraySlice<Place>

    mutating func visit<Page>(_ leaves: [PagedLeaf<Page>]) -> Bool {
      for leaf in leaves where leaf.count > 0 {
        guard let place = places.popFirst() else { return false }
        leaf.settle(at: PagePlace(file, offset: place.offset, length: place.length, checksum: place.checksum))
      }
      return true
    }
  }

  /// Pages that make one frame.
  private struct Portion {
    var pages: [[UInt8]] = []
    var entries = 0
    var bytes = 0

    mutating func append<Page>(_ leaf: PagedLeaf<Page>) throws {
      guard leaf.count > 0, let page = try leaf.packed() else { return }
      pages.append(page)
      entries += leaf.count
      bytes += page.count
    }
  }

  private struct Place {
    var offset: Int
    var length: UInt32
    var checksum: UInt32
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
    var body: [UInt8] = []
    body.appendVarint(UInt64(keys.count))
    try keys.ascend(from: nil) { key, mark in
      mark.append(key, to: &body)
      return true
    }
    try append(.idempotency, position: position) { bytes, _ in bytes += body }
  }
}
