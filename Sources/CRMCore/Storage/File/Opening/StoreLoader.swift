import Dispatch
import Foundation
import Synchronization

/// Reads the files that a manifest names.
struct StoreLoader {
  /// What an unfinished write left at the end of the last log.
  struct TornTail: Sendable {
    var name: String
    var offset: Int
    var bytes: [UInt8]
  }

  struct Loaded: Sendable {
    var image: StoreImage<PayloadLocation>
    var replay: JournalReplay
    var files: [UInt32: any OpenFile]
    /// The last log.
    var log: StoreFile
    /// The newest format version among all files.
    var version: UInt16
    /// The end of the last whole frame, and the size of the file, in the last log.
    var end: Int
    var size: Int
    /// The offset in the last log up to which it is known to be durable.
    var durableThrough: Int
    /// Where the snapshot ends and reading the log began.
    var replayedFrom: Int
    var tornTail: TornTail?
  }

  private struct Tail {
    var end: Int
    var durableThrough: Int
    var torn: TornTail?
  }

  private struct Part {
    var entry: Manifest.Entry
    var file: StoreFile
    var handle: any OpenFile
    var limit: Int
  }

  let directory: StoreDirectory
  let manifest: Manifest
  var verification = FileStore.Verification.everything
  /// Where the pages of indexes go that have no room in memory.
  let memory: PageMemory
  /// Where the last log ends, as far as a reader beside the owner may see it.
  var visibleEnd: Int?

  /// Reads everything.
  ///
  /// - Throws: ``StoreError/Code/corrupted`` with file and offset. O(n), or O(n log n) for what no snapshot covers.
  func load() throws -> Loaded {
    let parts = try manifest.segments.map { try open($0) }
    guard let last = parts.last else { throw StoreError(.corrupted, "MANIFEST: there is no log") }
    var version = parts.reduce(manifest.version) { max($0, $1.file.version) }
    var image = StoreImage<PayloadLocation>()
    var replay = JournalReplay()
    replay.horizon = manifest.horizon
    replay.time = manifest.horizonTime
    var start = (part: 0, offset: StoreFile.headerSize)
    if let entry = manifest.snapshot {
      let reader = try SnapshotReader(openFile(entry), entry, origin: IdentifierBits(manifest.origin), memory)
      version = max(version, reader.file.version)
      let snapshot = try reader.load()
      image = snapshot.image
      replay = snapshot.replay
      guard replay.horizon == manifest.horizon,
        let part = parts.firstIndex(where: { $0.entry.kind == .log && $0.entry.number == snapshot.coverage.segment })
      else {
        throw StoreError(.corrupted, "\(entry.name): does not belong to the manifest")
      }
      start = (part, Int(snapshot.coverage.offset))
      if verification == .everything { try verify(parts, upTo: start) }
    }
    let skippedBytes = start.part == parts.count - 1 ? start.offset : StoreFile.headerSize
    var tail = Tail(end: skippedBytes, durableThrough: skippedBytes)
    for number in start.part..<parts.count {
      let from = number == start.part ? start.offset : StoreFile.headerSize
      tail = try read(parts[number], from: from, isLast: number == parts.count - 1, into: &replay)
    }
    try replay.apply(to: &image)
    let files = Dictionary(uniqueKeysWithValues: parts.map { ($0.entry.number, $0.handle) })
    return Loaded(
      image: image, replay: replay, files: files, log: last.file, version: version, end: tail.end, size: last.limit,
      durableThrough: tail.durableThrough, replayedFrom: skippedBytes, tornTail: tail.torn)
  }

  private func openFile(_ entry: Manifest.Entry) throws -> any OpenFile {
    do {
      return try directory.open(entry.name)
    } catch let error as SystemError where error.code == ENOENT {
      throw StoreError(.corrupted, "\(entry.name), offset 0: the file is missing", underlying: error)
    }
  }

  private func open(_ entry: Manifest.Entry) throws -> Part {
    let handle = try openFile(entry)
    let file = try StoreFile(checking: handle.read(at: 0, count: StoreFile.headerSize), name: entry.name)
    guard file.matches(entry, IdentifierBits(manifest.origin)) else {
      throw StoreError(.corrupted, "\(entry.name), offset 0: belongs to another store")
    }
    let size = try handle.size()
    guard entry.length == 0 || size == Int(entry.length) else {
      throw StoreError(.corrupted, "\(entry.name), offset \(min(size, Int(entry.length))): the length is wrong")
    }
    return Part(entry: entry, file: file, handle: handle, limit: size)
  }

  /// Checks all frames before `start`; several files at a time.
  private func verify(_ parts: [Part], upTo start: (part: Int, offset: Int)) throws {
    let failure = Mutex<(part: Int, error: any Error)?>(nil)
    DispatchQueue.concurrentPerform(iterations: start.part + 1) { number in
      do {
        let limit = number == start.part ? min(start.offset, parts[number].limit) : parts[number].limit
        var scanner = FrameScanner(parts[number].handle, salt: parts[number].file.salt, limit: limit)
        while try scanner.next() != nil {}
        if scanner.offset < (number == start.part ? start.offset : limit) {
          throw StoreError(.corrupted, "\(parts[number].entry.name), offset \(scanner.offset): damaged")
        }
      } catch {
        failure.withLock { failure in
          if number < failure?.part ?? .max { failure = (number, error) }
        }
      }
    }
    if let (_, error) = failure.withLock({ $0 }) { throw error }
  }

  private func read(
    _ part: Part, from offset: Int, isLast: Bool, into replay: inout JournalReplay
  ) throws -> Tail {
    let limit = isLast ? min(part.limit, visibleEnd ?? part.limit) : part.limit
    guard offset <= limit else {
      throw StoreError(.corrupted, "\(part.entry.name), offset \(limit): ends before the snapshot does")
    }
    var scanner = FrameScanner(part.handle, salt: part.file.salt, from: offset, limit: limit)
    var durableThrough = offset
    while let frame = try scanner.next() {
      try replay.take(frame, scanner.bytes, base: scanner.base, in: part.file)
      durableThrough = max(offset, min(scanner.offset, Int(clamping: frame.durableThrough)))
    }
    var tail = Tail(end: scanner.offset, durableThrough: durableThrough)
    if scanner.offset < limit { tail.torn = try judge(scanner, part, isLast: isLast, after: replay.position) }
    return tail
  }

  /// Torn, corrupted, or only space that was made ready? Torn is what was never known to be durable. A close marker before it
  /// decides nothing: the store may have been opened again, and its first write cut short.
  private func judge(
    _ scanner: FrameScanner, _ part: Part, isLast: Bool, after position: UInt64
  ) throws -> TornTail? {
    let place = "\(part.entry.name), offset \(scanner.offset), after commit \(position)"
    guard isLast else { throw StoreError(.corrupted, "\(place): damage in a finished file") }
    let rest = try scanner.rest()
    if rest.allSatisfy({ $0 == 0 }) { return nil }
    var next = 1
    while next + JournalFrame.headerSize < rest.count {
      guard let frame = JournalFrame(in: rest, at: next, base: scanner.offset, salt: scanner.salt) else {
        next += 1
        continue
      }
      guard frame.durableThrough <= UInt64(scanner.offset) else {
        throw StoreError(.corrupted, "\(place): damage before commits that were acknowledged later")
      }
      next = frame.end - scanner.offset
    }
    return TornTail(name: part.entry.name, offset: scanner.offset, bytes: rest)
  }
}
