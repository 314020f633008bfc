import Foundation

/// Reads whatever is whole of a damaged store.
struct Salvage {
  private let directory: StoreDirectory
  private let manifest: Manifest?
  private var entries: [Manifest.Entry]
  private var replay = JournalReplay()
  private var files: [UInt32: any OpenFile] = [:]
  private var origin: UUID?
  private(set) var report = FileStore.SalvageReport()

  /// Finds the files. Without a manifest these are all that there are, without bases that were never finished.
  init(_ directory: StoreDirectory) throws {
    self.directory = directory
    manifest = try Self.unlessNewer { try directory.readManifest() }
    origin = manifest?.origin
    if let manifest {
      replay.horizon = manifest.horizon
      replay.time = manifest.horizonTime
      entries = manifest.segments
      if let snapshot = manifest.snapshot { entries.insert(snapshot, at: 0) }
    } else {
      entries = []
      let names = try directory.fileSystem.list(directory.url)
      report.losses = names.contains(Manifest.fileName) ? [.init(file: Manifest.fileName, offset: 0, count: 0)] : []
      for (kind, number) in names.compactMap({ StoreFile.parse(name: $0) }) {
        let entry = Manifest.Entry(kind: kind, number: number, salt: 0, length: 0)
        entries.append(entry)
      }
      let order: [StoreFile.Kind] = [.snapshot, .base, .log]
      func rank(_ entry: Manifest.Entry) -> (Int, UInt32) { (order.firstIndex(of: entry.kind) ?? 0, entry.number) }
      entries.sort { rank($0) < rank($1) }
    }
    guard !entries.isEmpty else { throw StoreError(.notFound, "there is no store") }
    replay.isLenient = true
  }

  /// Reads all frames whose checksum is right. The snapshot only gives the names of fields and collections.
  mutating func read() throws {
    for entry in entries {
      let handle: any OpenFile
      let size: Int
      do {
        handle = try directory.open(entry.name)
        size = try handle.size()
      } catch {
        lose(entry.name, 0, Int(entry.length))
        continue
      }
      let header = try handle.read(at: 0, count: StoreFile.headerSize)
      let found = try Self.unlessNewer { try StoreFile(checking: header, name: entry.name) }
      if found == nil || found?.number != entry.number { lose(entry.name, 0, min(size, StoreFile.headerSize)) }
      // A manifest knows the salt of a file whose header is damaged.
      guard let origin = origin ?? found?.origin, manifest != nil || found != nil else { continue }
      self.origin = origin
      let salt = manifest == nil ? found?.salt ?? 0 : entry.salt
      let file = StoreFile(entry.kind, number: entry.number, salt: salt, origin: origin)
      files[entry.number] = handle
      if manifest == nil, entry.kind == .base, try !isFinished(handle, file, size) { continue }
      try read(FrameScanner(handle, salt: salt, limit: size), file)
    }
  }

  /// What cannot be read because it is damaged is `nil`; what only a newer program can read is an error, for it would be lost.
  private static func unlessNewer<Value>(_ read: () throws -> Value?) throws -> Value? {
    do {
      return try read()
    } catch let error as StoreError where error.code == .incompatibleVersion {
      throw error
    } catch {
      return nil
    }
  }

  private func isFinished(_ handle: any OpenFile, _ file: StoreFile, _ size: Int) throws -> Bool {
    var scanner = FrameScanner(handle, salt: file.salt, limit: size)
    var last: JournalFrame.Kind?
    while let frame = try scanner.next() { last = frame.kind }
    return last == .end || scanner.offset < size
  }

  private mutating func read(_ start: FrameScanner, _ file: StoreFile) throws {
    var scanner = start
    while scanner.offset < scanner.limit {
      while let frame = try scanner.next() { take(frame, scanner, file) }
      guard scanner.offset < scanner.limit else { return }
      let damage = scanner.offset
      let rest = try scanner.rest()
      if file.kind == .log, rest.allSatisfy({ $0 == 0 }) { return }
      let next = rest.indices.dropFirst().first {
        JournalFrame(in: rest, at: $0, base: damage, salt: scanner.salt) != nil
      }
      lose(file.name, damage, next ?? rest.count)
      scanner.skip(to: damage + (next ?? rest.count))
    }
  }

  private mutating func take(_ frame: JournalFrame, _ scanner: FrameScanner, _ file: StoreFile) {
    if file.kind == .snapshot {
      guard frame.kind == .shapes || frame.kind == .collection || frame.kind == .idempotency else { return }
    }
    if frame.kind == .records, frame.position > replay.horizon { replay.horizon = frame.position }
    if frame.kind == .commit {
      // Without a manifest a log may still lie about that a compaction had replaced.
      guard frame.position > replay.position else { return }
      let expected = replay.position + 1
      if frame.position > expected {
        report.lostCommits.append(CommitPosition(expected)...CommitPosition(frame.position - 1))
      }
    }
    do {
      try replay.take(frame, scanner.bytes, base: scanner.base, in: file)
      if frame.kind == .commit { report.commits += 1 }
    } catch {
      lose(file.name, frame.offset, frame.end - frame.offset)
      guard frame.kind == .commit else { return }
      let position = CommitPosition(frame.position)
      report.lostCommits.append(position...position)
    }
  }

  private mutating func lose(_ file: String, _ offset: Int, _ count: Int) {
    report.losses.append(.init(file: file, offset: offset, count: count))
  }

  /// Writes a store with the records that are left.
  mutating func write(into target: StoreDirectory, _ environment: CRMEnvironment) throws {
    var generator = environment.generator()
    var manifest = Manifest(origin: origin ?? environment.uuid())
    var image = StoreImage<PayloadLocation>()
    let position = replay.position
    try replay.apply(to: &image)
    for (name, collection) in image.collections {
      report.records += collection.records.count
      image.load(CollectionImage(records: collection.records, indexes: []), as: name)
    }
    let records = FileRecords(
      files: SegmentFiles(files), cache: RecordCache(capacity: 2), encoder: RecordEncoder(shapes: replay.shapes))
    let cut = FileStore.Cut(
      image: image, records: records,
      coverage: SnapshotCoverage(position: position, segment: 0, offset: 0, horizon: position, time: replay.time),
      collections: replay.collections, shapes: replay.shapes)
    var number = manifest.nextNumber
    let origin = manifest.origin
    var writer = BaseWriter(directory: target, cut: cut) {
      defer { number += 1 }
      return StoreFile(.base, number: number, salt: generator.next(), origin: origin)
    }
    _ = try writer.write()
    manifest.nextNumber = number
    manifest.segments = writer.entries
    manifest.horizon = position
    manifest.horizonTime = replay.time
    try manifest.add(manifest.newLog(salt: generator.next()), in: target).close()
    try target.write(manifest, salt: generator.next())
  }
}
