/// One promise of a service level: how much working time may pass until something has happened.
public struct ServiceTarget: Hashable, Codable, Sendable {
  /// What has to happen.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// A person on our side answers in public for the first time.
    case firstResponse
    /// The ticket becomes solved.
    case resolution
  }

  /// What has to happen.
  public var kind: Kind
  /// How much working time it may take.
  public var duration: Duration
  /// In which categories of status the clock stands still.
  public var pausedIn: Set<StatusCategory>

  /// A promise. By default a first response is never paused, a resolution while the customer has to answer and on hold.
  public init(_ kind: Kind, within duration: Duration, pausedIn: Set<StatusCategory>? = nil) {
    self.kind = kind
    self.duration = duration
    self.pausedIn = pausedIn ?? (kind == .resolution ? [.pendingCustomer, .onHold] : [])
  }
}
