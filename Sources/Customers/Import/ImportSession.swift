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
    var isAtEnd = false
    while !isAtEnd {
      try Task.checkCancellation()
      var batch = ImportBatch<R>()
      while batch.counts.rows < max(1, options.batchSize) {
        guard let row = try rows.next() else {
          isAtEnd = true
          break
        }
        guard row.line > run.lastLine else { continue }
        let outcome = importer.outcome(of: row, now: run.startedAt, today: today)
        if case .rejected(let problems) = outcome { onRejected(row, problems) }
        batch.add(outcome, line: row.line)
      }
      let counts =
        options.isDryRun
        ? try await imagine(batch, &imagined) : try await write(&batch, isLast: isAtEnd)
      take(batch, counts, into: &result)
      report(
        WorkProgress(
          phase: "import.rows", done: result.counts.rows, started: run.startedAt, date: directory.environment.now()))
    }
    return result
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

  private func take(_ batch: ImportBatch<R>, _ counts: ImportCounts, into result: inout ImportReport) {
    result.counts.add(counts)
    let room = max(0, options.maximumReported - result.problems.count)
    result.problems += batch.problems.sorted { $0.line < $1.line }.prefix(room)
    for repair in batch.rows.flatMap(\.repairs) {
      if result.repairs.count < options.maximumReported { result.repairs.append(repair) }
      result.repairCounts[repair.field, default: [:]][repair.reason.code, default: 0] += 1
    }
  }

  private func existing(_ batch: ImportBatch<R>) async throws -> [Identifier<R>: Stored<R>] {
    var seen: Set<Identifier<R>> = []
    let ids = batch.rows.map(\.record.id).filter { seen.insert($0).inserted }
    let found = try await store.fetch(R.self, ids: ids).compactMap { $0 }
    return Dictionary(found.map { ($0.id, $0) }) { first, _ in first }
  }

  private func imagine(
    _ batch: ImportBatch<R>, _ imagined: inout [Identifier<R>: R]
  ) async throws -> ImportCounts {
    var known = try await existing(batch).mapValues(\.record)
    known.merge(imagined) { _, later in later }
    let plan = batch.plan(existing: known, policy: importer.policy)
    imagined.merge(plan.written) { _, later in later }
    return plan.counts
  }

  private func write(_ batch: inout ImportBatch<R>, isLast: Bool) async throws -> ImportCounts {
    // A run that has come to its end and finds no further row has nothing to say.
    if run.state == .finished, batch.counts.rows == 0 { return ImportCounts() }
    while true {
      do {
        let current = batch
        return try await store.perform { try await prepare(current, isLast: isLast) }
      } catch let error as StoreError where error.code == .duplicateKey {
        guard batch.reject(error.duplicates) else { throw error }
      }
    }
  }

  private func prepare(_ batch: ImportBatch<R>, isLast: Bool) async throws -> Prepared<ImportCounts> {
    let now = directory.environment.now()
    let stored = try await existing(batch)
    let plan = batch.plan(existing: stored.mapValues(\.record), policy: importer.policy)
    var changes = ChangeSet(author: .importRun(run.id.description), date: now)
    let changeIDs = plan.order.map { ImportChange.id(run: run.id, record: RecordReference($0)) }
    let known = try await store.fetch(ImportChange.self, ids: changeIDs)
    for (id, earlier) in zip(plan.order, known) {
      guard let record = plan.written[id] else { continue }
      let before = stored[id]
      if let before { changes.update(record, expecting: before.revision) } else { changes.insert(record) }
      let digest = try ImportChange.digest(of: record)
      if var earlier {
        // A second change of the run keeps what was there before the first.
        earlier.written = digest
        changes.update(earlier)
      } else {
        let previous = try before.map { try ImportChange.payload(of: $0.record) }
        changes.insert(
          ImportChange(run: run.id, record: RecordReference(id), previous: previous, written: digest))
      }
    }
    try await addRun(plan.counts, batch, isLast: isLast, at: now, to: &changes)
    return Prepared(plan.counts, changes: changes)
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
