/// One frame of a file of the store: a header of 32 bytes and a body.
///
/// | offset | bytes | content (little-endian) |
/// |---|---|---|
/// | 0 | 4 | length of the body |
/// | 4 | 4 | the same, complemented |
/// | 8 | 8 | position: of the commit, or of the last commit before this frame |
/// | 16 | 8 | in a log: the offset up to which everything was durable when the frame was written |
/// | 24 | 8 | XXH64, seeded with the file's salt, over offset of the frame, bytes 0–23 and the body |
struct JournalFrame: Hashable, Sendable {
  static let headerSize = 32
  /// No frame is longer; a longer commit is refused before anything is written.
  static let longestBody = 1 << 30

  enum Kind: UInt8 {
    /// A commit; see ``JournalCommit``.
    case commit = 1
    /// Shapes of the record coder, from a number on.
    case shapes = 2
    /// A collection: its number, name, schema version and indexes.
    case collection = 3
    /// The store was closed in order; nothing was under way.
    case close = 4
    /// Records of a base; see ``BaseWriter``.
    case records = 5
    /// Idempotency keys and the commits that used them.
    case idempotency = 6
    /// See ``Manifest``.
    case manifest = 7
    /// What a snapshot covers; see ``SnapshotWriter``.
    case state = 8
    /// Where records of one collection stand.
    case places = 9
    /// Pages of one index.
    case pages = 10
    /// Where commits stand.
    case history = 11
    /// The end of a base or a snapshot.
    case end = 12
  }

  /// What the frame is; `nil` for a kind of a newer format.
  var kind: Kind?
  var position: UInt64
  var durableThrough: UInt64
  /// The offset of the header in its segment.
  var offset: Int
  /// The body without its first byte, the kind, as a range of the bytes that were read.
  var body: Range<Int>
  /// The offset of the next frame.
  var end: Int

  /// Appends a frame to `output`, whose first byte will stand at `base` in the segment.
  static func append(
    _ kind: Kind, position: UInt64, durableThrough: UInt64, salt: UInt64, base: Int, to output: inout [UInt8],
    body write: (inout [UInt8]) -> Void
  ) {
    let start = output.count
    output.append(contentsOf: repeatElement(0, count: headerSize))
    output.append(kind.rawValue)
    write(&output)
    let length = UInt32(truncatingIfNeeded: output.count - start - headerSize)
    var header: [UInt8] = []
    header.appendFixed(length.littleEndian)
    header.appendFixed((~length).littleEndian)
    header.appendFixed(position.littleEndian)
    header.appendFixed(durableThrough.littleEndian)
    let checksum = Self.checksum(
      header: header.span, body: output.span.extracting((start + headerSize)...), offset: base + start, salt: salt)
    header.appendFixed(checksum.littleEndian)
    output.replaceSubrange(start..<(start + headerSize), with: header)
  }

  private static func checksum(header: Span<UInt8>, body: Span<UInt8>, offset: Int, salt: UInt64) -> UInt64 {
    let seed = XXH64.hash(header, seed: salt ^ UInt64(truncatingIfNeeded: offset))
    return XXH64.hash(body, seed: seed)
  }

  /// The length of the frame whose header stands at `index`, header included, if it may be one.
  static func length(in bytes: [UInt8], at index: Int) -> Int? {
    var reader = ByteReader(bytes, in: min(index, bytes.count)..<bytes.count)
    guard let length = try? reader.fixed(UInt32.self).littleEndian,
      let complement = try? reader.fixed(UInt32.self).littleEndian,
      length == ~complement, length >= 1, length <= UInt32(Self.longestBody)
    else { return nil }
    return headerSize + Int(length)
  }

  /// The frame whose header stands at `index` of `bytes`, if it is whole and its checksum is right.
  ///
  /// - Parameter base: the offset in the segment of the first of `bytes`.
  init?(in bytes: [UInt8], at index: Int, base: Int, salt: UInt64) {
    guard let length = Self.length(in: bytes, at: index), length <= bytes.count - index else { return nil }
    let bodyStart = index + Self.headerSize
    let end = index + length
    var reader = ByteReader(bytes, in: (index + 8)..<bodyStart)
    guard let position = try? reader.fixed(UInt64.self).littleEndian,
      let durable = try? reader.fixed(UInt64.self).littleEndian,
      let stored = try? reader.fixed(UInt64.self).littleEndian
    else { return nil }
    let header = bytes.span.extracting(index..<(index + 24))
    let actual = Self.checksum(
      header: header, body: bytes.span.extracting(bodyStart..<end), offset: base + index, salt: salt)
    guard actual == stored else { return nil }
    kind = Kind(rawValue: bytes[bodyStart])
    self.position = position
    durableThrough = durable
    offset = base + index
    body = (bodyStart + 1)..<end
    self.end = base + end
  }
}
