import Foundation

/// Copies the records that are alive into new, immutable files.
///
/// Frames: shapes and collections, then records in portions, at last idempotency keys and end. A frame of records has their number, and
/// for each the revision, the number of the collection, the identifier, the length of the payload and the payload.
struct BaseWriter {
  /// A new file is begun behind so many bytes.
  private static let fileSize = 256 << 20
  /// Bytes of payload in one frame.
  private static let portion = 1 << 18

  private struct Source {
    var place: PayloadLocation
    /// The collection, and the record's place among its records.
    var collection: Int32
    var entry: Int32
  }

  private let directory: StoreDirectory
  private let cut: FileStore.Cut
  private let newFile: () -> StoreFile
  private var writer: FrameWriter?
  /// The files written.
  private(set) var entries: [Manifest.Entry] = []
  private(set) var handles: [UInt32: any OpenFile] = [:]

  init(directory: StoreDirectory, cut: FileStore.Cut, newFile: @escaping () -> StoreFile) {
    self.directory = directory
    self.cut = cut
    self.newFile = newFile
  }

  /// Writes everything, and gives back the image with the records' new places. O(n log n) and the bytes of all records.
  mutating func write() throws -> StoreImage<PayloadLocation> {
    let names = cut.image.collections.keys.sorted { $0.rawValue < $1.rawValue }
    var records: [[(key: IdentifierBits, value: Slot<PayloadLocation>)]] = []
    var sources: [Source] = []
    sources.reserveCapacity(cut.image.collections.values.reduce(0) { $0 + $1.records.count })
    for (number, name) in names.enumerated() {
      var list: [(key: IdentifierBits, value: Slot<PayloadLocation>)] = []
      try cut.image.collections[name]?.records.ascend(from: nil, isPassing: true) { id, slot in
        sources.append(Source(place: slot.place, collection: Int32(number), entry: Int32(list.count)))
        list.append((id, slot))
        return true
      }
      records.append(list)
    }
    // In the order in which they stand, so that the old files are read from front to back.
    sources.sort { ($0.place.segment, $0.place.offset) < ($1.place.segment, $1.place.offset) }
    let numbers = names.map { name in cut.collections.lastIndex { $0.name == name } ?? 0 }
    try copy(sources, names, numbers, &records)
    try finish()
    var image = cut.image
    for (name, list) in zip(names, records) {
      guard var collection = image.collections[name] else { continue }
      collection.replaceRecords(SortedTree(sorted: list))
      image.load(collection, as: name)
    }
    return image
  }

  private mutating func copy(
    _ sources: [Source], _ names: [CollectionName], _ numbers: [Int],
    _ records: inout [[(key: IdentifierBits, value: Slot<PayloadLocation>)]]
  ) throws {
    var window = FileWindow(cut.records.files)
    var body: [UInt8] = []
    var copied: [(source: Source, offset: Int)] = []
    for source in sources {
      let (collection, entry) = (Int(source.collection), Int(source.entry))
      let (id, slot) = records[collection][entry]
      let payload = try window.bytes(at: source.place)
      let content = payload.dropFirst(Payload.checksumSize)
      let checksum = Payload.checksum(content.span)
      guard payload.prefix(4).elementsEqual([0, 8, 16, 24].map { UInt8(truncatingIfNeeded: checksum >> $0) }) else {
        throw StoreError(
          .corrupted, "file \(source.place.segment), offset \(source.place.offset): a record is damaged",
          records: [RecordReference(collection: names[collection], id: id.uuid)])
      }
      body.appendVarint(slot.revision)
      body.appendVarint(UInt64(numbers[collection]))
      body.append(identifier: id)
      body.appendVarint(UInt64(payload.count))
      copied.append((source, body.count))
      body += payload
      if body.count >= Self.portion { try flush(&body, &copied, &records) }
    }
    try flush(&body, &copied, &records)
  }

  private mutating func flush(
    _ body: inout [UInt8], _ copied: inout [(source: Source, offset: Int)],
    _ records: inout [[(key: IdentifierBits, value: Slot<PayloadLocation>)]]
  ) throws {
    guard !copied.isEmpty else { return }
    if let length = writer?.length, length >= Self.fileSize { try finishFile() }
    try beginFile()
    var start = 0
    let (count, content) = (copied.count, body)
    let position = cut.coverage.position
    try writer?.append(.records, position: position) { bytes, base in
      bytes.appendVarint(UInt64(count))
      start = base + bytes.count
      bytes += content
    }
    let segment = writer?.file.number ?? 0
    for (source, offset) in copied {
      records[Int(source.collection)][Int(source.entry)].value.place = PayloadLocation(
        segment: segment, length: source.place.length, offset: UInt64(start + offset))
    }
    body.removeAll(keepingCapacity: true)
    copied.removeAll(keepingCapacity: true)
  }

  private mutating func beginFile() throws {
    guard writer == nil else { return }
    let file = newFile()
    let handle = try directory.create(file)
    handles[file.number] = handle
    // Named before it is whole, so that it is removed if it never is.
    entries.append(Manifest.Entry(kind: .base, number: file.number, salt: file.salt, length: 0))
    writer = FrameWriter(file, handle)
    let cut = cut
    if entries.count == 1 { try writer?.append(cut.shapes, cut.collections, position: cut.coverage.position) }
  }

  private mutating func finishFile() throws {
    let position = cut.coverage.position
    try writer?.append(.end, position: position)
    if let entry = try writer?.finish() { entries[entries.count - 1] = entry }
    writer = nil
  }

  private mutating func finish() throws {
    // Also a store without records has shapes, collections and idempotency keys to keep.
    try beginFile()
    let cut = cut
    try writer?.append(cut.image.idempotency, position: cut.coverage.position)
    try finishFile()
  }
}

/// Reads records that stand close together with one call.
struct FileWindow {
  private static let size = 1 << 20

  private let files: SegmentFiles
  private var segment: UInt32?
  private var base: UInt64 = 0
  private var bytes: [UInt8] = []

  init(_ files: SegmentFiles) {
    self.files = files
  }

  /// - Throws: ``StoreError/Code/corrupted`` if the file ends before the record does.
  mutating func bytes(at place: PayloadLocation) throws -> ArraySlice<UInt8> {
    let end = place.offset + UInt64(place.length)
    if segment != place.segment || place.offset < base || end > base + UInt64(bytes.count) {
      guard let handle = files.handles[place.segment] else {
        throw StoreError(.unavailable, "file \(place.segment) is not open")
      }
      bytes = try handle.read(at: Int(place.offset), count: max(Self.size, Int(place.length)))
      base = place.offset
      segment = place.segment
    }
    guard end <= base + UInt64(bytes.count) else {
      throw StoreError(.corrupted, "file \(place.segment), offset \(place.offset): ends within a record")
    }
    return bytes[Int(place.offset - base)..<Int(end - base)]
  }
}
