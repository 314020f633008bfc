/// Reads a snapshot: the state of the journal up to a commit.
struct SnapshotReader {
  private struct LoadedIndex {
    var declaration: IndexDeclaration
    var pages: [[UInt8]]
  }

  private struct LoadedCollection {
    var records: [(key: IdentifierBits, value: Slot<PayloadLocation>)] = []
    var indexes: [LoadedIndex] = []
  }

  private(set) var coverage: SnapshotCoverage?
  private(set) var commits: [JournalReplay.CommitLocation] = []
  private var replay = JournalReplay()
  private var names: [CollectionName] = []
  private var collections: [LoadedCollection] = []
  private var idempotency: [(key: IdentifierBits, mark: IdempotencyMark)] = []
  private var isWhole = false
  let file: StoreFile

  /// Reads and verifies the whole file.
  ///
  /// - Throws: ``StoreError/Code/corrupted`` with file and offset.
  init(_ handle: any OpenFile, _ entry: Manifest.Entry, origin: IdentifierBits) throws {
    let limit = try handle.size()
    file = try StoreFile(checking: handle.read(at: 0, count: StoreFile.headerSize), name: entry.name)
    var scanner = FrameScanner(handle, salt: file.salt, limit: limit)
    guard file.matches(entry, origin), limit == Int(entry.length) else { throw damage(at: 0) }
    while let frame = try scanner.next() {
      do {
        try take(frame, scanner.bytes)
      } catch {
        throw StoreError(.corrupted, damage(at: frame.offset).message, underlying: error)
      }
    }
    guard isWhole, scanner.offset == limit else { throw damage(at: scanner.offset) }
  }

  private func damage(at offset: Int) -> StoreError {
    StoreError(.corrupted, "\(file.name), offset \(offset): damaged")
  }

  private mutating func take(_ frame: JournalFrame, _ bytes: [UInt8]) throws {
    var reader = ByteReader(bytes, in: frame.body)
    switch frame.kind {
    case .state: coverage = try SnapshotCoverage(from: &reader)
    case .shapes, .collection: try replay.take(frame, bytes, base: 0, in: file)
    case .places: try takePlaces(&reader)
    case .pages: try takePages(&reader)
    case .history: try takeHistory(&reader)
    case .idempotency: idempotency += try IdempotencyMark.list(from: &reader)
    case .end: isWhole = true
    case .commit, .close, .records, .manifest: throw RecordCodingError(.malformed, offset: reader.position)
    case nil:
      guard file.version > StoreFile.formatVersion else {
        throw RecordCodingError(.malformed, offset: reader.position)
      }
    }
  }

  private mutating func collection(_ name: CollectionName) -> Int {
    if let last = names.last, last == name { return names.count - 1 }
    names.append(name)
    collections.append(LoadedCollection())
    return names.count - 1
  }

  private mutating func takePlaces(_ reader: inout ByteReader) throws {
    let place = collection(CollectionName(rawValue: try reader.text()))
    let count = try reader.length()
    for _ in 0..<count {
      let id = try reader.identifier()
      let revision = try reader.fixed(UInt64.self).littleEndian
      let segment = try reader.fixed(UInt32.self).littleEndian
      let length = try reader.fixed(UInt32.self).littleEndian
      let offset = try reader.fixed(UInt64.self).littleEndian
      let location = PayloadLocation(segment: segment, length: length, offset: offset)
      collections[place].records.append((id, Slot(revision: revision, place: location)))
    }
  }

  private mutating func takePages(_ reader: inout ByteReader) throws {
    let place = collection(CollectionName(rawValue: try reader.text()))
    let declaration = try IndexDeclaration(from: &reader)
    if collections[place].indexes.last?.declaration != declaration {
      collections[place].indexes.append(LoadedIndex(declaration: declaration, pages: []))
    }
    let index = collections[place].indexes.count - 1
    for _ in 0..<(try reader.length()) {
      let length = try reader.length()
      collections[place].indexes[index].pages.append(
        Array(reader.bytes[reader.position..<(reader.position + length)]))
      try reader.skip(length)
    }
  }

  private mutating func takeHistory(_ reader: inout ByteReader) throws {
    for _ in 0..<(try reader.length()) {
      let segment = try reader.fixed(UInt32.self).littleEndian
      let length = try reader.fixed(UInt32.self).littleEndian
      let offset = try reader.fixed(UInt64.self).littleEndian
      commits.append(JournalReplay.CommitLocation(offset: offset, segment: segment, length: length))
    }
  }

  /// The state, and a replay that goes on behind it.
  consuming func load() throws -> (
    image: StoreImage<PayloadLocation>, replay: JournalReplay, coverage: SnapshotCoverage
  ) {
    guard let coverage, coverage.position == coverage.horizon + UInt64(commits.count) else { throw damage(at: 0) }
    var image = StoreImage<PayloadLocation>()
    for (number, name) in names.enumerated() {
      let loaded = collections[number]
      collections[number] = LoadedCollection()
      var indexes: [(declaration: IndexDeclaration, tree: IndexTree)] = []
      for index in loaded.indexes {
        guard let tree = IndexTree(pages: index.pages) else { throw damage(at: 0) }
        indexes.append((index.declaration, tree))
      }
      image.load(CollectionImage(records: SortedTree(sorted: loaded.records), indexes: indexes), as: name)
    }
    for (key, mark) in idempotency { image.remember(idempotencyID: key, mark) }
    replay.commits = commits
    replay.horizon = coverage.horizon
    replay.time = coverage.time
    return (image, replay, coverage)
  }
}

extension StoreFile {
  /// Whether the header is of the file that a manifest names.
  func matches(_ entry: Manifest.Entry, _ origin: IdentifierBits) -> Bool {
    kind == entry.kind && number == entry.number && salt == entry.salt && IdentifierBits(self.origin) == origin
  }
}
