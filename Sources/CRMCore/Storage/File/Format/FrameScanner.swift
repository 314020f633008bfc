/// Goes through the frames of a file, a piece of the file at a time.
struct FrameScanner {
  /// How many bytes are read at once, unless a frame is longer.
  private static let pieceSize = 1 << 20

  let salt: UInt64
  private let handle: any OpenFile
  /// Where reading ends: the size of the file, or the length that is said to be whole.
  let limit: Int
  /// The offset of the next frame.
  private(set) var offset: Int
  /// A piece of the file; the body of the last frame is a range of it.
  private(set) var bytes: [UInt8] = []
  /// The offset in the file of the first of ``bytes``.
  private(set) var base = 0

  init(_ handle: any OpenFile, salt: UInt64, from offset: Int = StoreFile.headerSize, limit: Int) {
    self.handle = handle
    self.salt = salt
    self.offset = offset
    self.limit = limit
  }

  /// The next frame; `nil` at the end and where no valid frame stands: ``offset`` tells which.
  mutating func next() throws -> JournalFrame? {
    guard offset < limit else { return nil }
    try provide(JournalFrame.headerSize)
    guard let length = JournalFrame.length(in: bytes, at: offset - base), length <= limit - offset else { return nil }
    try provide(length)
    guard let frame = JournalFrame(in: bytes, at: offset - base, base: base, salt: salt) else { return nil }
    offset = frame.end
    return frame
  }

  /// Everything from ``offset`` on.
  func rest() throws -> [UInt8] { try handle.read(at: offset, count: limit - offset) }

  /// Goes on behind damage.
  mutating func skip(to offset: Int) { self.offset = offset }

  private mutating func provide(_ count: Int) throws {
    guard bytes.count - (offset - base) < count else { return }
    bytes = try handle.read(at: offset, count: min(max(count, Self.pieceSize), limit - offset))
    base = offset
  }
}
