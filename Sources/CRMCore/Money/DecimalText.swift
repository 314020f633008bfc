/// A plain decimal number read exactly from text: optional sign, digits, optionally a point and more digits.
///
/// No grouping, no exponent, no locale. Between one and 38 significant digits.
struct DecimalText {
  /// All digits as one number, with the sign.
  private(set) var unscaled: Int128 = 0
  /// How many of the digits stand after the point; trailing zeros there are not counted.
  private(set) var scale = 0

  init(_ text: String) throws(MoneyError) {
    var isNegative = false
    var digits = 0
    var seenPoint = false
    var pendingZeros = 0
    var isFirst = true
    for byte in text.utf8 {
      defer { isFirst = false }
      switch byte {
      case 0x2B where isFirst: continue
      case 0x2D where isFirst: isNegative = true
      case 0x2E where !seenPoint && digits > 0: seenPoint = true
      case 0x30 where seenPoint:
        digits += 1
        pendingZeros += 1
      case 0x30...0x39:
        digits += 1
        if seenPoint {
          for _ in 0..<pendingZeros { try append(0) }
          scale += pendingZeros + 1
          pendingZeros = 0
        }
        try append(Int128(byte - 0x30))
      default: throw .invalidNumber
      }
    }
    // A number needs a digit, and a point a digit behind it.
    guard digits > 0, text.utf8.last != 0x2E else { throw .invalidNumber }
    if isNegative { unscaled = -unscaled }
  }

  private mutating func append(_ digit: Int128) throws(MoneyError) {
    let (shifted, overflow) = unscaled.multipliedReportingOverflow(by: 10)
    let (sum, overflow2) = shifted.addingReportingOverflow(digit)
    if overflow || overflow2 { throw .overflow }
    unscaled = sum
  }

  /// Ten to a small power, 0 to 38.
  static func powerOfTen(_ exponent: Int) throws(MoneyError) -> Int128 {
    guard (0...38).contains(exponent) else { throw .overflow }
    var power: Int128 = 1
    for _ in 0..<exponent { power *= 10 }
    return power
  }

  /// A number of so many decimal places as text: (−1234, 2) is "-12.34".
  static func text(_ unscaled: Int128, scale: Int) -> String {
    var digits = String(unscaled.magnitude)
    if scale > 0 {
      if digits.utf8.count <= scale {
        digits = String(repeating: "0", count: scale + 1 - digits.utf8.count) + digits
      }
      digits.insert(".", at: digits.index(digits.endIndex, offsetBy: -scale))
    }
    return unscaled < 0 ? "-" + digits : digits
  }
}
