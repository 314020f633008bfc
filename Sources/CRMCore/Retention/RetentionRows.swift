import Foundation

/// Makes rows of records, with what was done to them and how far holds reach, and asks the policy about them.
struct RetentionRows: Sendable {
  let desk: RetentionDesk
  let holds: LegalHolds
  let now: Date
  let sweep: RetentionSweep
  /// Whether what is found is also done: participants may write before they are asked.
  var isCarriedOut = false

  init(desk: RetentionDesk, holds: LegalHolds, now: Date) {
    self.desk = desk
    self.holds = holds
    self.now = now
    sweep = RetentionSweep(desk.policy)
  }

  /// What retention needs to know of a record; `nil` where its type declares no personal data, and for the marks that retention itself
  /// leaves.
  static func row<R: Record>(of record: R, facts: RetentionFacts?) -> RetainedRecord? {
    guard let declaration = R.personalData else { return nil }
    if let event = record as? Event, event.name.rawValue.hasPrefix("retention.") { return nil }
    var row = RetainedRecord(
      RecordReference(record), category: declaration.category, dates: facts?.dates(of: record) ?? [:],
      jurisdictions: facts?.jurisdictions(of: record) ?? [])
    if row.dates[.created] == nil {
      row.dates[.created] = declaration.obtained(record) ?? record.id.creationDate
    }
    row.subjects = declaration.subjects(of: record)
    row.links = R.references.flatMap { $0.targets(of: record) }
    return row
  }

  /// Adds what is to be done with all records of a type, and by file the records that name it and go.
  func add<R: Record>(
    _ type: R.Type, to plan: inout RetentionPlan, files: inout [SHA256.Digest: Set<RecordReference>]
  ) async throws {
    guard let declaration = R.personalData else { return }
    guard !desk.policy.schedules(for: R.self).isEmpty else {
      let count = try await desk.store.count(Query<R>())
      if count > 0 { plan.uncovered[R.collection] = count }
      return
    }
    var query = Query<R>().limited(to: 500)
    while true {
      try Task.checkCancellation()
      let page = try await desk.store.page(query)
      var part = try await self.plan(for: page.items, declaration, listing: plan.listing)
      let batch = try await RetentionBatch(page.items, part.items, declaration, self)
      part.take(held: batch.held, failures: batch.failures, participations: batch.participations)
      files.merge(batch.files) { $0.union($1) }
      plan.append(part)
      guard let next = page.next else { return }
      query = query.after(next)
    }
  }

  /// What is to be done with some records.
  func plan<R: Record>(
    for records: [Stored<R>], _ declaration: PersonalData<R>, listing: Int
  ) async throws -> RetentionPlan {
    let facts = desk.facts[R.collection]
    var rows = records.compactMap { Self.row(of: $0.record, facts: facts) }
    let due = rows.indices.filter { index in
      sweep.timeline(of: rows[index]).terms.contains { $0.due.map { $0 <= now } ?? false }
    }
    if !due.isEmpty {
      try await markDone(&rows, due)
      if holds.reachThroughRecords { try await reach(&rows, due) }
    }
    return desk.policy.sweep(rows, holds: holds.holds, at: now, listing: listing)
  }

  /// The events that mark steps as done.
  static let markNames: Set<EventName> = [.retentionReviewDue, .retentionPseudonymised]

  /// The identity of the event that marks a step as done: the record, the schedule, and the moment that was due.
  static func mark(_ record: RecordReference, _ schedule: String, _ due: Date) -> Identifier<Event> {
    Identifier(derivedFrom: "retention", record.description, schedule, String(due.millisecondsSince1970))
  }

  private func markDone(_ rows: inout [RetainedRecord], _ due: [Int]) async throws {
    var steps: [(row: Int, schedule: String, due: Date)] = []
    for index in due {
      for term in sweep.timeline(of: rows[index]).terms where term.action != .delete {
        if let moment = term.due, moment <= now { steps.append((index, term.schedule, moment)) }
      }
    }
    guard !steps.isEmpty else { return }
    let marks = try await desk.store.fetch(
      Event.self, ids: steps.map { Self.mark(rows[$0.row].reference, $0.schedule, $0.due) })
    for (step, mark) in zip(steps, marks) where mark != nil { rows[step.row].done[step.schedule] = step.due }
  }

  /// The holds that cover any of some records.
  func holds(over records: [RecordReference]) async throws -> [LegalHold] {
    guard !holds.holds.isEmpty else { return [] }
    var rows: [RetainedRecord] = []
    for (collection, group) in Dictionary(grouping: records, by: \.collection) {
      if let type = desk.registry.type(of: collection) {
        rows += try await Self.rows(of: group, as: type, desk)
      } else {
        rows += group.map { RetainedRecord($0, category: "", dates: [:]) }
      }
    }
    if holds.reachThroughRecords { try await reach(&rows, Array(rows.indices)) }
    return rows.flatMap { holds.covering($0) }
  }

  private static func rows<R: Record>(
    of records: [RecordReference], as type: R.Type, _ desk: RetentionDesk
  ) async throws -> [RetainedRecord] {
    let found = try await desk.store.fetch(R.self, ids: records.compactMap { $0.id(as: R.self) })
    return found.compactMap { $0.flatMap { row(of: $0.record, facts: desk.facts[R.collection]) } }
  }

  /// Adds to each row the records that it is about through others: a file of a deal is about the deal's customer.
  private func reach(_ rows: inout [RetainedRecord], _ due: [Int]) async throws {
    var above: [RecordReference: [RecordReference]] = [:]
    var frontier = Set(due.flatMap { rows[$0].subjects })
    while !frontier.isEmpty {
      for (collection, group) in Dictionary(grouping: frontier, by: \.collection) {
        guard let type = desk.registry.type(of: collection) else { continue }
        for (record, targets) in try await subjects(of: group.sorted(), as: type) { above[record] = targets }
      }
      for record in frontier where above[record] == nil { above[record] = [] }
      frontier = Set(frontier.flatMap { above[$0] ?? [] }).filter { above[$0] == nil }
    }
    for index in due {
      var found = Set(rows[index].subjects)
      var queue = rows[index].subjects
      while let next = queue.popLast() {
        for target in above[next] ?? [] where found.insert(target).inserted { queue.append(target) }
      }
      rows[index].subjects = found.sorted()
    }
  }

  private func subjects<R: Record>(
    of records: [RecordReference], as type: R.Type
  ) async throws -> [RecordReference: [RecordReference]] {
    guard let declaration = R.personalData else { return [:] }
    let found = try await desk.store.fetch(R.self, ids: records.compactMap { $0.id(as: R.self) })
    return found.compactMap(\.self).reduce(into: [:]) { result, stored in
      result[RecordReference(stored.id)] = declaration.subjects(of: stored.record)
    }
  }
}

extension PersonalData {
  /// The records that a record is about.
  func subjects(of record: R) -> [RecordReference] {
    R.references.filter { about.contains($0.name) }.flatMap { $0.targets(of: record) }
  }
}

extension RetentionPolicy {
  /// The schedules that may concern records of a type, whatever their territories.
  func schedules<R: Record>(for type: R.Type) -> [RetentionSchedule] {
    guard let category = R.personalData?.category else { return [] }
    return schedules.filter { $0.concerns(R.collection, category, in: []) }
  }
}

extension LegalHolds {
  /// Whether some hold covers records because of what they are about or point to.
  var reachThroughRecords: Bool { holds.contains { $0.scope.kind == .subject || $0.scope.kind == .matter } }
}
