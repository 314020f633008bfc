/// A legal territory: `EU`, or an ISO 3166 code of a country (`DE`) or a part of one (`US-CA`). Open.
public struct Jurisdiction: OpenVocabulary {
  /// The code.
  public let rawValue: String

  /// A jurisdiction of this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The country of a part of one (`US` of `US-CA`); `nil` for anything else.
  public var country: Jurisdiction? {
    rawValue.firstIndex(of: "-").map { Jurisdiction(rawValue: String(rawValue[..<$0])) }
  }

  /// The European Union.
  public static let europeanUnion: Jurisdiction = "EU"
  /// The United Kingdom.
  public static let unitedKingdom: Jurisdiction = "GB"
  /// The United States.
  public static let unitedStates: Jurisdiction = "US"
  /// Russia.
  public static let russia: Jurisdiction = "RU"
  /// Ukraine.
  public static let ukraine: Jurisdiction = "UA"
  /// Mainland China.
  public static let china: Jurisdiction = "CN"
}
