/// The text encodings in which customer lists are met. `TextDecoder` turns each into UTF-8.
public enum TextEncoding: String, Codable, Hashable, Sendable, CaseIterable {
  /// UTF-8, also of plain ASCII.
  case utf8 = "utf-8"
  /// UTF-16 with the low byte first, as Windows programs write "Unicode".
  case utf16LittleEndian = "utf-16le"
  /// UTF-16 with the high byte first.
  case utf16BigEndian = "utf-16be"
  /// Windows-1251, Cyrillic.
  case windows1251 = "windows-1251"
  /// Windows-1252, Western European; ISO 8859-1 is read by it too.
  case windows1252 = "windows-1252"
  /// GB 18030, Chinese; GB 2312 and GBK are subsets and read by it.
  case gb18030 = "gb18030"

  /// The bytes with which a file of this encoding may begin; empty where there is no such mark.
  public var byteOrderMark: [UInt8] {
    switch self {
    case .utf8: [0xEF, 0xBB, 0xBF]
    case .utf16LittleEndian: [0xFF, 0xFE]
    case .utf16BigEndian: [0xFE, 0xFF]
    case .gb18030: [0x84, 0x31, 0x95, 0x33]
    case .windows1251, .windows1252: []
    }
  }

  /// The whole of some bytes as text: a leading byte order mark is dropped, each malformed sequence becomes U+FFFD.
  public func decode(_ bytes: [UInt8]) -> String {
    var decoder = TextDecoder(self)
    var result: [UInt8] = []
    decoder.decode(bytes, into: &result)
    decoder.finish(into: &result)
    return String(decoding: result, as: UTF8.self)
  }
}
