/// American Soundex: one letter and three digits that texts share which sound alike in English.
///
/// Coarse by intent: good for finding candidates, not for deciding. Letters outside A–Z are skipped; transliterate before.
/// Source: U.S. National Archives, "Soundex System", with its rule that H and W do not separate equal codes.
public enum Soundex {
  /// The code, such as "R163" for "Robert"; `nil` if the text has no letter from A to Z. O(n).
  public static func code(_ text: String) -> String? {
    code(Array(text.utf16).span).map { packed in
      let bytes = [
        UInt8(packed >> 24 & 0xFF), UInt8(packed >> 16 & 0xFF), UInt8(packed >> 8 & 0xFF), UInt8(packed & 0xFF),
      ]
      return String(decoding: bytes, as: UTF8.self)
    }
  }

  /// The four ASCII characters of the code in one number, most significant first.
  public static func code(_ units: Span<UInt16>) -> UInt32? {
    var packed: UInt32 = 0
    var length = 0
    var previous: UInt8 = 0
    for index in 0..<units.count {
      var unit = units[index]
      if (0x61...0x7A).contains(unit) { unit -= 0x20 }
      guard (0x41...0x5A).contains(unit) else { continue }
      let digit = digits[Int(unit) - 0x41]
      if length == 0 {
        packed = UInt32(unit)
        length = 1
        previous = digit
        continue
      }
      // H and W leave the previous code in force, vowels end it.
      if unit == 0x48 || unit == 0x57 { continue }
      if digit != 0, digit != previous, length < 4 {
        packed = packed << 8 | UInt32(digit) + 0x30
        length += 1
      }
      previous = digit
    }
    guard length > 0 else { return nil }
    while length < 4 {
      packed = packed << 8 | 0x30
      length += 1
    }
    return packed
  }

  /// For the letters A to Z.
  private static let digits: [UInt8] = [
    0, 1, 2, 3, 0, 1, 2, 0, 0, 2, 2, 4, 5, 5, 0, 1, 2, 6, 2, 3, 0, 1, 0, 2, 0, 2,
  ]
}
