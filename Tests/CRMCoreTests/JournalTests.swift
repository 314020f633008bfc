import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// The parts of the journal: what is written is read back, and nothing else is ever taken for it or ends the process.
@Suite struct JournalTests {
  private func frame(_ body: [UInt8], salt: UInt64 = 9, base: Int = 48, position: UInt64 = 3) -> [UInt8] {
    var bytes: [UInt8] = []
    JournalFrame.append(.commit, position: position, durableThrough: 11, salt: salt, base: base, to: &bytes) {
      $0 += body
    }
    return bytes
  }

  private func random(_ count: Int, _ generator: inout SeededGenerator) -> [UInt8] {
    (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next()) }
  }

  @Test func framesRoundTrip() throws {
    var generator = SeededGenerator(seed: 91)
    var bytes = random(5, &generator)
    var expected: [(offset: Int, body: [UInt8], kind: JournalFrame.Kind)] = []
    let kinds: [JournalFrame.Kind] = [.commit, .shapes, .collection, .close]
    for number in 0..<40 {
      let body = random([0, 1, 7, 100][number % 4], &generator)
      expected.append((bytes.count, body, kinds[number % 4]))
      JournalFrame.append(
        kinds[number % 4], position: UInt64(number), durableThrough: UInt64(number * 2), salt: 5, base: 1000, to: &bytes
      ) { $0 += body }
    }
    for (number, entry) in expected.enumerated() {
      let frame = try #require(JournalFrame(in: bytes, at: entry.offset, base: 1000, salt: 5))
      #expect(
        frame.kind == entry.kind && frame.position == UInt64(number) && frame.durableThrough == UInt64(number * 2))
      #expect(Array(bytes[frame.body]) == entry.body && frame.offset == entry.offset + 1000)
      let next = number + 1 < expected.count ? expected[number + 1].offset : bytes.count
      #expect(frame.end == next + 1000)
    }
  }

  @Test func aFrameIsTiedToItsBytesItsPlaceAndItsSalt() {
    var generator = SeededGenerator(seed: 92)
    let bytes = frame(random(60, &generator))
    #expect(JournalFrame(in: bytes, at: 0, base: 48, salt: 9) != nil)
    #expect(JournalFrame(in: bytes, at: 0, base: 49, salt: 9) == nil)
    #expect(JournalFrame(in: bytes, at: 0, base: 48, salt: 8) == nil)
    for bit in 0..<bytes.count * 8 {
      var damaged = bytes
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(JournalFrame(in: damaged, at: 0, base: 48, salt: 9) == nil, "bit \(bit)")
    }
    for count in 0..<bytes.count {
      #expect(JournalFrame(in: Array(bytes.prefix(count)), at: 0, base: 48, salt: 9) == nil, "\(count) bytes")
    }
    for index in 1...bytes.count + 3 { #expect(JournalFrame(in: bytes, at: index, base: 48, salt: 9) == nil) }
  }

  @Test func headersRoundTrip() throws {
    var generator = SeededGenerator(seed: 93)
    for round in 0..<20 {
      let origin = IdentifierBits(high: generator.next(), low: generator.next()).uuid
      let kinds: [StoreFile.Kind] = [.log, .base, .snapshot, .manifest]
      let file = StoreFile(
        kinds[round % 4], number: UInt32(truncatingIfNeeded: generator.next()), salt: generator.next(), origin: origin)
      #expect(file.header.count == StoreFile.headerSize)
      #expect(try StoreFile(header: file.header + random(9, &generator)) == file)
      let parsed = StoreFile.parse(name: file.name)
      #expect(file.kind == .manifest ? parsed == nil : parsed?.kind == file.kind && parsed?.number == file.number)
    }
    for name in ["log-", "log-x", "log--1", "log-01", "log-4294967296", "torn-1-2", "LOCK", "MANIFEST-1"] {
      #expect(StoreFile.parse(name: name) == nil, "\(name)")
    }
    let header = StoreFile(.log, number: 1, salt: 2, origin: UUID()).header
    for bit in 0..<header.count * 8 {
      var damaged = header
      damaged[bit / 8] ^= 1 << UInt8(bit % 8)
      #expect(throws: StoreFile.HeaderError.self) { try StoreFile(header: damaged) }
    }
    for count in 0..<header.count {
      #expect(throws: StoreFile.HeaderError.self) { try StoreFile(header: Array(header.prefix(count))) }
    }
  }

  @Test func manifestsRoundTrip() throws {
    var generator = SeededGenerator(seed: 96)
    for round in 0..<20 {
      var manifest = Manifest(origin: UUID())
      manifest.generation = UInt32(round)
      manifest.nextNumber = 90
      manifest.horizon = generator.next()
      manifest.horizonTime = HybridTime(milliseconds: -5, counter: 9)
      for number in 0..<UInt32(round % 4) {
        manifest.segments.append(.init(kind: .base, number: number + 7, salt: generator.next(), length: 1 << 40))
      }
      manifest.segments.append(.init(kind: .log, number: 50, salt: generator.next(), length: 0))
      if round.isMultiple(of: 2) { manifest.snapshot = .init(kind: .snapshot, number: 3, salt: 1, length: 12) }
      let bytes = manifest.bytes(salt: generator.next())
      #expect(try Manifest(bytes) == manifest)
      for position in bytes.indices {
        var damaged = bytes
        damaged[position] ^= 16
        #expect(throws: StoreError.self) { try Manifest(damaged) }
        #expect(throws: StoreError.self) { try Manifest(Array(bytes[..<position])) }
      }
    }
  }

  @Test func marksRoundTrip() {
    let mark = DurableMark(generation: 3, segment: 9, end: 1 << 40, position: 77)
    #expect(DurableMark(mark.bytes) == mark && mark.bytes.count == DurableMark.size)
    for position in mark.bytes.indices {
      var damaged = mark.bytes
      damaged[position] ^= 1
      #expect(DurableMark(damaged) == nil)
      #expect(DurableMark(Array(mark.bytes[..<position])) == nil)
    }
  }

  private func commit(_ generator: inout SeededGenerator, changes: [ChangedRecord] = []) -> Commit {
    let texts: [String?] = [nil, "", "x", "Ж\0\u{1F642}"]
    let author = Bool.random(using: &generator) ? Author("kind", texts.randomElement(using: &generator) ?? nil) : nil
    return Commit(
      position: CommitPosition(1),
      date: Date(millisecondsSince1970: Int64.random(in: -9_000_000_000_000...9_000_000_000_000, using: &generator)),
      origin: ReplicaID(rawValue: UUID()),
      time: HybridTime(
        milliseconds: Int64(bitPattern: generator.next()), counter: UInt32.random(in: 0 ... .max, using: &generator)),
      author: author, reason: texts.randomElement(using: &generator) ?? nil,
      idempotencyKey: texts.randomElement(using: &generator) ?? nil, changes: changes)
  }

  @Test func commitsRoundTripAndGarbageNeverTraps() throws {
    var generator = SeededGenerator(seed: 94)
    for round in 0..<60 {
      let original = commit(&generator)
      var bytes = random(3, &generator)
      let start = bytes.count
      JournalCommit.appendMetadata(original, to: &bytes)
      let count = Int.random(in: 0...4, using: &generator)
      bytes.appendVarint(UInt64(count))
      var written: [(PreparedChange, [UInt8], Range<Int>)] = []
      for _ in 0..<count {
        let kinds: [ChangedRecord.Kind] = [.inserted, .updated, .deleted, .touched]
        let kind = kinds.randomElement(using: &generator) ?? .inserted
        func keys() -> [[IndexKey]] {
          (0..<3).map { _ in
            (0..<Int.random(in: 0...2, using: &generator)).map { _ in IndexKey(bytes: random(5, &generator)) }
          }
        }
        let change = PreparedChange(
          collection: "c", id: IdentifierBits(high: generator.next(), low: generator.next()), kind: kind, held: nil,
          removedKeys: keys(), addedKeys: keys())
        var payload = random(Int.random(in: 5...200, using: &generator), &generator)
        payload.replaceSubrange(0..<4, with: [0, 0, 0, 0])
        let content = Array(payload.dropFirst(4))
        let checksum = Payload.checksum(content.span)
        for byte in 0..<4 { payload[byte] = UInt8(truncatingIfNeeded: checksum >> UInt32(8 * byte)) }
        let place = JournalCommit.append(change, collection: 2, indexes: 3, payload: payload[...], to: &bytes)
        written.append((change, payload, place))
      }
      let read = try JournalCommit(from: bytes, in: start..<bytes.count) { $0 == 2 ? 3 : nil }
      #expect(
        read.date == original.date && read.time == original.time && read.author == original.author, "round \(round)")
      #expect(read.reason == original.reason && read.idempotencyKey == original.idempotencyKey)
      #expect(read.changes.count == count)
      #expect(throws: RecordCodingError.self) {
        try JournalCommit(from: bytes + [0], in: start..<bytes.count + 1) { $0 == 2 ? 3 : nil }
      }
      for (change, (expected, payload, place)) in zip(read.changes, written) {
        #expect(change.kind == expected.kind && change.id == expected.id && change.collection == 2)
        guard change.kind != .touched else { continue }
        var (removed, added) = ([[IndexKey]](repeating: [], count: 3), [[IndexKey]](repeating: [], count: 3))
        try JournalCommit.forEachKey(in: bytes, change.keys, indexes: 3) { index, isRemoval, range in
          let key = IndexKey(bytes: Array(bytes[range]))
          if isRemoval { removed[index].append(key) } else { added[index].append(key) }
        }
        #expect(removed == expected.removedKeys && added == expected.addedKeys)
        guard change.kind != .deleted else { continue }
        #expect(change.payload == place && Array(bytes[change.payload]) == payload)
        let reference = RecordReference(collection: "c", id: change.id.uuid)
        #expect(throws: StoreError.self) {
          var damaged = Array(bytes[change.payload])
          damaged[Int.random(in: 0..<damaged.count, using: &generator)] ^= 4
          _ = try Payload(damaged, of: reference)
        }
      }
      for _ in 0..<40 {
        var damaged = bytes
        for _ in 0..<Int.random(in: 1...3, using: &generator) {
          damaged[Int.random(in: start..<damaged.count, using: &generator)] = UInt8(
            truncatingIfNeeded: generator.next())
        }
        let end =
          Bool.random(using: &generator) ? damaged.count : Int.random(in: start...damaged.count, using: &generator)
        tryToRead(damaged, start..<end)
      }
    }
  }

  /// Reads what may be anything; the reading must end, and what it finds must lie within the bytes.
  private func tryToRead(_ bytes: [UInt8], _ range: Range<Int>) {
    guard let commit = try? JournalCommit(from: bytes, in: range, indexCount: { $0 < 5 ? 3 : nil }) else { return }
    for change in commit.changes {
      #expect(range.contains(change.payload.lowerBound) || change.payload.isEmpty)
      #expect(change.payload.upperBound <= range.upperBound && change.keys.upperBound <= range.upperBound)
      try? JournalCommit.forEachKey(in: bytes, change.keys, indexes: 3) { _, _, key in
        #expect(key.upperBound <= range.upperBound)
      }
    }
  }

  @Test func randomBytesNeverTrap() {
    var generator = SeededGenerator(seed: 95)
    for _ in 0..<3000 {
      var bytes = random(Int.random(in: 0...120, using: &generator), &generator)
      #expect(JournalFrame(in: bytes, at: 0, base: 0, salt: 0) == nil)
      #expect((try? StoreFile(header: bytes)) == nil)
      // Small numbers make long lists and deep reading likelier.
      if Bool.random(using: &generator) { bytes = bytes.map { $0 & 7 } }
      tryToRead(bytes, 0..<bytes.count)
      var reader = ByteReader(bytes)
      _ = try? JournalCollection(from: &reader)
      try? JournalCommit.forEachKey(in: bytes, 0..<bytes.count, indexes: 4) { _, _, _ in }
    }
  }

  @Test func collectionsRoundTrip() throws {
    let collection = JournalCollection(
      name: "Ж", schemaVersion: 300,
      indexes: [
        IndexDeclaration(name: "a", isUnique: true, version: 1),
        IndexDeclaration(name: "", isUnique: false, version: 9),
      ])
    var bytes: [UInt8] = []
    collection.append(to: &bytes)
    var reader = ByteReader(bytes)
    #expect(try JournalCollection(from: &reader) == collection && reader.position == bytes.count)
    for count in 0..<bytes.count {
      var short = ByteReader(Array(bytes.prefix(count)))
      #expect(throws: (any Error).self) { try JournalCollection(from: &short) }
    }
  }
}
