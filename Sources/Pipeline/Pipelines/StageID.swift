/// The stable identity of a stage within its pipeline. It stays when the stage is renamed, and stays in the history of deals
/// when the stage is gone.
public struct StageID: OpenVocabulary {
  /// The text as it is on disk.
  public let rawValue: String

  /// The identity with this text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }
}
