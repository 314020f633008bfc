import CRMCore

/// How the postal codes of a country are written: `N` a digit, `A` a letter, `*` either; spaces and hyphens do not count.
///
/// Source: Universal Postal Union, addressing systems of its member countries.
enum PostalCodeShape {
  /// Whether a code can be one of the country; `nil` if nothing is known about it. A country's letters before the code are allowed.
  static func fits(_ code: String, _ country: CountryCode) -> Bool? {
    guard let shapes = table[country.rawValue] else { return nil }
    let compact = TextFolding.folded(code).uppercased().unicodeScalars.filter {
      $0.properties.isAlphabetic || $0.properties.numericType != nil
    }
    let scalars = Array(compact)
    if shapes.contains(where: { matches(scalars, $0) }) { return true }
    let prefix = Array(country.rawValue.unicodeScalars)
    for length in [2, 1] where scalars.count > length && scalars.prefix(length).elementsEqual(prefix.prefix(length)) {
      if shapes.contains(where: { matches(Array(scalars.dropFirst(length)), $0) }) { return true }
    }
    return false
  }

  private static func matches(_ code: [Unicode.Scalar], _ shape: [UInt8]) -> Bool {
    guard code.count == shape.count else { return false }
    return zip(code, shape).allSatisfy { scalar, kind in
      let isDigit = ("0"..."9").contains(scalar)
      let isLetter = ("A"..."Z").contains(scalar)
      return switch kind {
      case UInt8(ascii: "N"): isDigit
      case UInt8(ascii: "A"): isLetter
      default: isDigit || isLetter
      }
    }
  }

  private static let table: [String: [[UInt8]]] = {
    var table: [String: [[UInt8]]] = [:]
    for row in rows.split(separator: ";") {
      let words = row.split(separator: " ").map(String.init)
      guard let country = words.first else { continue }
      table[country] = words.dropFirst().map { Array($0.utf8) }
    }
    return table
  }()

  private static let rows = """
    AM NNNN; AT NNNN; AU NNNN; AZ NNNN; BE NNNN; BG NNNN; BR NNNNNNNN; BY NNNNNN; CA ANANAN; CH NNNN; CN NNNNNN; \
    CY NNNN; CZ NNNNN; DE NNNNN; DK NNNN; EE NNNNN; ES NNNNN; FI NNNNN; FR NNNNN; \
    GB ANNAA ANNNAA AANNAA AANNNAA ANANAA AANANAA AAANAA; GE NNNN; GR NNNNN; HR NNNNN; HU NNNN; ID NNNNN; \
    IE ANN**** ANA****; IL NNNNN NNNNNNN; IN NNNNNN; IS NNN; IT NNNNN; JP NNNNNNN; KG NNNNNN; KR NNNNN NNNNNN; \
    KZ NNNNNN ANN****; LI NNNN; LT NNNNN; LU NNNN; LV NNNN; MC NNNNN; MD NNNN; MX NNNNN; MY NNNNN; NL NNNNAA; \
    NO NNNN; NZ NNNN; PH NNNN; PK NNNNN; PL NNNNN; PT NNNN NNNNNNN; RO NNNNNN; RS NNNNN NNNNNN; RU NNNNNN; SE NNNNN; \
    SG NNNNNN; SI NNNN; SK NNNNN; TH NNNNN; TR NNNNN; TW NNN NNNNN NNNNNN; UA NNNNN; US NNNNN NNNNNNNNN; UZ NNNNNN; \
    VN NNNNN NNNNNN; ZA NNNN
    """
}
