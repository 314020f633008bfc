public import Foundation

/// The rules of a policy, ready to be applied to many records.
struct RetentionSweep: Sendable {
  private let byCategory: [PersonalDataCategory: [RetentionSchedule]]
  private let zone: TimeZone

  init(_ policy: RetentionPolicy) {
    zone = policy.zone
    byCategory = Dictionary(grouping: policy.schedules) { $0.category }
      .mapValues { $0.sorted { $0.id < $1.id } }
  }

  func schedules(for record: RetainedRecord) -> [RetentionSchedule] {
    (byCategory[record.category] ?? []).filter {
      $0.concerns(record.reference.collection, record.category, in: record.jurisdictions)
    }
  }

  /// The first instant after a schedule's period.
  func end(of schedule: RetentionSchedule, for record: RetainedRecord) -> Date? {
    guard let date = record.dates[schedule.start.event] else { return nil }
    let last = schedule.period.lastDay(from: schedule.start.day(of: date, in: zone))
    return last.adding(days: 1).startDate(in: zone)
  }

  func timeline(of record: RetainedRecord) -> RetentionTimeline {
    timeline(of: record, schedules: schedules(for: record))
  }

  func timeline(of record: RetainedRecord, schedules: [RetentionSchedule]) -> RetentionTimeline {
    var terms: [RetentionTimeline.Term] = []
    var keptUntil: Date? = .distantPast
    for schedule in schedules where schedule.force == .obligation {
      let end = end(of: schedule, for: record)
      keptUntil = keptUntil.flatMap { kept in end.map { max(kept, $0) } }
      terms.append(
        .init(schedule: schedule.id, force: .obligation, action: schedule.action, end: end, due: nil))
    }
    let obligations = terms.count
    for schedule in schedules where schedule.force == .permission {
      let end = end(of: schedule, for: record)
      // A look changes nothing: no obligation puts it off.
      let due = schedule.action.isDestructive ? keptUntil.flatMap { kept in end.map { max(kept, $0) } } : end
      terms.append(
        .init(schedule: schedule.id, force: .permission, action: schedule.action, end: end, due: due))
    }
    var timeline = RetentionTimeline(terms: terms, keptUntil: keptUntil)
    // Nothing but obligations: the last of them leaves nothing that justifies keeping.
    if terms.count == obligations, let longest = timeline.longestObligation, keptUntil != nil,
      let index = terms.firstIndex(of: longest)
    {
      timeline.terms[index].due = longest.end
    }
    return timeline
  }
}

extension RetentionPolicy {
  /// What is to be done with records at a moment, what is held, and what becomes due next.
  ///
  /// Pure and deterministic: the order of records, schedules and holds does not matter. A hold only takes away from what is done; a
  /// later moment only adds to it; what was done is not done again. Whether something may be *sent* to somebody is decided elsewhere,
  /// and by nothing here. O(records · schedules of a category + records · log records).
  ///
  /// - Parameters:
  ///   - records: the records, each once.
  ///   - holds: the legal holds; those not in force at `now` count for nothing.
  ///   - now: the moment.
  ///   - listing: how many of the coming steps ``RetentionPlan/upcoming`` names.
  public func sweep(
    _ records: some Sequence<RetainedRecord>, holds: some Sequence<LegalHold> = EmptyCollection<LegalHold>(),
    at now: Date, listing: Int = 100
  ) -> RetentionPlan {
    var plan = RetentionPlan(policy: tag, date: now, listing: listing)
    let sweep = RetentionSweep(self)
    let holds = LegalHoldCover(holds, at: now)
    for record in records { sweep.add(record, holds, to: &plan) }
    plan.sort()
    return plan
  }
}

extension RetentionSweep {
  /// Adds what is to be done with one record.
  func add(_ record: RetainedRecord, _ holds: LegalHoldCover, to plan: inout RetentionPlan) {
    let schedules = schedules(for: record)
    guard !schedules.isEmpty else {
      plan.uncovered[record.reference.collection, default: 0] += 1
      return
    }
    let timeline = timeline(of: record, schedules: schedules)
    note(timeline, of: record, schedules, in: &plan)
    let steps = timeline.steps
    let due = steps.filter { step in
      guard let moment = step.due, moment <= plan.date else { return false }
      return record.done[step.schedule].map { $0 < moment } ?? true
    }
    let reached = due.max { $0.action != $1.action ? $0.action < $1.action : later($0, $1) }
    if let reached {
      let item = item(for: record, reached, timeline, settling: due)
      let covering = item.action.isDestructive ? holds.covering(record) : []
      if covering.isEmpty { plan.items.append(item) } else { plan.held.append(HeldRetention(item, by: covering)) }
      // What is deleted has no future.
      if reached.action == .delete { return }
    }
    if let next = steps.first(where: { ($0.due ?? .distantPast) > plan.date }) {
      plan.upcoming.append(item(for: record, next, timeline, settling: [next]))
      plan.trimUpcoming()
    }
  }

  /// Whether the left of two steps of one reach gives way to the right: the period that ended first decides, then the name.
  private func later(_ left: RetentionTimeline.Term, _ right: RetentionTimeline.Term) -> Bool {
    let (a, b) = (left.end ?? .distantFuture, right.end ?? .distantFuture)
    return a != b ? a > b : left.schedule > right.schedule
  }

  private func item(
    for record: RetainedRecord, _ step: RetentionTimeline.Term, _ timeline: RetentionTimeline,
    settling steps: [RetentionTimeline.Term]
  ) -> RetentionItem {
    let date = step.due ?? .distantFuture
    var reason = Reason(RetentionReason.permissionEnded, ["schedule": .text(step.schedule), "date": .date(date)])
    if step.force == .obligation {
      reason.code = RetentionReason.obligationEnded
    } else if let end = step.end, end < date, let obligation = timeline.longestObligation {
      reason.code = RetentionReason.obligationOutlasted
      reason.arguments["obligation"] = .text(obligation.schedule)
    }
    return RetentionItem(
      record: record.reference, action: step.action, schedule: step.schedule, date: date, reason: reason,
      settles: steps.map { RetentionItem.Step(schedule: $0.schedule, date: $0.due ?? date) }
        .sorted { $0.schedule < $1.schedule })
  }

  /// Tells where schedules contradict each other, and what cannot be reckoned.
  private func note(
    _ timeline: RetentionTimeline, of record: RetainedRecord, _ schedules: [RetentionSchedule],
    in plan: inout RetentionPlan
  ) {
    let collection = record.reference.collection
    for schedule in schedules where record.dates[schedule.start.event] == nil {
      plan.note(
        UnknownStart(collection: collection, schedule: schedule.id, event: schedule.start.event, count: 1))
    }
    let permissions = timeline.terms.filter { $0.force == .permission && $0.end != nil }
    func note(_ kind: RetentionConflict.Kind, _ winner: RetentionTimeline.Term, _ loser: RetentionTimeline.Term) {
      plan.note(
        RetentionConflict(
          kind: kind, collection: collection, winner: winner.schedule, loser: loser.schedule, count: 1))
    }
    if let longest = timeline.longestObligation {
      for term in permissions
      where term.action.isDestructive && term.end ?? .distantFuture < longest.end ?? .distantFuture {
        note(.obligationOutlasts, longest, term)
      }
    }
    // A permission that never comes to its end, because a shorter one deletes before.
    if let deleting = permissions.filter({ $0.action == .delete }).min(by: { later($1, $0) }) {
      for term in permissions where (term.end ?? .distantPast) > (deleting.end ?? .distantPast) {
        note(.shorterPermission, deleting, term)
      }
    }
  }
}
