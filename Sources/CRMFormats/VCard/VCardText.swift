/// Escapes of vCard values: backslash before comma, semicolon and backslash, `\n` for a line end (RFC 6350, 3.4).
enum VCardText {
  private static let backslash = UInt8(ascii: "\\")

  /// A text with everything escaped that has a meaning in a value; control characters but tabs are dropped.
  static func escaped(_ text: String) -> String {
    var result: [UInt8] = []
    result.reserveCapacity(text.utf8.count + 8)
    var previous: UInt8 = 0
    for byte in text.utf8 {
      switch byte {
      case 0x0D: result += [backslash, UInt8(ascii: "n")]
      case 0x0A: if previous != 0x0D { result += [backslash, UInt8(ascii: "n")] }
      case backslash, UInt8(ascii: ","), UInt8(ascii: ";"): result += [backslash, byte]
      case 0x09: result.append(byte)
      case 0..<0x20, 0x7F: break
      default: result.append(byte)
      }
      previous = byte
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// The text that an escaped value means. An escape that vCard does not know stays as it is written.
  static func unescaped(_ value: some Sequence<UInt8>) -> String {
    var result: [UInt8] = []
    var isEscaped = false
    for byte in value {
      guard isEscaped else {
        if byte == backslash { isEscaped = true } else { result.append(byte) }
        continue
      }
      isEscaped = false
      switch byte {
      case UInt8(ascii: "n"), UInt8(ascii: "N"): result.append(0x0A)
      case backslash, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"), UInt8(ascii: "\""):
        result.append(byte)
      default: result += [backslash, byte]
      }
    }
    if isEscaped { result.append(backslash) }
    return String(decoding: result, as: UTF8.self)
  }

  static func unescaped(_ value: String) -> String { unescaped(value.utf8) }

  /// A value cut at each separator that no backslash precedes.
  static func split(_ value: String, at separator: Unicode.Scalar) -> [String] {
    let separator = UInt8(ascii: separator)
    var parts: [String] = []
    var part: [UInt8] = []
    var isEscaped = false
    for byte in value.utf8 {
      if byte == separator, !isEscaped {
        parts.append(String(decoding: part, as: UTF8.self))
        part = []
        continue
      }
      isEscaped = byte == backslash && !isEscaped
      part.append(byte)
    }
    parts.append(String(decoding: part, as: UTF8.self))
    return parts
  }

  /// The value without control characters; line ends are escaped, nothing else is touched.
  static func cleaned(_ value: String) -> String {
    guard value.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) else { return value }
    var result: [UInt8] = []
    var previous: UInt8 = 0
    for byte in value.utf8 {
      switch byte {
      case 0x0D: result += [backslash, UInt8(ascii: "n")]
      case 0x0A: if previous != 0x0D { result += [backslash, UInt8(ascii: "n")] }
      case 0x09: result.append(byte)
      case 0..<0x20, 0x7F: break
      default: result.append(byte)
      }
      previous = byte
    }
    return String(decoding: result, as: UTF8.self)
  }

  /// A value of vCard 2.1, where only semicolons need a backslash, as the text that it means.
  ///
  /// - Parameters:
  ///   - value: the value.
  ///   - isQuotedPrintable: whether it came in an encoding that has line ends of its own, so that `\n` is none.
  static func unescapedOld(_ value: String, isQuotedPrintable: Bool) -> String {
    guard value.utf8.contains(backslash) else { return value }
    var result: [UInt8] = []
    var isEscaped = false
    for byte in value.utf8 {
      guard isEscaped else {
        if byte == backslash { isEscaped = true } else { result.append(byte) }
        continue
      }
      isEscaped = false
      switch byte {
      case backslash, UInt8(ascii: ","), UInt8(ascii: ";"), UInt8(ascii: ":"): result.append(byte)
      case UInt8(ascii: "n"), UInt8(ascii: "N"):
        if isQuotedPrintable { result += [backslash, byte] } else { result.append(0x0A) }
      default: result += [backslash, byte]
      }
    }
    if isEscaped { result.append(backslash) }
    return String(decoding: result, as: UTF8.self)
  }

  /// A name of a property, parameter or group: ASCII letters, digits and hyphens; anything else becomes a hyphen.
  static func token(_ text: some StringProtocol) -> String {
    var result: [UInt8] = []
    for scalar in text.unicodeScalars {
      let isFitting =
        scalar.isASCII
        && (scalar == "-" || ("0"..."9").contains(scalar) || ("A"..."Z").contains(scalar)
          || ("a"..."z").contains(scalar))
      result.append(isFitting ? UInt8(truncatingIfNeeded: scalar.value) : UInt8(ascii: "-"))
    }
    return String(decoding: result, as: UTF8.self)
  }
}
