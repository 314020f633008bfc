public import Foundation

/// When messages that do not arrive make a contact point undeliverable.
///
/// An address that is dead by the report counts at once. Everything else (full mailbox, no connection) has to happen so often,
/// on so many days, within a window. A refusal of the sender or of the content says nothing about the address.
public struct FeedbackRules: Codable, Hashable, Sendable {
  /// What a report says about a contact point.
  public enum Bounce: String, Codable, CaseIterable, Hashable, Sendable {
    /// It does not exist, or never will take a message again.
    case hard
    /// It did not take this message.
    case soft
    /// The receiver refused the sender or the content: says nothing about the contact point.
    case blocked
  }

  /// How many soft bounces make a contact point undeliverable.
  public var softBounces: Int
  /// On how many different days (UTC) they have to lie.
  public var onDays: Int
  /// The window in days.
  public var withinDays: Int
  /// Whether a report that names no message of ours is believed for the address that it names. Anybody can send such a report.
  public var believesUnmatched: Bool

  /// Rules.
  public init(softBounces: Int = 5, onDays: Int = 3, withinDays: Int = 30, believesUnmatched: Bool = false) {
    self.softBounces = max(1, softBounces)
    self.onDays = max(1, onDays)
    self.withinDays = max(1, withinDays)
    self.believesUnmatched = believesUnmatched
  }

  /// What a report about one recipient says; `nil` for anything but a failure.
  public static func bounce(_ recipient: DeliveryReport.Recipient) -> Bounce? {
    guard recipient.action == .failed else { return nil }
    switch recipient.meaning {
    case .addressIsDead: return .hard
    case .refusedByPolicy, .messageIsUnfit: return .blocked
    case .mailboxIsFull, .notReachable, .unclear: return .soft
    }
  }

  /// Whether a bounce at an instant makes a contact point undeliverable, given the acts so far. Pure.
  ///
  /// Bounces before a re-verification, or before a newer opt-in that the person confirmed through the contact point, do not
  /// count: then a message arrived.
  public func makesUndeliverable(
    _ bounce: Bounce, at date: Date, through channel: Channel, after acts: some Sequence<ConsentAct>
  ) -> Bool {
    switch bounce {
    case .hard: return true
    case .blocked: return false
    case .soft: break
    }
    let onChannel = acts.filter { $0.scope.channel == nil || $0.scope.channel == channel }
    let arrival = onChannel.filter { $0.kind == .reverified || $0.kind == .confirmed }.map(\.date).max()
    let start = max(date.addingTimeInterval(TimeInterval(-withinDays) * 86_400), arrival ?? .distantPast)
    let dates = onChannel.filter { $0.kind == .bounced && $0.date > start && $0.date <= date }.map(\.date) + [date]
    return dates.count >= softBounces && Set(dates.map { CalendarDay($0, in: .gmt) }).count >= onDays
  }
}

/// What became of a report.
public enum FeedbackOutcome: Hashable, Sendable {
  /// It is written down; with ``ConsentAct/suppression`` it stops messages.
  case recorded(ConsentAct)
  /// It was written down before.
  case known(Identifier<ConsentAct>)
  /// It says nothing that counts: delivered, late, refused for another reason than the address, not spam.
  case ignored
  /// It names no message of ours, and the rules do not believe such reports.
  case unmatched
}
