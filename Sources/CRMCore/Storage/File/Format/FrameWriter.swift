/// Writes a new file frame by frame. Nothing of it counts before the manifest names it.
struct FrameWriter {
  private static let pieceSize = 1 << 20

  let file: StoreFile
  private let handle: any OpenFile
  private var buffer: [UInt8]
  /// The offset in the file of the first byte of the buffer.
  private var base = 0

  /// The length of the file so far.
  var length: Int { base + buffer.count }

  init(_ file: StoreFile, _ handle: any OpenFile) {
    self.file = file
    self.handle = handle
    buffer = file.header
  }

  /// Appends a frame; `body` is given the buffer and the offset in the file at which the buffer begins.
  mutating func append(
    _ kind: JournalFrame.Kind, position: UInt64, body: (inout [UInt8], _ base: Int) -> Void = { _, _ in }
  ) throws {
    let base = base
    JournalFrame.append(kind, position: position, durableThrough: 0, salt: file.salt, base: base, to: &buffer) {
      body(&$0, base)
    }
    if buffer.count >= Self.pieceSize { try flush() }
  }

  /// Writes what is left and waits for the device, which is not an option here: the manifest will rely on the file.
  mutating func finish() throws -> Manifest.Entry {
    try flush()
    try handle.sync(.full)
    return Manifest.Entry(kind: file.kind, number: file.number, salt: file.salt, length: UInt64(base))
  }

  private mutating func flush() throws {
    try handle.write(buffer, at: base)
    base += buffer.count
    buffer.removeAll(keepingCapacity: true)
  }
}
