/// A country or territory by its ISO 3166-1 alpha-2 code, in capitals; on disk the code.
public struct CountryCode: Hashable, Sendable {
  /// Two capital letters.
  public let rawValue: String

  /// The country of a two-letter code in any case; nil when the text is not two ASCII letters.
  ///
  /// Codes that ISO has not assigned are read too; see `isAssigned`.
  public init?(_ code: some StringProtocol) {
    let bytes = Array(code.utf8)
    guard bytes.count == 2, bytes.allSatisfy({ (0x41...0x5A).contains($0 & 0xDF) && $0 < 0x80 }) else { return nil }
    rawValue = String(decoding: bytes.map { $0 & 0xDF }, as: UTF8.self)
  }

  /// Whether the code is officially assigned, or XK, which stands for Kosovo by general use.
  public var isAssigned: Bool { CountryCode.assigned.contains(rawValue) }

  /// Source: ISO 3166-1, officially assigned alpha-2 codes (249), and XK.
  private static let assigned: Set<String> = {
    let codes = """
      AD AE AF AG AI AL AM AO AQ AR AS AT AU AW AX AZ BA BB BD BE BF BG BH BI BJ BL BM BN BO BQ BR BS BT BV BW BY BZ \
      CA CC CD CF CG CH CI CK CL CM CN CO CR CU CV CW CX CY CZ DE DJ DK DM DO DZ EC EE EG EH ER ES ET FI FJ FK FM FO \
      FR GA GB GD GE GF GG GH GI GL GM GN GP GQ GR GS GT GU GW GY HK HM HN HR HT HU ID IE IL IM IN IO IQ IR IS IT JE \
      JM JO JP KE KG KH KI KM KN KP KR KW KY KZ LA LB LC LI LK LR LS LT LU LV LY MA MC MD ME MF MG MH MK ML MM MN MO \
      MP MQ MR MS MT MU MV MW MX MY MZ NA NC NE NF NG NI NL NO NP NR NU NZ OM PA PE PF PG PH PK PL PM PN PR PS PT PW \
      PY QA RE RO RS RU RW SA SB SC SD SE SG SH SI SJ SK SL SM SN SO SR SS ST SV SX SY SZ TC TD TF TG TH TJ TK TL TM \
      TN TO TR TT TV TW TZ UA UG UM US UY UZ VA VC VE VG VI VN VU WF WS YE YT ZA ZM ZW XK
      """
    return Set(codes.split(separator: " ").map(String.init))
  }()

}

extension CountryCode: LosslessStringConvertible, Comparable, Codable, CodingKeyRepresentable,
  ExpressibleByStringLiteral
{
  /// A country written as a literal such as "DE"; a literal that is not two letters gives the user-assigned code "ZZ",
  /// which is never assigned.
  public init(stringLiteral value: String) {
    self = CountryCode(value) ?? CountryCode(unchecked: "ZZ")
  }

  private init(unchecked code: String) { rawValue = code }

  /// The code.
  public var description: String { rawValue }

  /// Order of the code.
  public static func < (lhs: CountryCode, rhs: CountryCode) -> Bool { lhs.rawValue < rhs.rawValue }

  /// Reads a code.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when it is not two letters.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let country = CountryCode(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a two-letter country code")
    }
    self = country
  }

  /// Writes the code.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }

  /// The code as a dictionary key.
  public var codingKey: any CodingKey { TextKey(stringValue: rawValue) }

  /// The country that a dictionary key names; nil when it names none.
  public init?<T: CodingKey>(codingKey: T) {
    self.init(codingKey.stringValue)
  }
}
