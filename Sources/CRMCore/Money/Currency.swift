/// A currency of ISO 4217, with the number of decimal places that the standard gives it.
///
/// The table is this library's own, because system tables differ from the standard and from each other. Currencies that
/// were withdrawn since 2010 are still known, so that older records can be read. As text and on disk: "EUR".
public struct Currency: Hashable, Sendable {
  /// Three ASCII letters and, in the lowest byte, the decimal places.
  private let packed: UInt32

  /// The currency of an ISO 4217 code, in capitals, active or withdrawn; nil when the table has none.
  ///
  /// Complexity: O(1).
  public init?(_ code: some StringProtocol) {
    guard let letters = Currency.letters(code), let entry = CurrencyTable.entries[letters] else { return nil }
    packed = letters << 8 | UInt32(entry.fractionDigits)
  }

  /// A currency of the table, for constants: the code must be three capital letters.
  init(constant code: StaticString, fractionDigits: UInt32) {
    packed = (Currency.letters(code.description) ?? 0) << 8 | fractionDigits
  }

  /// The ISO 4217 code, such as "EUR".
  public var code: String {
    String(
      decoding: [24, 16, 8].map { UInt8(truncatingIfNeeded: packed >> $0) }, as: UTF8.self)
  }

  /// Decimal places of the minor unit, 0 to 4; 0 also for metals and units of account that have none.
  public var fractionDigits: Int { Int(packed & 0xFF) }

  /// Minor units in one unit of the currency: 1, 10, 100, 1,000 or 10,000.
  public var minorUnitsPerUnit: Int64 { [1, 10, 100, 1_000, 10_000][Int(packed & 0xFF)] }

  /// The smallest amount that is paid in cash, in minor units: 5 for CHF. 1 where cash is as fine as the account.
  ///
  /// Euro countries differ (some round to 5 cents), so EUR is 1 here and a host passes its own increment.
  public var cashIncrement: Int64 { CurrencyTable.cashIncrements[packed >> 8] ?? 1 }

  /// Whether the code is in the current list of ISO 4217; false for a withdrawn one.
  public var isActive: Bool { CurrencyTable.entries[packed >> 8]?.isActive ?? false }

  /// All 178 codes of the current ISO 4217 list, funds codes, metals and test codes included, in order of the code.
  public static let all: [Currency] = CurrencyTable.codes(active: true).compactMap { Currency($0) }

  /// Withdrawn currencies that are still readable, in order of the code.
  public static let withdrawn: [Currency] = CurrencyTable.codes(active: false).compactMap { Currency($0) }

  static func letters(_ code: some StringProtocol) -> UInt32? {
    var letters: UInt32 = 0
    var count = 0
    for byte in code.utf8 {
      guard (0x41...0x5A).contains(byte), count < 3 else { return nil }
      letters = letters << 8 | UInt32(byte)
      count += 1
    }
    return count == 3 ? letters : nil
  }
}

extension Currency: LosslessStringConvertible, Comparable, Codable, CodingKeyRepresentable {
  /// The ISO 4217 code.
  public var description: String { code }

  /// Order of the code.
  public static func < (lhs: Currency, rhs: Currency) -> Bool { lhs.packed < rhs.packed }

  /// Reads a code.
  ///
  /// - Throws: `DecodingError.dataCorrupted` when the table does not know it.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    guard let currency = Currency(try container.decode(String.self)) else {
      throw DecodingError.dataCorruptedError(in: container, debugDescription: "not a currency of ISO 4217")
    }
    self = currency
  }

  /// Writes the code.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(code)
  }

  /// The code as a dictionary key.
  public var codingKey: any CodingKey { TextKey(stringValue: code) }

  /// The currency that a dictionary key names; nil when it names none.
  public init?<T: CodingKey>(codingKey: T) {
    self.init(codingKey.stringValue)
  }
}
