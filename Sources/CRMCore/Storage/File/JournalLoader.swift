import Foundation

/// Reads the segments of a journal and builds the state that they tell of.
struct JournalLoader {
  /// What an unfinished write left at the end of the journal.
  struct TornTail: Sendable {
    var segment: UInt32
    var offset: Int
    var bytes: [UInt8]
  }

  struct CommitLocation: Sendable {
    var segment: UInt32
    var offset: UInt64
    var length: UInt32
  }

  private struct LiveRecord {
    var revision: UInt64
    var source: Int
    var collection: Int
    var keys: Range<Int>
    var payload: Range<Int>
  }

  private(set) var shapes = ShapeTable()
  private(set) var collections: [JournalCollection] = []
  private(set) var commits: [CommitLocation] = []
  private(set) var time = HybridTime(milliseconds: 0, counter: 0)
  private(set) var tornTail: TornTail?
  private(set) var origin: UUID?
  /// The last segment and the end of its last whole frame; `nil` in a new store.
  private(set) var last: (segment: JournalSegment, end: Int)?
  /// The offset up to which the last segment is known to be durable.
  private(set) var durableThrough = 0

  private var sources: [(number: UInt32, bytes: [UInt8])] = []
  private var live: [CollectionName: [IdentifierBits: LiveRecord]] = [:]
  private var idempotency: [(IdentifierBits, UInt64)] = []

  /// Reads one segment; they must come in order.
  ///
  /// - Parameter isLast: only the last segment may have a torn tail.
  /// - Throws: ``StoreError/Code/corrupted`` with file and offset, ``StoreError/Code/incompatibleVersion``.
  mutating func read(_ bytes: [UInt8], fileNumber: UInt32, isLast: Bool) throws {
    let segment: JournalSegment
    do {
      segment = try JournalSegment(header: bytes)
    } catch .newerFormat(let version) {
      throw StoreError(.incompatibleVersion, "log-\(fileNumber) has format version \(version)")
    } catch {
      // A header is written and synced before the first frame: damage with nothing behind it is a creation cut short.
      guard isLast, bytes.count <= JournalSegment.headerSize else {
        throw StoreError(.corrupted, "log-\(fileNumber): the header is damaged")
      }
      tornTail = TornTail(segment: fileNumber, offset: 0, bytes: bytes)
      return
    }
    guard segment.number == fileNumber, origin == nil || origin == segment.origin else {
      throw StoreError(.corrupted, "log-\(fileNumber) belongs to another journal")
    }
    origin = segment.origin
    sources.append((fileNumber, bytes))
    var offset = JournalSegment.headerSize
    durableThrough = 0
    while offset < bytes.count {
      guard let frame = JournalFrame(in: bytes, at: offset, base: 0, salt: segment.salt) else {
        try judgeDamage(bytes, at: offset, segment, isLast: isLast)
        break
      }
      try take(frame, bytes, segment)
      durableThrough = Int(frame.durableThrough)
      offset = frame.end
    }
    last = (segment, offset)
  }

  /// Torn, or corrupted? Torn is what was never known to be durable. A close marker before it decides nothing: the store may have
  /// been opened again, and its first write cut short.
  private mutating func judgeDamage(
    _ bytes: [UInt8], at offset: Int, _ segment: JournalSegment, isLast: Bool
  ) throws {
    let place = "\(segment.fileName), offset \(offset), after commit \(commits.count)"
    guard isLast else { throw StoreError(.corrupted, "\(place): damage in a finished segment") }
    var next = offset + 1
    while next + JournalFrame.headerSize < bytes.count {
      if let frame = JournalFrame(in: bytes, at: next, base: 0, salt: segment.salt) {
        guard frame.durableThrough <= UInt64(offset) else {
          throw StoreError(.corrupted, "\(place): damage before commits that were acknowledged later")
        }
        next = frame.end
      } else {
        next += 1
      }
    }
    tornTail = TornTail(segment: segment.number, offset: offset, bytes: Array(bytes[offset...]))
  }

  private mutating func take(_ frame: JournalFrame, _ bytes: [UInt8], _ segment: JournalSegment) throws {
    do {
      switch frame.kind {
      case .shapes: try shapes.append(encoded: Array(bytes[frame.body]))
      case .collection:
        var reader = ByteReader(bytes, in: frame.body)
        let number = Int(clamping: try reader.varint())
        let collection = try JournalCollection(from: &reader)
        guard number == collections.count else { throw RecordCodingError(.malformed) }
        collections.append(collection)
      case .close: break
      case .commit: try takeCommit(frame, bytes, segment)
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(
        .corrupted, "\(segment.fileName), offset \(frame.offset): a frame with a right checksum cannot be read",
        underlying: error)
    }
  }

  private mutating func takeCommit(_ frame: JournalFrame, _ bytes: [UInt8], _ segment: JournalSegment) throws {
    let collections = collections
    let commit = try JournalCommit(from: bytes, in: frame.body) { number in
      number < collections.count ? collections[number].indexes.count : nil
    }
    guard frame.position == UInt64(commits.count) + 1 else {
      throw StoreError(
        .corrupted, "\(segment.fileName), offset \(frame.offset): commit \(frame.position) is out of order")
    }
    commits.append(
      CommitLocation(segment: segment.number, offset: UInt64(frame.offset), length: UInt32(frame.end - frame.offset)))
    time = commit.time
    for change in commit.changes {
      guard change.collection < collections.count else { throw RecordCodingError(.malformed) }
      let name = collections[change.collection].name
      switch change.kind {
      case .inserted, .updated:
        live[name, default: [:]][change.id] = LiveRecord(
          revision: frame.position, source: sources.count - 1, collection: change.collection, keys: change.keys,
          payload: change.payload)
      case .deleted: live[name]?[change.id] = nil
      case .touched: live[name]?[change.id]?.revision = frame.position
      }
    }
    if let key = commit.idempotencyKey { idempotency.append((StoreImage.idempotencyID(key), frame.position)) }
  }

  /// The state after the last whole frame. O(n log n).
  func image() throws -> StoreImage {
    var image = StoreImage()
    for (name, records) in live { image.load(try collection(records), as: name) }
    for (id, position) in idempotency { image.remember(idempotencyID: id, position: position) }
    return image
  }

  private func collection(_ records: [IdentifierBits: LiveRecord]) throws -> CollectionImage {
    let sorted = records.sorted { $0.key < $1.key }
    // An index can be taken over if every record was written with it; otherwise it is rebuilt from the records.
    let numbers = Set(records.values.map(\.collection))
    let declarations = numbers.map { Set(collections[$0].indexes) }
    let common = declarations.dropFirst().reduce(declarations.first ?? []) { $0.intersection($1) }
    let kept = common.sorted { $0.name.rawValue < $1.name.rawValue }
    var places: [Int: [Int?]] = [:]
    for number in numbers {
      places[number] = collections[number].indexes.map { declaration in kept.firstIndex(of: declaration) }
    }
    var entries = kept.map { _ in [CollectionImage.IndexEntry]() }
    for (id, record) in sorted {
      let indexes = places[record.collection] ?? []
      let keys = try JournalCommit.keys(in: sources[record.source].bytes, record.keys, indexes: indexes.count)
      for (list, place) in zip(keys, indexes) {
        guard let place else { continue }
        for key in list { entries[place].append(CollectionImage.IndexEntry(key: key, id: id)) }
      }
    }
    let slots = sorted.map { id, record in
      let location = PayloadLocation(
        segment: sources[record.source].number, length: UInt32(record.payload.count),
        offset: UInt64(record.payload.lowerBound))
      return (key: id, value: Slot(revision: record.revision, content: .filed(location)))
    }
    return CollectionImage(records: slots, indexes: zip(kept, entries).map { ($0, $1.sorted()) })
  }
}
