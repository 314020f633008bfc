/// Which moves a pipeline allows besides the next stage forward. Losing a deal is always allowed.
public struct MovePolicy: Hashable, Codable, Sendable {
  /// Whether an open deal may go back to an earlier open stage.
  public var allowsBackward: Bool
  /// Whether open stages may be left out on the way forward, also on the way to a won stage.
  public var allowsSkipping: Bool
  /// Whether a decided deal may be opened again, or change between won and lost.
  public var allowsReopening: Bool

  /// A policy.
  public init(allowsBackward: Bool = true, allowsSkipping: Bool = true, allowsReopening: Bool = true) {
    self.allowsBackward = allowsBackward
    self.allowsSkipping = allowsSkipping
    self.allowsReopening = allowsReopening
  }

  /// Every move is allowed.
  public static let free = MovePolicy()
  /// One stage at a time, forward, and decided is decided.
  public static let strict = MovePolicy(allowsBackward: false, allowsSkipping: false, allowsReopening: false)
}
