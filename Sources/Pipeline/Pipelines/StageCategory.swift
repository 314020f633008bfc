/// What a stage means for the business. A deal's status is the category of the stage it is in.
public enum StageCategory: String, Codable, CaseIterable, Sendable {
  /// Being worked on.
  case open
  /// The customer said yes.
  case won
  /// The customer said no, or nothing came of it.
  case lost

  /// Whether a deal in such a stage is decided.
  public var isClosed: Bool { self != .open }
}
