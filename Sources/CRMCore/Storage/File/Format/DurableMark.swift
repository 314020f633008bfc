/// What the owner of a store says in the file `LOCK` to those who read beside it: everything up to here is durable.
///
/// | offset | bytes | content (little-endian) |
/// |---|---|---|
/// | 0 | 4 | generation of the manifest |
/// | 4 | 4 | number of the log |
/// | 8 | 8 | offset in the log |
/// | 16 | 8 | position of the last durable commit |
/// | 24 | 8 | XXH64 of bytes 0–23 |
///
/// It is written after every sync and never synced itself: after a loss of power the next owner writes it anew.
struct DurableMark: Hashable, Sendable {
  static let size = 32

  var generation: UInt32
  var segment: UInt32
  var end: UInt64
  var position: UInt64

  init(generation: UInt32, segment: UInt32, end: UInt64, position: UInt64) {
    self.generation = generation
    self.segment = segment
    self.end = end
    self.position = position
  }

  var bytes: [UInt8] {
    var bytes: [UInt8] = []
    bytes.appendFixed(generation.littleEndian)
    bytes.appendFixed(segment.littleEndian)
    bytes.appendFixed(end.littleEndian)
    bytes.appendFixed(position.littleEndian)
    bytes.appendFixed(XXH64.hash(bytes).littleEndian)
    return bytes
  }

  /// `nil` if there is none, or one that is half written.
  init?(_ bytes: [UInt8]) {
    var reader = ByteReader(bytes)
    guard bytes.count >= Self.size, let generation = try? reader.fixed(UInt32.self).littleEndian,
      let segment = try? reader.fixed(UInt32.self).littleEndian,
      let end = try? reader.fixed(UInt64.self).littleEndian,
      let position = try? reader.fixed(UInt64.self).littleEndian,
      let checksum = try? reader.fixed(UInt64.self).littleEndian,
      checksum == XXH64.hash(bytes.span.extracting(0..<24))
    else { return nil }
    self.init(generation: generation, segment: segment, end: end, position: position)
  }
}
