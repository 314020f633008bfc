/// The stable identity of a stage within its pipeline. It stays when the stage is renamed, and stays in the history of deals
/// when the stage is gone.
public struct StageID: RawRepresentable, Hashable, Codable, Comparable, Sendable, ExpressibleByStringLiteral,
  CustomStringConvertible
{
  /// The text as it is on disk.
  public let rawValue: String

  /// The identity with this text.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The identity with this text.
  public init(stringLiteral value: String) {
    rawValue = value
  }

  /// The text.
  public var description: String { rawValue }

  /// Alphabetical order, not the order of the stages.
  public static func < (left: StageID, right: StageID) -> Bool { left.rawValue < right.rawValue }
}
