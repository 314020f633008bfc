public import CRMCore
public import Foundation

/// Something to be done about a customer by a certain moment, and by whom.
///
/// State changes through ``completing(outcome:next:at:)``, ``cancelling(reason:at:)``, ``snoozing(until:at:)`` and
/// ``reopening()``, which are pure; ``CustomerDirectory`` writes them.
public struct FollowUp: Record {
  /// `followUps`.
  public static let collection: CollectionName = "followUps"

  /// Open ones by owner, then by the moment they are due (or snoozed to): a person's list.
  public static let byOwner = Index<FollowUp>("ownerDue") { followUp in
    followUp.isOpen ? IndexKey(followUp.owner, followUp.effectiveDue) : nil
  }
  /// Open ones by the moment they are due (or snoozed to), over all owners.
  public static let byDue = Index<FollowUp>("due") { $0.isOpen ? IndexKey($0.effectiveDue) : nil }
  /// Open ones by the next moment at which somebody has to be reminded.
  public static let byNextReminder = Index<FollowUp>("nextReminder") { $0.nextReminder.map { IndexKey($0) } }
  /// By customer, open ones first, then by due moment.
  public static let byCustomer = Index<FollowUp>("customerDue") { followUp in
    followUp.customer.map { IndexKey($0, !followUp.isOpen, followUp.effectiveDue) }
  }
  /// Closed ones by owner, then by when they were closed: what a person has done.
  public static let byClosing = Index<FollowUp>("ownerClosed") { followUp in
    followUp.closedAt.map { IndexKey(followUp.owner, $0) }
  }
  /// The declared indexes.
  public static var indexes: [Index<FollowUp>] { [byOwner, byDue, byNextReminder, byCustomer, byClosing] }
  /// The customer, the owner and what it is about.
  public static var references: [Reference<FollowUp>] {
    [Reference("customer", \.customer), Reference("owner", \.owner), Reference("about", \.about)]
  }

  /// Where a follow-up stands.
  public enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// To be done.
    case open
    /// Done.
    case done
    /// Not to be done any more.
    case cancelled
  }

  /// The follow-up's identity.
  public var id: Identifier<FollowUp>
  /// What kind of thing is to be done.
  public var kind: FollowUpKind
  /// What is to be done, in a few words.
  public var what: String
  /// What it is about: a deal, a ticket, an interaction.
  public var about: RecordReference?
  /// About whom.
  public var customer: Identifier<Customer>?
  /// Who has to do it; `nil` while nobody has taken it.
  public var owner: Identifier<StaffMember>?
  /// By when.
  public var due: Date
  /// How long before the due moment to remind, in seconds, in any order. The due moment itself always reminds.
  public var reminderOffsets: [Int]
  /// Put off until then; reminders before it are not given.
  public var snoozedUntil: Date?
  /// All reminders up to this moment have been given.
  public var remindedThrough: Date?
  /// Open, done or cancelled.
  public var state: State
  /// When it was done or cancelled.
  public var closedAt: Date?
  /// What came of it, or why it was cancelled.
  public var outcome: String?
  /// The follow-up that came out of this one.
  public var next: Identifier<FollowUp>?
  /// When it is to be done again and again: ``due`` is one of its occurrences, and closing this one adds the next.
  public var recurrence: Recurrence?
  /// The first follow-up of the series that it belongs to; `nil` for the first one, and without a series.
  public var series: Identifier<FollowUp>?
  /// When it was recorded.
  public var createdAt: Date

  /// A follow-up.
  public init(
    id: Identifier<FollowUp>, kind: FollowUpKind = .work, what: String, about: RecordReference? = nil,
    customer: Identifier<Customer>? = nil, owner: Identifier<StaffMember>? = nil, due: Date,
    reminderOffsets: [Int] = [],
    snoozedUntil: Date? = nil, remindedThrough: Date? = nil, state: State = .open, closedAt: Date? = nil,
    outcome: String? = nil, next: Identifier<FollowUp>? = nil, recurrence: Recurrence? = nil,
    series: Identifier<FollowUp>? = nil, createdAt: Date
  ) {
    self.id = id
    self.kind = kind
    self.what = what
    self.about = about
    self.customer = customer
    self.owner = owner
    self.due = due
    self.reminderOffsets = reminderOffsets
    self.snoozedUntil = snoozedUntil
    self.remindedThrough = remindedThrough
    self.state = state
    self.closedAt = closedAt
    self.outcome = outcome
    self.next = next
    self.recurrence = recurrence
    self.series = series
    self.createdAt = createdAt
  }

  /// Whether it is still to be done.
  public var isOpen: Bool { state == .open }
  /// The moment that counts: where it was put off to, or else the due moment.
  public var effectiveDue: Date { snoozedUntil.map { max($0, due) } ?? due }
}
