/// A legal territory: `EU`, or an ISO 3166 code of a country (`DE`) or a part of one (`US-CA`). Open.
public struct Jurisdiction: OpenVocabulary {
  /// The code.
  public let rawValue: String

  /// A jurisdiction of this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The European Union.
  public static let europeanUnion: Jurisdiction = "EU"
}
