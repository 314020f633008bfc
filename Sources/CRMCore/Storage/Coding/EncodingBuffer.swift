/// The bytes of values that are being encoded. Memory of its own instead of an array, because an array is asked whether
/// it is shared and how large it is at every byte; here room is made once per value, and every write stays within it.
@safe
struct EncodingBuffer: ~Copyable {
  private var base: UnsafeMutableRawPointer
  private var capacity: Int
  private(set) var count = 0

  init(capacity: Int) {
    self.capacity = max(capacity, 64)
    unsafe base = .allocate(byteCount: self.capacity, alignment: 16)
  }

  deinit { unsafe base.deallocate() }

  /// The bytes as long as `body` runs.
  func withBytes<Value>(_ body: (UnsafeRawBufferPointer) -> Value) -> Value {
    unsafe body(UnsafeRawBufferPointer(start: base, count: count))
  }

  /// Forgets all bytes behind the first `count`, and memory that was needed for an unusually large value.
  mutating func truncate(to count: Int) {
    self.count = min(self.count, max(0, count))
    if self.count == 0, capacity > 1 << 20 { self = EncodingBuffer(capacity: 512) }
  }

  @inline(__always)
  private mutating func makeRoom(_ room: Int) {
    if capacity &- count < room { grow(room) }
  }

  @inline(never)
  private mutating func grow(_ room: Int) {
    let larger = max(capacity * 2, count + room)
    let memory = UnsafeMutableRawPointer.allocate(byteCount: larger, alignment: 16)
    unsafe memory.copyMemory(from: base, byteCount: count)
    unsafe base.deallocate()
    unsafe base = memory
    capacity = larger
  }

  /// Writes where room was made.
  @inline(__always)
  private mutating func put<Value: BitwiseCopyable>(_ value: Value) {
    unsafe base.storeBytes(of: value, toByteOffset: count, as: Value.self)
    count &+= MemoryLayout<Value>.size
  }

  @inline(__always)
  mutating func append(_ byte: UInt8) {
    makeRoom(1)
    put(byte)
  }

  /// A tag and the bytes of a number as they lie in memory; callers convert to little-endian first.
  @inline(__always)
  mutating func append<Value: BitwiseCopyable>(_ tag: UInt8, fixed value: Value) {
    makeRoom(1 &+ MemoryLayout<Value>.size)
    put(tag)
    put(value)
  }

  /// A tag and a number of variable length.
  @inline(__always)
  mutating func append(_ tag: UInt8, varint value: UInt64) {
    makeRoom(11)
    put(tag)
    var rest = value
    while rest >= 0x80 {
      put(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    put(UInt8(truncatingIfNeeded: rest))
  }

  mutating func append(_ bytes: UnsafeRawBufferPointer) {
    guard let start = bytes.baseAddress else { return }
    makeRoom(bytes.count)
    unsafe (base + count).copyMemory(from: start, byteCount: bytes.count)
    count &+= bytes.count
  }

  mutating func append(_ bytes: some Collection<UInt8>) {
    let isWritten: Void? = bytes.withContiguousStorageIfAvailable { unsafe append(UnsafeRawBufferPointer($0)) }
    if isWritten == nil { for byte in bytes { append(byte) } }
  }

  /// A text with its tag: the short form where it fits.
  mutating func append(text: String) {
    let isWritten: Void? = unsafe text.utf8.withContiguousStorageIfAvailable { utf8 in
      if utf8.count <= RecordTag.shortLimit {
        append(RecordTag.shortString | UInt8(truncatingIfNeeded: utf8.count))
      } else {
        append(RecordTag.string, varint: UInt64(utf8.count))
      }
      unsafe append(UnsafeRawBufferPointer(utf8))
    }
    guard isWritten == nil else { return }
    var contiguous = text
    contiguous.makeContiguousUTF8()
    append(text: contiguous)
  }

  /// Replaces three bytes by others.
  mutating func replaceHeader(at start: Int, with header: [UInt8]) {
    precondition(start >= 0 && start + 3 <= count, "a header lies within the bytes")
    let rest = count - start - 3
    makeRoom(header.count)
    unsafe (base + start + header.count).copyMemory(from: base + start + 3, byteCount: rest)
    unsafe header.withUnsafeBytes { bytes in
      if let first = bytes.baseAddress { unsafe (base + start).copyMemory(from: first, byteCount: bytes.count) }
    }
    count = start + header.count + rest
  }

  /// Writes the number of a shape behind its tag.
  @inline(__always)
  mutating func setShape(_ number: Int, at start: Int) {
    precondition(start >= 0 && start + 3 <= count, "a header lies within the bytes")
    let bytes = UInt16(truncatingIfNeeded: number).littleEndian
    unsafe base.storeBytes(of: bytes, toByteOffset: start + 1, as: UInt16.self)
  }
}
