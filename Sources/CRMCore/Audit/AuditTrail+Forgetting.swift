import Foundation

extension AuditTrail {
  /// Erases what opens the entries about somebody or something: salts and facts. The entries stay and cannot be opened any more, by
  /// nobody and not by guessing; an entry tells how many openings went. Ends, like every erasure, with a compaction of the store.
  ///
  /// Everything is sealed before, so that nothing older is sealed with its fact afterwards. Legal holds are not asked here:
  /// ``AuditParticipant`` asks them.
  ///
  /// - Returns: the number of openings erased.
  @discardableResult
  public func forget(_ subjects: [AuditSubject]) async throws -> Int {
    try await store.perform { try await prepareForgetting(subjects) }
  }

  /// What ``forget(_:)`` would commit after having sealed everything, to be joined to an erasure's commit. It conflicts if somebody
  /// seals in between.
  public func prepareForgetting(_ subjects: [AuditSubject]) async throws -> Prepared<Int> {
    try await sealBeforeForgetting()
    return try await forgetting(subjects)
  }

  /// What forgetting what is sealed would commit; see ``prepareForgetting(_:)``. Nothing is written.
  ///
  /// - Parameters:
  ///   - subjects: whom the facts are about.
  ///   - spared: entries that stay as they are.
  func forgetting(_ subjects: [AuditSubject], sparing spared: Set<UInt64> = []) async throws -> Prepared<Int> {
    try await forgetting(
      subjects.map { subject in
        let query = Query(AuditOpenings.bySubject, ExactText(origin), subject)
        return (query, { $0.subjects.contains(subject) && !spared.contains($0.index) })
      })
  }

  func sealBeforeForgetting() async throws {
    try await seal(now: environment.now(), budget: .max, marks: false) { false }
  }

  /// Erases what opens the entries about some records; see ``forget(_:)``. An entry goes even if it is about others too.
  ///
  /// - Returns: the number of openings erased.
  @discardableResult
  public func forget(records: [RecordReference]) async throws -> Int {
    try await store.perform { try await prepareForgetting(records: records) }
  }

  /// What ``forget(records:)`` would commit after having sealed everything; see ``prepareForgetting(_:)``.
  public func prepareForgetting(records: [RecordReference]) async throws -> Prepared<Int> {
    try await sealBeforeForgetting()
    return try await forgetting(
      records.map { record in
        (Query(AuditOpenings.byRecord, ExactText(origin), record), { $0.record == record })
      })
  }

  private func forgetting(
    _ ranges: [(Query<AuditOpenings>, (AuditOpening) -> Bool)]
  ) async throws -> Prepared<Int> {
    let now = environment.now()
    guard let stored = try await storedHead() else { return Prepared(0, changes: ChangeSet()) }
    var kept: [Identifier<AuditOpenings>: Stored<AuditOpenings>] = [:]
    var count = 0
    for (query, isMeant) in ranges {
      try await store.forEach(in: query) { found in
        var remaining = kept[found.id] ?? found
        let before = remaining.openings.count
        remaining.openings.removeAll(where: isMeant)
        guard remaining.openings.count < before else { return }
        count += before - remaining.openings.count
        kept[found.id] = remaining
      }
    }
    guard count > 0 else { return Prepared(0, changes: ChangeSet()) }
    var changes = ChangeSet(author: Self.author, reason: "audit.forget", date: now)
    for remaining in kept.values.sorted(by: { $0.first < $1.first }) {
      if remaining.openings.isEmpty { changes.delete(remaining) } else { changes.update(remaining) }
    }
    var head = stored.record
    var batch = AuditBatch(self, after: head)
    batch.add([AuditDraft(kind: .forgot, position: head.position, date: now, matter: String(count))])
    batch.add(&head, replacing: stored, to: &changes)
    return Prepared(count, changes: changes)
  }
}
