public import Foundation

/// A message to the staff or to a technical endpoint: an overdue follow-up, a breached deadline, a finished import.
///
/// There is no field for a customer's contact point, on purpose: whatever goes to a customer needs a send permit (see the
/// module Consent).
public struct Notice: Hashable, Codable, Sendable, Identifiable {
  /// Whom a notice is for.
  public enum Recipient: Hashable, Codable, Sendable {
    /// One person on the staff.
    case staff(Identifier<StaffMember>)
    /// Everybody in a team.
    case team(Identifier<Team>)
    /// A technical endpoint that the host knows by this name, for example a webhook or a chat room.
    case endpoint(String)
  }

  /// How soon it should be seen.
  public enum Urgency: Int, Codable, Sendable, Comparable {
    /// Some time today.
    case low
    /// Now, without interrupting.
    case normal
    /// Interrupt.
    case high

    /// Less urgent is less.
    public static func < (left: Urgency, right: Urgency) -> Bool { left.rawValue < right.rawValue }
  }

  /// The notice's identity, also its idempotency key: a notifier that sees it twice delivers it once.
  public var id: Identifier<Notice>
  /// Whom it is for.
  public var recipient: Recipient
  /// What it says, as code and arguments; see ``ReasonPhrases``.
  public var content: Reason
  /// The record it is about.
  public var about: RecordReference?
  /// How soon it should be seen.
  public var urgency: Urgency
  /// When it was raised.
  public var date: Date

  /// A notice.
  public init(
    id: Identifier<Notice>, to recipient: Recipient, content: Reason, about: RecordReference? = nil,
    urgency: Urgency = .normal, date: Date
  ) {
    self.id = id
    self.recipient = recipient
    self.content = content
    self.about = about
    self.urgency = urgency
    self.date = date
  }
}
