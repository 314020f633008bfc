public import Foundation

/// What a policy demands at a moment: what is to be done, what legal holds prevent, and what comes next. A value, made by
/// ``RetentionPolicy/sweep(_:holds:at:listing:)``; nothing is done by it.
public struct RetentionPlan: Hashable, Codable, Sendable {
  /// The policy's name and version.
  public var policy: String
  /// The moment.
  public var date: Date
  /// What is to be done, at most one item per record, in order of due date and record.
  public var items: [RetentionItem] = []
  /// What would be done if no legal hold stood against it, in the same order.
  public var held: [HeldRetention] = []
  /// What becomes due later, the first ``listing`` steps, each record's next one, in the same order.
  public var upcoming: [RetentionItem] = []
  /// How many steps ``upcoming`` names.
  public var listing: Int
  /// Where schedules contradict each other, and which of them counts.
  public var conflicts: [RetentionConflict] = []
  /// By schedule and type, for how many records nobody knows when the period began.
  public var unknownStarts: [UnknownStart] = []
  /// By type, how many records no schedule is about.
  public var uncovered: [CollectionName: Int] = [:]
  /// The files that records to be deleted name, in order of their digests. A desk's plan has them.
  public var files: [RetentionFile] = []
  /// What participants do along with it, in order of the subjects. A desk's plan has it.
  public var participants: [RetentionParticipation] = []
  /// What cannot be done, and why: a participant that fails, files without a `BlobStore`, a type that does not say how. A desk's plan has
  /// it.
  public var failures: [Reason] = []

  /// A plan of nothing.
  public init(policy: String, date: Date, listing: Int = 100) {
    self.policy = policy
    self.date = date
    self.listing = max(1, listing)
  }

  /// When something becomes due next, or a hold ends by itself that keeps something back; `nil` if neither is known.
  public var next: Date? {
    ([upcoming.first?.date] + held.map(\.until)).compactMap(\.self).min()
  }

  /// Takes in the plan of other records, by the same policy at the same moment.
  public mutating func merge(_ other: RetentionPlan) {
    append(other)
    sort()
  }

  /// Takes in another plan without putting things in order.
  mutating func append(_ other: RetentionPlan) {
    items += other.items
    held += other.held
    upcoming += other.upcoming
    for conflict in other.conflicts { note(conflict) }
    for start in other.unknownStarts { note(start) }
    uncovered.merge(other.uncovered, uniquingKeysWith: +)
    files += other.files
    participants += other.participants
    failures += other.failures.filter { !failures.contains($0) }
    trimUpcoming()
  }

  /// Takes in what goes along with the items, and what stands against some of them.
  mutating func take(held more: [HeldRetention], failures: [Reason], participations: [RetentionParticipation]) {
    let stopped = Set(more.map(\.item))
    items.removeAll { stopped.contains($0) }
    held += more
    self.failures = failures
    participants = participations
  }

  mutating func note(_ conflict: RetentionConflict) {
    if let index = conflicts.firstIndex(where: { $0.order == conflict.order }) {
      conflicts[index].count += conflict.count
    } else {
      conflicts.append(conflict)
    }
  }

  mutating func note(_ start: UnknownStart) {
    if let index = unknownStarts.firstIndex(where: { $0.order == start.order }) {
      unknownStarts[index].count += start.count
    } else {
      unknownStarts.append(start)
    }
  }

  mutating func sort() {
    items.sort(by: RetentionItem.isBefore)
    held.sort { RetentionItem.isBefore($0.item, $1.item) }
    upcoming.sort(by: RetentionItem.isBefore)
    upcoming.removeLast(max(0, upcoming.count - listing))
    conflicts.sort { $0.order.lexicographicallyPrecedes($1.order) }
    unknownStarts.sort { $0.order.lexicographicallyPrecedes($1.order) }
    files.sort { $0.digest < $1.digest }
    participants.sort { ($0.subject, $0.participant.rawValue) < ($1.subject, $1.participant.rawValue) }
  }

  /// Keeps the list of what comes from growing with the base.
  mutating func trimUpcoming() {
    guard upcoming.count >= 4 * listing + 64 else { return }
    upcoming.sort(by: RetentionItem.isBefore)
    upcoming.removeLast(upcoming.count - listing)
  }
}

/// One thing to be done with one record.
public struct RetentionItem: Hashable, Codable, Sendable {
  /// The record.
  public var record: RecordReference
  /// What is to be done.
  public var action: RetentionAction
  /// The schedule that decided.
  public var schedule: String
  /// Since when it is due.
  public var date: Date
  /// Why.
  public var reason: Reason
  /// The steps that are settled by it, the one that decided among them, in order of their schedules.
  public var settles: [Step]

  /// One schedule's step.
  public struct Step: Hashable, Codable, Sendable {
    /// The schedule.
    public var schedule: String
    /// Since when it is due.
    public var date: Date
  }

  static func isBefore(_ left: RetentionItem, _ right: RetentionItem) -> Bool {
    left.date != right.date ? left.date < right.date : left.record < right.record
  }
}

/// Something that is due and that legal holds prevent.
public struct HeldRetention: Hashable, Codable, Sendable {
  /// What would be done.
  public var item: RetentionItem
  /// The holds in the way, in order of their identifiers.
  public var holds: [Identifier<LegalHold>]
  /// When the last of them ends by itself; `nil` if one has no end.
  public var until: Date?

  init(_ item: RetentionItem, by holds: [LegalHold]) {
    self.item = item
    self.holds = Set(holds.map(\.id)).sorted()
    let ends = holds.compactMap(\.until)
    until = ends.count == holds.count ? ends.max() : nil
  }

  /// Why it is not done.
  public var reason: Reason { Reason(RetentionReason.held, ["holds": .integer(Int64(holds.count))]) }
}

/// A file that records name which retention takes away.
public struct RetentionFile: Hashable, Codable, Sendable {
  /// The SHA-256 of the bytes.
  public var digest: SHA256.Digest
  /// How many records that name it go.
  public var records: Int
  /// How many records that name it stay; with none the bytes go.
  public var others: Int

  /// Whether the bytes go.
  public var isRemoved: Bool { others == 0 }
}

/// What a participant does along with retention.
public struct RetentionParticipation: Hashable, Codable, Sendable {
  /// The participant.
  public var participant: ParticipantName
  /// The record that is deleted or pseudonymised.
  public var subject: RecordReference
  /// How many records the participant answers for besides.
  public var records: Int
}
