/// The quoted-printable transfer encoding (RFC 2045, 6.7).
enum QuotedPrintable {
  /// The bytes that a text stands for. An `=` that no two hexadecimal digits follow stands for itself; one before a line
  /// end joins the lines. O(bytes).
  static func decoded(_ text: ArraySlice<UInt8>) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(text.count)
    var index = text.startIndex
    while index < text.endIndex {
      let byte = text[index]
      index += 1
      guard byte == UInt8(ascii: "=") else {
        result.append(byte)
        continue
      }
      if index + 1 < text.endIndex, let high = value(text[index]), let low = value(text[index + 1]) {
        result.append(high << 4 | low)
        index += 2
      } else if index < text.endIndex, text[index].isLineEnd {
        let isPair = text[index] == 0x0D && index + 1 < text.endIndex && text[index + 1] == 0x0A
        index += isPair ? 2 : 1
      } else {
        result.append(byte)
      }
    }
    return result
  }

  /// The value of a hexadecimal digit of either case.
  static func value(_ digit: UInt8) -> UInt8? {
    switch digit {
    case 0x30...0x39: digit - 0x30
    case 0x41...0x46: digit - 0x37
    case 0x61...0x66: digit - 0x57
    default: nil
    }
  }
}
