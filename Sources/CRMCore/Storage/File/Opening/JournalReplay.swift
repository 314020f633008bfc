import Foundation

/// What the frames of bases and logs say, gathered in order and then applied to an image.
struct JournalReplay: Sendable {
  struct CommitLocation: Sendable {
    var offset: UInt64
    var segment: UInt32
    var length: UInt32
  }

  var shapes = ShapeTable()
  var collections: [JournalCollection] = []
  /// Where the commits behind ``horizon`` stand.
  var commits: [CommitLocation] = []
  /// The last commit that is not in the history any more.
  var horizon: UInt64 = 0
  var time = HybridTime(milliseconds: 0, counter: 0)
  /// Whether damage is being salvaged: positions may leave gaps then.
  var isLenient = false

  private var places: [CollectionName: Int] = [:]
  private var changes: [(name: CollectionName, changes: CollectionChanges)] = []
  /// By the number of a collection: its place in ``changes``, and those of its indexes there.
  private var targets: [Int: (changes: Int, indexes: [Int])] = [:]
  private var idempotency: [(key: IdentifierBits, mark: IdempotencyMark)] = []
  private var last: UInt64?

  /// The position of the last commit.
  var position: UInt64 { last ?? (horizon + UInt64(commits.count)) }

  /// Takes in one frame of a log or a base.
  ///
  /// - Throws: ``StoreError/Code/corrupted`` with file and offset.
  mutating func take(_ frame: JournalFrame, _ bytes: [UInt8], base: Int, in file: StoreFile) throws {
    do {
      var reader = ByteReader(bytes, in: frame.body)
      switch frame.kind {
      case .shapes: try shapes.append(encoded: Array(bytes[frame.body]))
      case .collection: try takeCollection(&reader)
      case .commit: try takeCommit(frame, bytes, base: base, in: file)
      case .records: try takeRecords(&reader, base: base, in: file)
      case .idempotency: idempotency += try IdempotencyMark.list(from: &reader)
      case .close, .end: break
      case .manifest, .state, .places, .pages, .history:
        throw RecordCodingError(.malformed, offset: frame.body.lowerBound)
      case nil:
        // Something that a newer program added, and that older ones may pass over when they only read.
        guard file.version > StoreFile.formatVersion else {
          throw RecordCodingError(.malformed, offset: frame.body.lowerBound)
        }
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(
        .corrupted, "\(file.name), offset \(frame.offset): a frame with a right checksum cannot be read",
        underlying: error)
    }
  }

  mutating func takeCollection(_ reader: inout ByteReader) throws {
    let number = Int(clamping: try reader.varint())
    let collection = try JournalCollection(from: &reader)
    if number < collections.count, collections[number] == collection { return }
    guard number == collections.count else { throw RecordCodingError(.malformed) }
    collections.append(collection)
  }

  private mutating func takeCommit(_ frame: JournalFrame, _ bytes: [UInt8], base: Int, in file: StoreFile) throws {
    let collections = collections
    let commit = try JournalCommit(from: bytes, in: frame.body) { number in
      number < collections.count ? collections[number].indexes.count : nil
    }
    guard frame.position == position + 1 || (isLenient && frame.position > position) else {
      throw StoreError(
        .corrupted, "\(file.name), offset \(frame.offset): commit \(frame.position) does not follow \(position)")
    }
    if isLenient { last = frame.position }
    commits.append(
      CommitLocation(
        offset: UInt64(frame.offset), segment: file.number, length: UInt32(frame.end - frame.offset)))
    time = commit.time
    for change in commit.changes {
      let target = target(of: change.collection)
      let place = PayloadLocation(
        segment: file.number, length: UInt32(change.payload.count), offset: UInt64(base + change.payload.lowerBound))
      switch change.kind {
      case .inserted, .updated:
        changes[target.changes].changes.records.append(change.id, revision: frame.position, place: place)
      case .deleted: changes[target.changes].changes.records.appendDeletion(change.id)
      case .touched: changes[target.changes].changes.records.appendTouch(change.id, revision: frame.position)
      }
      try JournalCommit.forEachKey(in: bytes, change.keys, indexes: target.indexes.count) { index, isRemoval, key in
        changes[target.changes].changes.append(
          key: key, of: bytes, change.id, isRemoval: isRemoval, index: target.indexes[index])
      }
    }
    if let key = commit.idempotencyKey {
      idempotency.append((IdempotencyMark.id(of: key), IdempotencyMark(frame.position, commit)))
    }
  }

  /// Records of a base: each with revision, number of the collection, identifier and payload.
  private mutating func takeRecords(_ reader: inout ByteReader, base: Int, in file: StoreFile) throws {
    for _ in 0..<(try reader.length()) {
      let revision = try reader.varint()
      let number = Int(clamping: try reader.varint())
      guard number < collections.count else { throw RecordCodingError(.malformed, offset: reader.position) }
      let id = try reader.identifier()
      let length = try reader.length()
      let place = PayloadLocation(
        segment: file.number, length: UInt32(length), offset: UInt64(base + reader.position))
      try reader.skip(length)
      let target = target(of: number)
      changes[target.changes].changes.records.append(id, revision: revision, place: place)
      changes[target.changes].changes.dropIndexes()
    }
  }

  private mutating func target(of number: Int) -> (changes: Int, indexes: [Int]) {
    if let target = targets[number] { return target }
    let collection = collections[number]
    let place = places[collection.name] ?? changes.count
    if place == changes.count {
      places[collection.name] = place
      changes.append((collection.name, CollectionChanges()))
    }
    let target = (place, changes[place].changes.places(for: collection.indexes))
    targets[number] = target
    return target
  }

  /// Applies what was gathered, and forgets it.
  ///
  /// - Throws: ``StoreError`` if a page of the image cannot be read from its file.
  mutating func apply(to image: inout StoreImage<PayloadLocation>) throws {
    for (name, changes) in changes {
      image.load(try changes.applied(to: image.collections[name]), as: name)
    }
    for (key, mark) in idempotency { image.remember(idempotencyID: key, mark) }
    places = [:]
    changes = []
    targets = [:]
    idempotency = []
  }
}

extension IdempotencyMark {
  init(_ position: UInt64, _ commit: JournalCommit) {
    self.init(
      position: position, milliseconds: commit.date.millisecondsSince1970, timeMilliseconds: commit.time.milliseconds,
      timeCounter: commit.time.counter)
  }

  /// The body of an idempotency frame: a count; for each the derived identifier of the key, position, date and hybrid time.
  static func list(from reader: inout ByteReader) throws -> [(key: IdentifierBits, mark: IdempotencyMark)] {
    var list: [(key: IdentifierBits, mark: IdempotencyMark)] = []
    for _ in 0..<(try reader.length()) {
      let key = try reader.identifier()
      let position = try reader.fixed(UInt64.self).littleEndian
      let milliseconds = try reader.fixed(Int64.self).littleEndian
      let time = try reader.time()
      list.append(
        (
          key,
          IdempotencyMark(
            position: position, milliseconds: milliseconds, timeMilliseconds: time.milliseconds,
            timeCounter: time.counter)
        ))
    }
    return list
  }

  func append(_ key: IdentifierBits, to bytes: inout [UInt8]) {
    bytes.append(identifier: key)
    bytes.appendFixed(position.littleEndian)
    bytes.appendFixed(milliseconds.littleEndian)
    bytes.append(time: HybridTime(milliseconds: timeMilliseconds, counter: timeCounter))
  }
}
