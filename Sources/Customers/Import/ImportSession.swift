import CRMCore
import Foundation

/// One import at work.
struct ImportSession<R: Record>: Sendable {
  let directory: CustomerDirectory
  let source: ImportSource
  let importer: RowImporter<R>
  let options: ImportOptions
  let author: Author
  let run: ImportRun

  private var store: any Store { directory.store }

  init(
    _ directory: CustomerDirectory, _ source: ImportSource, _ importer: RowImporter<R>, _ options: ImportOptions,
    _ author: Author
  ) async throws {
    self.directory = directory
    self.source = source
    self.importer = importer
    self.options = options
    self.author = author
    let id = options.run ?? directory.environment.id()
    let known = try await directory.store.get(id)?.record
    run =
      known
      ?? ImportRun(
        id: id, name: importer.name, source: source.name, target: R.collection, author: author,
        startedAt: directory.environment.now())
  }

  func run(
    report: WorkProgress.Report, onRejected: @Sendable (ImportRow, [RowProblem]) -> Void
  ) async throws -> ImportReport {
    let today = CalendarDay(run.startedAt, in: directory.environment.timeZone)
    var result = ImportReport(run: run.id, isDryRun: options.isDryRun, counts: run.counts)
    var imagined: [Identifier<R>: R] = [:]
    var rows = try source.makeRows()
    var next: (row: ImportRow, outcome: RowOutcome<R>)?
    var isAtEnd = false
    while !isAtEnd {
      try Task.checkCancellation()
      var batch = ImportBatch<R>()
      while true {
        if next == nil {
          guard let row = try rows.next() else {
            isAtEnd = true
            break
          }
          guard row.line > run.lastLine else { continue }
          next = (row, importer.outcome(of: row, now: run.startedAt, today: today))
        }
        guard let (row, outcome) = next else { break }
        guard batch.counts.rows < max(1, options.batchSize) || continues(batch, outcome) else { break }
        next = nil
        if case .rejected(let problems) = outcome { onRejected(row, problems) }
        batch.add(outcome, row, join: importer.join)
      }
      let plan =
        options.isDryRun
        ? try await imagine(batch, &imagined) : try await write(&batch, isLast: isAtEnd, onRejected: onRejected)
      for (row, problems) in plan.rejected { onRejected(row, problems) }
      take(batch, plan, into: &result)
      report(
        WorkProgress(
          phase: "import.rows", done: result.counts.rows, started: run.startedAt, date: directory.environment.now()))
    }
    return result
  }

  /// Whether a row belongs to the last record of a batch that is full.
  private func continues(_ batch: ImportBatch<R>, _ outcome: RowOutcome<R>) -> Bool {
    guard importer.join != nil, case .record(let record, _) = outcome else { return false }
    return batch.rows.last?.record.id == record.id
  }

  /// Marks the run as cancelled, also when the task itself is.
  func markCancelled() async {
    guard !options.isDryRun else { return }
    let directory = directory
    let run = run
    let author = author
    // A cancelled task may refuse to commit: a task of its own does not.
    await Task {
      _ = try? await directory.store.edit(run.id, author: author) { stored in
        stored.state = .cancelled
        stored.endedAt = directory.environment.now()
      }
    }.value
  }

  private func take(_ batch: ImportBatch<R>, _ plan: ImportPlan<R>, into result: inout ImportReport) {
    result.counts.add(plan.counts)
    let room = max(0, options.maximumReported - result.problems.count)
    let problems = batch.problems + plan.rejected.flatMap(\.problems)
    result.problems += problems.sorted { $0.line < $1.line }.prefix(room)
    for repair in batch.rows.flatMap(\.repairs) {
      if result.repairs.count < options.maximumReported { result.repairs.append(repair) }
      result.repairCounts[repair.field, default: [:]][repair.reason.code, default: 0] += 1
    }
  }

  private func identifiers(_ batch: ImportBatch<R>) -> [Identifier<R>] {
    var seen: Set<Identifier<R>> = []
    return batch.rows.map(\.record.id).filter { seen.insert($0).inserted }
  }

  private func existing(_ ids: [Identifier<R>]) async throws -> [Identifier<R>: Stored<R>] {
    let found = try await store.fetch(R.self, ids: ids).compactMap { $0 }
    return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
  }

  /// What the host's own rules say of a record: the definitions of custom fields, which fill in defaults, too.
  private func settle(_ record: inout R, replacing known: R?, at now: Date) -> [FieldProblem] {
    guard !directory.fieldDefinitions.definitions.isEmpty, var customer = record as? Customer else { return [] }
    if known == nil {
      customer.customFields = directory.fieldDefinitions.applyingDefaults(to: customer.customFields)
      if let filled = customer as? R { record = filled }
    }
    let old = (known as? Customer)?.customFields ?? CustomFields()
    let moment = EvaluationMoment(now: now, timeZone: customer.timeZone ?? directory.environment.timeZone)
    return directory.fieldDefinitions.validate(customer.customFields, replacing: old, at: moment)
  }

  /// The batch with every mention of a customer that was merged into another one pointing to that one: a file does not know of it.
  private func redirected(_ batch: ImportBatch<R>) async throws -> ImportBatch<R> {
    let links = R.references.filter { $0.target == nil || $0.target == Customer.collection }
    var mentioned: Set<Identifier<Customer>> = []
    for row in batch.rows {
      if let customer = row.record as? Customer { mentioned.insert(customer.id) }
      for link in links { mentioned.formUnion(link.targets(of: row.record).compactMap { $0.id(as: Customer.self) }) }
    }
    let ids = mentioned.sorted()
    guard !ids.isEmpty else { return batch }
    let moved = zip(ids, try await directory.resolveAll(ids)).filter { $0 != $1 }
    guard !moved.isEmpty else { return batch }
    let winners = Dictionary(moved) { first, _ in first }
    var batch = batch
    for index in batch.rows.indices {
      if var customer = batch.rows[index].record as? Customer, let winner = winners[customer.id] {
        customer.id = winner
        if let record = customer as? R { batch.rows[index].record = record }
      }
      for link in links {
        for target in link.targets(of: batch.rows[index].record) {
          guard let winner = target.id(as: Customer.self).flatMap({ winners[$0] }) else { continue }
          link.repoint(&batch.rows[index].record, from: target, to: RecordReference(winner))
        }
      }
    }
    return batch
  }

  private func imagine(
    _ batch: ImportBatch<R>, _ imagined: inout [Identifier<R>: R]
  ) async throws -> ImportPlan<R> {
    let batch = try await redirected(batch)
    let ids = identifiers(batch)
    var known = try await existing(ids).mapValues(\.record)
    for id in ids { if let later = imagined[id] { known[id] = later } }
    let (plan, _) = try await screenedPlan(
      batch, existing: known, writtenByRun: Set(ids.filter { imagined[$0] != nil }), at: directory.environment.now())
    imagined.merge(plan.written) { _, later in later }
    return plan
  }

  private func write(
    _ batch: inout ImportBatch<R>, isLast: Bool, onRejected: @Sendable (ImportRow, [RowProblem]) -> Void
  ) async throws -> ImportPlan<R> {
    // A run that has come to its end and finds no further row has nothing to say.
    if run.state == .finished, batch.counts.rows == 0 { return ImportPlan(counts: ImportCounts()) }
    while true {
      do {
        let current = batch
        return try await store.perform { try await prepare(current, isLast: isLast) }
      } catch let error as StoreError where error.code == .duplicateKey {
        let rejected = batch.reject(error.duplicates)
        guard !rejected.isEmpty else { throw error }
        for (row, problems) in rejected { onRejected(row, problems) }
      }
    }
  }

  private func prepare(_ batch: ImportBatch<R>, isLast: Bool) async throws -> Prepared<ImportPlan<R>> {
    let now = directory.environment.now()
    let batch = try await redirected(batch)
    let ids = identifiers(batch)
    let stored = try await existing(ids)
    let changeIDs = ids.map { ImportChange.id(run: run.id, record: RecordReference($0)) }
    var earlier: [Identifier<R>: Stored<ImportChange>] = [:]
    for (id, change) in zip(ids, try await store.fetch(ImportChange.self, ids: changeIDs)) { earlier[id] = change }
    let known = stored.mapValues(\.record)
    let (plan, screened) = try await screenedPlan(batch, existing: known, writtenByRun: Set(earlier.keys), at: now)
    var changes = ChangeSet(author: .importRun(run.id.description), date: now)
    screened?.admit(plan.arrivals(replacing: known), to: &changes)
    for id in plan.order {
      guard let record = plan.written[id] else { continue }
      let before = stored[id]
      if let before { changes.update(record, expecting: before.revision) } else { changes.insert(record) }
      let digest = try ImportChange.digest(of: record)
      if var known = earlier[id] {
        // A second change of the run keeps what was there before the first.
        known.written = digest
        changes.update(known)
      } else {
        let previous = try before.map { try ImportChange.payload(of: $0.record) }
        changes.insert(
          ImportChange(run: run.id, record: RecordReference(id), previous: previous, written: digest))
      }
    }
    try await addRun(plan.counts, batch, isLast: isLast, at: now, to: &changes)
    return Prepared(plan, changes: changes)
  }

  /// What a batch writes. Whoever is to be asked about contact points is asked once, with everything that would be written; rows
  /// that are refused are then rejected, and the rest is planned without them.
  private func screenedPlan(
    _ batch: ImportBatch<R>, existing: [Identifier<R>: R], writtenByRun: Set<Identifier<R>>, at now: Date
  ) async throws -> (plan: ImportPlan<R>, screened: ScreenedContacts?) {
    func plan(_ screened: ScreenedContacts?) -> ImportPlan<R> {
      batch.plan(existing: existing, writtenByRun: writtenByRun, policy: importer.policy) { record, known in
        let refusals = screened.flatMap { screened in
          ContactArrival(of: record, replacing: known).map { screened.problems(of: $0) }
        }
        return settle(&record, replacing: known, at: now) + (refusals ?? [])
      }
    }
    let all = plan(nil)
    let arrivals = all.arrivals(replacing: existing)
    guard let screen = directory.contactScreen, !arrivals.isEmpty else { return (all, nil) }
    let screened = try await screen.screen(arrivals, at: now)
    return (screened.refusesAny ? plan(screened) : all, screened)
  }

  private func addRun(
    _ counts: ImportCounts, _ batch: ImportBatch<R>, isLast: Bool, at now: Date, to changes: inout ChangeSet
  ) async throws {
    let stored = try await store.get(run.id)
    var updated = stored?.record ?? run
    updated.counts.add(counts)
    updated.lastLine = max(updated.lastLine, batch.lastLine)
    updated.state = isLast ? .finished : .running
    updated.endedAt = isLast ? now : nil
    if let stored { changes.update(updated, expecting: stored.revision) } else { changes.insert(updated) }
    guard isLast else { return }
    let properties: [String: FieldValue] = [
      "name": .text(run.name), "inserted": .integer(Int64(updated.counts.inserted)),
      "updated": .integer(Int64(updated.counts.updated)), "unchanged": .integer(Int64(updated.counts.unchanged)),
      "rejected": .integer(Int64(updated.counts.rejected)),
    ]
    changes.insert(
      directory.event(
        .importFinished, about: RecordReference(run.id), customer: nil, at: now, by: author, properties))
  }
}
