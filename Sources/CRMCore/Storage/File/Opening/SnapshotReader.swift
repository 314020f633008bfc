/// Reads a snapshot: the state of the journal up to a commit.
struct SnapshotReader {
  private(set) var coverage: SnapshotCoverage?
  private(set) var commits: [JournalReplay.CommitLocation] = []
  private var replay = JournalReplay()
  private var image = StoreImage<PayloadLocation>()
  private var loading: SnapshotCollection?
  private var idempotency: [(key: IdentifierBits, mark: IdempotencyMark)] = []
  private var isWhole = false
  let file: StoreFile
  private let pages: SnapshotPages

  /// Reads and verifies the whole file.
  ///
  /// - Throws: ``StoreError/Code/corrupted`` with file and offset.
  ///
  /// The file stays open as long as pages are read from it.
  init(_ handle: any OpenFile, _ entry: Manifest.Entry, origin: IdentifierBits, _ memory: PageMemory) throws {
    pages = SnapshotPages(PageFile(handle, name: entry.name, memory: memory))
    let limit = try handle.size()
    file = try StoreFile(checking: handle.read(at: 0, count: StoreFile.headerSize), name: entry.name)
    var scanner = FrameScanner(handle, salt: file.salt, limit: limit)
    guard file.matches(entry, origin), limit == Int(entry.length) else { throw damage(at: 0) }
    while let frame = try scanner.next() {
      do {
        try take(frame, scanner.bytes, base: scanner.base)
      } catch {
        throw StoreError(.corrupted, damage(at: frame.offset).message, underlying: error)
      }
    }
    guard isWhole, scanner.offset == limit else { throw damage(at: scanner.offset) }
  }

  private func damage(at offset: Int) -> StoreError {
    StoreError(.corrupted, "\(file.name), offset \(offset): damaged")
  }

  private mutating func take(_ frame: JournalFrame, _ bytes: [UInt8], base: Int) throws {
    var reader = ByteReader(bytes, in: frame.body)
    switch frame.kind {
    case .state: coverage = try SnapshotCoverage(from: &reader)
    case .shapes, .collection: try replay.take(frame, bytes, base: 0, in: file)
    case .places: try takePlaces(&reader, base)
    case .pages: try takePages(&reader, base)
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

  /// The collection that is being read; the one before is whole.
  private mutating func begin(_ name: CollectionName) {
    guard loading?.name != name else { return }
    finishCollection()
    loading = SnapshotCollection(name: name)
  }

  private mutating func finishCollection() {
    guard let whole = loading.take() else { return }
    image.load(whole.finish(), as: whole.name)
  }

  private mutating func takePlaces(_ reader: inout ByteReader, _ base: Int) throws {
    begin(CollectionName(rawValue: try reader.text()))
    try loading?.takeRecords(try reader.length(), &reader, base, pages)
  }

  private mutating func takePages(_ reader: inout ByteReader, _ base: Int) throws {
    begin(CollectionName(rawValue: try reader.text()))
    let declaration = try IndexDeclaration(from: &reader)
    try loading?.takePages(try reader.length(), of: declaration, &reader, base, pages)
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
    finishCollection()
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
