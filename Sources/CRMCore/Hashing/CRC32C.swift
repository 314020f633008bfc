/// The 32-bit cyclic redundancy check with the Castagnoli polynomial (RFC 3720, appendix B.4): finds accidental damage
/// in data exchanged with other systems which prescribe it.
public enum CRC32C {
  /// The checksum of `bytes`; pass the checksum of what came before as `previous` to go on with a stream. O(n).
  public static func checksum(_ bytes: [UInt8], continuing previous: UInt32 = 0) -> UInt32 {
    checksum(bytes.span, continuing: previous)
  }

  /// The checksum of a span; pass the checksum of what came before as `previous` to go on with a stream. O(n).
  public static func checksum(_ bytes: Span<UInt8>, continuing previous: UInt32 = 0) -> UInt32 {
    let tables = Self.tables.span
    var crc = ~previous
    var offset = 0
    while bytes.count &- offset >= 4 {
      let low = UInt32(bytes[offset]) | (UInt32(bytes[offset &+ 1]) << 8)
      let high = (UInt32(bytes[offset &+ 2]) << 16) | (UInt32(bytes[offset &+ 3]) << 24)
      crc ^= low | high
      let first = tables[768 &+ Int(crc & 0xFF)] ^ tables[512 &+ Int((crc >> 8) & 0xFF)]
      let second = tables[256 &+ Int((crc >> 16) & 0xFF)] ^ tables[Int(crc >> 24)]
      crc = first ^ second
      offset &+= 4
    }
    while offset < bytes.count {
      crc = (crc >> 8) ^ tables[Int((crc ^ UInt32(bytes[offset])) & 0xFF)]
      offset &+= 1
    }
    return ~crc
  }

  /// Four tables of 256 entries for the reflected polynomial 0x82F63B78, one after the other ("slicing by four").
  private static let tables: [UInt32] = {
    var tables = [UInt32](repeating: 0, count: 1024)
    for index in 0..<256 {
      var crc = UInt32(index)
      for _ in 0..<8 {
        crc = (crc & 1) == 1 ? (crc >> 1) ^ 0x82F6_3B78 : crc >> 1
      }
      tables[index] = crc
    }
    for index in 256..<1024 {
      let previous = tables[index - 256]
      tables[index] = (previous >> 8) ^ tables[Int(previous & 0xFF)]
    }
    return tables
  }()
}
