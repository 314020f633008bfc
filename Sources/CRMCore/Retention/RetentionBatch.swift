import Foundation

/// What becomes of some records of one type by a plan, as commits: one per schedule.
struct RetentionBatch<R: Record> {
  /// The changes by one schedule.
  struct Group {
    var schedule: String
    var changes: ChangeSet
    var done: [RetentionAction: Int] = [:]
    /// The files that records of the group named.
    var files: Set<SHA256.Digest> = []
  }

  /// In order of their schedules.
  private(set) var groups: [Group] = []
  /// Deletions that the declaration of the type does not allow yet.
  private(set) var retained: [RecordReference] = []
  /// What holds on something that would go along prevent.
  private(set) var held: [HeldRetention] = []
  /// What could not be done.
  private(set) var failed: [RecordReference] = []
  /// Why, each reason once.
  private(set) var failures: [Reason] = []
  /// What participants do.
  private(set) var participations: [RetentionParticipation] = []
  /// By file, the records that name it and go.
  private(set) var files: [SHA256.Digest: Set<RecordReference>] = [:]

  private let records: [RecordReference: Stored<R>]
  private let rows: RetentionRows
  private let declaration: PersonalData<R>

  init(
    _ records: [Stored<R>], _ items: some Sequence<RetentionItem>, _ declaration: PersonalData<R>, _ rows: RetentionRows
  ) async throws {
    self.records = records.reduce(into: [:]) { $0[RecordReference($1.id)] = $1 }
    self.rows = rows
    self.declaration = declaration
    for (schedule, items) in Dictionary(grouping: items, by: \.schedule).sorted(by: { $0.key < $1.key }) {
      var group = Group(schedule: schedule, changes: ChangeSet())
      for item in items { try await add(item, to: &group) }
      guard group.changes.hasWrites else { continue }
      group.changes = try Self.distinct(group.changes)
      group.changes.author = .system
      group.changes.reason = schedule
      group.changes.date = rows.now
      groups.append(group)
    }
  }

  /// Participants answer each for its own: two may write the same record.
  private static func distinct(_ changes: ChangeSet) throws -> ChangeSet {
    var distinct = DistinctChanges()
    try distinct.add(changes)
    return distinct.changes
  }

  private mutating func add(_ item: RetentionItem, to group: inout Group) async throws {
    guard let stored = records[item.record] else { return }
    guard item.action.isDestructive else {
      mark(item, .retentionReviewDue, in: &group)
      return
    }
    let erased = Erased(stored.record, declaration, at: rows.now)
    if item.action == .pseudonymise, erased.isDeleted {
      return fail(item, Reason(RetentionReason.impossible, ["schedule": .text(item.schedule)]))
    }
    let isRetained = item.action == .delete && erased.isRetained
    let kept = item.action == .delete && !isRetained ? nil : erased.record
    let annex = try await RetentionAnnex(of: stored, keeping: kept, isRetained: isRetained, declaration, rows)
    if !annex.holds.isEmpty { return held.append(HeldRetention(item, by: annex.holds)) }
    if let failure = annex.failure { return fail(item, failure) }
    if let kept {
      if kept != stored.record { group.changes.update(kept, expecting: stored.revision) }
    } else {
      group.changes.delete(stored)
    }
    for file in annex.attached { group.changes.delete(file) }
    group.changes.append(annex.changes)
    group.files.formUnion(annex.files.keys)
    files.merge(annex.files) { $0.union($1) }
    participations += annex.participations
    if isRetained {
      // It stays for a reason of its own, with what the reason needs and no more.
      retained.append(item.record)
    } else if kept != nil {
      mark(item, .retentionPseudonymised, in: &group)
    } else {
      group.done[.delete, default: 0] += 1
    }
  }

  private mutating func fail(_ item: RetentionItem, _ reason: Reason) {
    var reason = reason
    reason.arguments["collection"] = .text(R.collection.rawValue)
    failed.append(item.record)
    if !failures.contains(reason) { failures.append(reason) }
  }

  /// The events say that a step is done, for people and for the next sweep.
  private func mark(_ item: RetentionItem, _ name: EventName, in group: inout Group) {
    for step in item.settles {
      group.changes.insert(
        Event(
          id: RetentionRows.mark(item.record, step.schedule, step.date), name: name, about: item.record,
          date: step.date, author: .system, properties: ["schedule": .text(step.schedule)]))
    }
    group.done[item.action, default: 0] += 1
  }

  /// What its declaration makes of a record when its subjects are erased.
  private struct Erased {
    var record: R
    var isDeleted = false
    var isRetained = false

    init(_ record: R, _ declaration: PersonalData<R>, at now: Date) {
      self.record = record
      let subjects = declaration.subjects(of: record)
      // A record that is about no other is about itself.
      for subject in subjects.isEmpty ? [RecordReference(record)] : subjects {
        switch declaration.erasure.outcome(of: self.record, subject: subject, at: now) {
        case .delete: isDeleted = true
        case .pseudonymise(let changed): self.record = changed
        case .retain(let changed, _, let until):
          self.record = changed
          isRetained = isRetained || (until.map { $0 > now } ?? true)
        }
      }
    }
  }
}
