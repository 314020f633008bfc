/// The brand or legal person that decides why and how data are used (GDPR art. 4(7)). Hosts with several brands name each.
public struct DataController: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// A controller of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
