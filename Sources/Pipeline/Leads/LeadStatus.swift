/// How far a lead has come.
public enum LeadStatus: String, Codable, CaseIterable, Sendable {
  /// Nobody has answered yet.
  case new
  /// Somebody of ours is in touch.
  case working
  /// There is business in it.
  case qualified
  /// There is none.
  case disqualified
  /// It became a deal or a customer.
  case converted

  /// Whether somebody still has to do something about it.
  public var isOpen: Bool { self == .new || self == .working || self == .qualified }
}

extension LeadStatus: FieldConvertible {}
