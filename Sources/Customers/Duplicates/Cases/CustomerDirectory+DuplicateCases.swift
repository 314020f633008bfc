public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Records that two customers are different, together with a `duplicate.distinct` event: no search proposes them again, nor
  /// puts them into one group.
  ///
  /// - Returns: the decision. Nothing is committed if it was made before.
  /// - Throws: `notFound` if one of them does not exist; `ValidationError` if both are the same.
  @discardableResult
  public func markDistinct(
    _ one: Identifier<Customer>, _ other: Identifier<Customer>, note: String? = nil, by author: Author
  ) async throws -> DuplicateCase {
    try await store.perform { try await prepareMarkDistinct(one, other, note: note, by: author) }
  }

  /// The changes that ``markDistinct(_:_:note:by:)`` commits.
  public func prepareMarkDistinct(
    _ one: Identifier<Customer>, _ other: Identifier<Customer>, note: String? = nil, by author: Author
  ) async throws -> Prepared<DuplicateCase> {
    try ValidationError.check(one == other ? [FieldProblem("other", DuplicateReason.toItself)] : [])
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    for id in [one, other] { changes.require(unchanged: try await store.require(id)) }
    var decision = DuplicateCase(one, other, state: .distinct, decidedBy: author, note: note, updatedAt: now)
    if let known = try await store.get(decision.id) {
      decision.probability = known.probability
      decision.agreements = known.agreements
      if known.state == .distinct, known.note == note { return Prepared(known.record, changes: ChangeSet()) }
      changes.update(decision, expecting: known.revision)
    } else {
      changes.insert(decision)
    }
    changes.insert(decisionEvent(.duplicateMarkedDistinct, decision, at: now, by: author))
    return Prepared(decision, changes: changes)
  }

  /// Takes back that two customers are different: the case is open again. Does nothing without such a decision.
  public func reopenDuplicateCase(_ id: Identifier<DuplicateCase>, by author: Author) async throws {
    try await store.perform { try await prepareReopenDuplicateCase(id, by: author) }
  }

  /// The changes that ``reopenDuplicateCase(_:by:)`` commits.
  public func prepareReopenDuplicateCase(
    _ id: Identifier<DuplicateCase>, by author: Author
  ) async throws -> Prepared<Void> {
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    guard var known = try await store.get(id), known.state == .distinct else { return Prepared((), changes: changes) }
    known.state = .open
    known.decidedBy = nil
    known.note = nil
    known.updatedAt = now
    changes.update(known)
    changes.insert(decisionEvent(.duplicateReopened, known.record, at: now, by: author))
    return Prepared((), changes: changes)
  }

  /// The cases that somebody should look at, the most probable first.
  public func openDuplicateCases(
    limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<DuplicateCase> {
    let query = Query(DuplicateCase.byState, ExactText(DuplicateCase.State.open.rawValue))
    return try await page(query.descending().limited(to: limit).after(cursor))
  }

  /// Brings the list of open cases up to date with a search: new pairs come, those that are no longer found go, decisions stay.
  /// In commits of 500 cases; a second run with the same report writes nothing.
  ///
  /// - Parameters:
  ///   - report: the outcome of ``findDuplicates(settings:report:)``.
  ///   - author: who does it.
  /// - Returns: how many cases came and went.
  /// - Throws: `StoreError`; `CancellationError` between commits.
  @concurrent @discardableResult
  public func updateDuplicateCases(
    from report: DuplicateReport, by author: Author = .system
  ) async throws -> (added: Int, removed: Int) {
    var added = 0
    for start in stride(from: 0, to: report.pairs.count, by: 500) {
      let pairs = report.pairs[start..<min(start + 500, report.pairs.count)]
      added += try await store.perform { try await prepareCases(of: pairs, in: report, by: author) }
    }
    let found = Set(report.pairs.map { DuplicateCase.id($0.first, $0.second) })
    var gone: [Stored<DuplicateCase>] = []
    try await store.forEach(in: Query(DuplicateCase.byState, ExactText(DuplicateCase.State.open.rawValue))) {
      if !found.contains($0.id) { gone.append($0) }
    }
    for start in stride(from: 0, to: gone.count, by: 500) {
      try Task.checkCancellation()
      var changes = ChangeSet(author: author, date: environment.now())
      for stored in gone[start..<min(start + 500, gone.count)] { changes.delete(stored) }
      try await store.commit(changes)
    }
    return (added, gone.count)
  }

  private func prepareCases(
    of pairs: ArraySlice<DuplicatePair>, in report: DuplicateReport, by author: Author
  ) async throws -> Prepared<Int> {
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    var added = 0
    let known = try await store.fetch(DuplicateCase.self, ids: pairs.map { DuplicateCase.id($0.first, $0.second) })
    for (pair, known) in zip(pairs, known) {
      let evidence = report.explain(pair)?.evidence ?? []
      let agreements = Dictionary(evidence.map { ($0.feature, $0.agreement) }) { first, _ in first }
      guard var known else {
        added += 1
        changes.insert(
          DuplicateCase(
            pair.first, pair.second, probability: pair.probability, agreements: agreements, updatedAt: now))
        continue
      }
      guard known.probability != pair.probability || known.agreements != agreements else { continue }
      known.probability = pair.probability
      known.agreements = agreements
      known.updatedAt = now
      changes.update(known)
    }
    return Prepared(added, changes: changes)
  }

  /// All decisions that two customers are different.
  func distinctPairs() async throws -> Set<DistinctPair> {
    var pairs: Set<DistinctPair> = []
    try await store.forEach(in: Query(DuplicateCase.byState, ExactText(DuplicateCase.State.distinct.rawValue))) {
      pairs.insert(DistinctPair($0.first, $0.second))
    }
    return pairs
  }

  private func decisionEvent(
    _ name: EventName, _ decision: DuplicateCase, at now: Date, by author: Author
  ) -> Event {
    event(
      name, about: RecordReference(decision.id), customer: decision.first, at: now, by: author,
      ["other": .reference(RecordReference(decision.second))])
  }
}
