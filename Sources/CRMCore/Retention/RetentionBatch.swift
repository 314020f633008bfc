import Foundation

/// What becomes of some records of one type by a plan, as commits: one per schedule.
struct RetentionBatch<R: Record> {
  /// The changes by one schedule.
  struct Group {
    var schedule: String
    var changes: ChangeSet
    var done: [RetentionAction: Int] = [:]
  }

  /// In order of their schedules.
  private(set) var groups: [Group] = []
  /// How many deletions the declaration of the type does not allow yet.
  private(set) var retained = 0
  /// What cannot be done.
  private(set) var failures: [Reason] = []

  private let records: [RecordReference: Stored<R>]
  private let now: Date

  init(_ records: [Stored<R>], _ plan: RetentionPlan, _ declaration: PersonalData<R>, at now: Date) {
    self.records = records.reduce(into: [:]) { $0[RecordReference($1.id)] = $1 }
    self.now = now
    for (schedule, items) in Dictionary(grouping: plan.items, by: \.schedule).sorted(by: { $0.key < $1.key }) {
      var group = Group(schedule: schedule, changes: ChangeSet(author: .system, reason: schedule, date: now))
      for item in items { add(item, declaration, to: &group) }
      if group.changes.hasWrites { groups.append(group) }
    }
  }

  private mutating func add(_ item: RetentionItem, _ declaration: PersonalData<R>, to group: inout Group) {
    guard let stored = records[item.record] else { return }
    let erased = Erased(stored.record, declaration, at: now)
    switch item.action {
    case .delete:
      guard erased.isRetained else {
        group.changes.delete(stored)
        break
      }
      // It stays for a reason of its own, with what the reason needs and no more.
      retained += 1
      if erased.record != stored.record { group.changes.update(erased.record, expecting: stored.revision) }
      return
    case .pseudonymise:
      guard !erased.isDeleted else {
        let reason = Reason(
          RetentionReason.impossible,
          ["collection": .text(R.collection.rawValue), "schedule": .text(item.schedule)])
        if !failures.contains(reason) { failures.append(reason) }
        return
      }
      if erased.record != stored.record { group.changes.update(erased.record, expecting: stored.revision) }
      mark(item, .retentionPseudonymised, in: &group)
    case .review:
      mark(item, .retentionReviewDue, in: &group)
    }
    group.done[item.action, default: 0] += 1
  }

  /// The events say that a step is done, for people and for the next sweep.
  private func mark(_ item: RetentionItem, _ name: EventName, in group: inout Group) {
    for step in item.settles {
      group.changes.insert(
        Event(
          id: RetentionRows.mark(item.record, step.schedule, step.date), name: name, about: item.record,
          date: step.date, author: .system, properties: ["schedule": .text(step.schedule)]))
    }
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
