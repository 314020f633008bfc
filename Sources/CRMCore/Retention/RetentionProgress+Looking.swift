import Foundation

extension RetentionProgress {
  /// Looks at a page of all records.
  mutating func lookAtEverything(limit: Int, at now: Date) async throws -> [Reason] {
    guard let type = type(from: pass.at, where: { !desk.policy.schedules(of: $0).isEmpty }) else {
      go(to: .files)
      return []
    }
    return try await lookAtAll(of: type, limit: limit, at: now)
  }

  private mutating func lookAtAll<R: Record>(of type: R.Type, limit: Int, at now: Date) async throws -> [Reason] {
    enter(type)
    guard let declaration = R.personalData else { return [] }
    let page = try await desk.store.page(Query<R>().after(pass.cursor).limited(to: limit))
    let failures = try await deal(with: page.items, declaration, at: now) { pass in
      pass.examined += page.items.count
      pass.cursor = page.next
    }
    lookedAt = page.items.count
    if page.next == nil { leave(type) }
    return failures
  }

  /// Looks at some of what is listed and due.
  mutating func lookAtListed(limit: Int, at now: Date) async throws -> [Reason] {
    guard let type = type(from: pass.at, where: { _ in true }) else {
      go(to: .files)
      return []
    }
    return try await lookAtListed(of: type, limit: limit, at: now)
  }

  private mutating func lookAtListed<R: Record>(of type: R.Type, limit: Int, at now: Date) async throws -> [Reason] {
    enter(type)
    guard let declaration = R.personalData else {
      leave(type)
      return []
    }
    let query = Query(RetentionDue.byDate, ExactText(desk.policy.id), ExactText(R.collection.rawValue))
    let page = try await desk.store.page(query.through(pass.startedAt).after(pass.cursor).limited(to: limit))
    let ids = page.items.compactMap { $0.target.id(as: R.self) }
    let records = try await desk.store.fetch(R.self, ids: ids).compactMap(\.self)
    let failures = try await deal(with: records, declaration, listed: page.items, at: now) { pass in
      pass.examined += page.items.count
      pass.cursor = page.next
    }
    lookedAt = page.items.count
    if page.next == nil { leave(type) }
    return failures
  }

  private mutating func enter<R: Record>(_ type: R.Type) {
    guard pass.at != R.collection else { return }
    turn {
      $0.at = R.collection
      $0.cursor = nil
    }
  }

  /// Goes on to the type that follows.
  private mutating func leave<R: Record>(_ type: R.Type) {
    let types = desk.registry.types
    let following = types.firstIndex { $0.collection == R.collection }.map { $0 + 1 } ?? types.count
    turn {
      $0.at = following < types.count ? types[following].collection : Self.end
      $0.cursor = nil
    }
  }

  /// The first type from a place on that fulfils a condition.
  private func type(
    from place: CollectionName?, where isMeant: (any Record.Type) -> Bool
  ) -> (any Record.Type)? {
    guard place != Self.end else { return nil }
    let types = desk.registry.types
    let start = place.flatMap { place in types.firstIndex { $0.collection == place } } ?? 0
    return types[start...].first(where: isMeant)
  }

  /// What no type is named: behind the last one.
  private static var end: CollectionName { "" }

  // MARK: Dealing

  /// Does what is due with some records, and lists what is still due or will be soon.
  ///
  /// - Parameters:
  ///   - records: the records.
  ///   - declaration: what their type says about persons.
  ///   - known: where they came from a list, its entries.
  ///   - now: the moment.
  ///   - turn: notes in the pass that they are dealt with.
  /// - Returns: what could not be done.
  private mutating func deal<R: Record>(
    with records: [Stored<R>], _ declaration: PersonalData<R>, listed known: [Stored<RetentionDue>]? = nil,
    at now: Date, turn: (inout RetentionPass) -> Void
  ) async throws -> [Reason] {
    let holds = try await LegalHolds.read(in: desk.store, at: now)
    var rows = RetentionRows(desk: desk, holds: holds, now: now)
    rows.isCarriedOut = true
    let plan = try await rows.plan(for: records, declaration, listing: max(1, records.count))
    var (held, retained, failed) = (plan.held.map(\.item.record), [RecordReference](), [RecordReference]())
    var failures: [Reason] = []
    for items in portions(of: plan.items, R.self) {
      let batch = try await RetentionBatch(records, items, declaration, rows)
      for group in batch.groups {
        for (action, count) in group.done { pass.done[action.rawValue, default: 0] += count }
        var changes = group.changes
        holds.require(in: &changes)
        try await release(group.files, in: &changes)
        try await commit(changes)
      }
      held += batch.held.map(\.item.record)
      retained += batch.retained
      failed += batch.failed
      failures += batch.failures.filter { !failures.contains($0) }
    }
    var dates = soon(plan)
    for record in held + retained + failed { dates[record] = pass.startedAt }
    let changes = try await listing(dates, known)
    self.turn {
      turn(&$0)
      $0.held += held.count
      $0.retained += retained.count
      $0.failed += failed.count
    }
    if changes.hasWrites { try await commit(changes) }
    return failures
  }

  /// What is dealt with together: what participants say of one subject has to be committed before they are asked about the next.
  private func portions<R: Record>(of items: [RetentionItem], _ type: R.Type) -> [[RetentionItem]] {
    guard desk.asksParticipants(about: R.self) else { return items.isEmpty ? [] : [items] }
    let apart = items.filter(\.action.isDestructive).map { [$0] }
    let rest = items.filter { !$0.action.isDestructive }
    return rest.isEmpty ? apart : apart + [rest]
  }

  // MARK: Listing

  /// What becomes due before everything is read again.
  func soon(_ plan: RetentionPlan) -> [RecordReference: Date] {
    plan.upcoming.reduce(into: [:]) { $0[$1.record] = $1.date }
  }

  /// The changes that list records by these dates.
  ///
  /// - Parameters:
  ///   - dates: when to look at records. What is due already may have any date up to the start of the pass.
  ///   - known: entries of the list that have been dealt with: they go unless there is a date. `nil` where none was read.
  func listing(_ dates: [RecordReference: Date], _ known: [Stored<RetentionDue>]? = nil) async throws -> ChangeSet {
    var changes = ChangeSet(author: .system, reason: "retention.list")
    let horizon = pass.reading?.horizon ?? next
    // What is left over by a pass that read everything is not listed if the next one reads everything, too.
    let isLast = pass.stage == .everything && horizon <= next
    let dates = isLast ? [:] : dates.filter { $0.value < horizon }
    let targets = dates.keys.sorted()
    let entries: [Stored<RetentionDue>]
    if let known {
      entries = known
    } else {
      let ids = targets.map { RetentionDue.id(of: $0, by: desk.policy) }
      entries = try await desk.store.fetch(RetentionDue.self, ids: ids).compactMap(\.self)
    }
    let listed = Dictionary(entries.map { ($0.target, $0) }) { $1 }
    for target in targets {
      guard let date = dates[target] else { continue }
      guard var entry = listed[target] else {
        changes.insert(RetentionDue(policy: desk.policy, target: target, date: date))
        continue
      }
      guard max(entry.date, pass.startedAt) != max(date, pass.startedAt) else { continue }
      entry.date = date
      changes.update(entry)
    }
    for entry in known ?? [] where dates[entry.target] == nil { changes.delete(entry) }
    return changes
  }

  // MARK: Files

  /// Notes files whose bytes may go, in the commit in which the records that name them go.
  private func release(_ files: Set<SHA256.Digest>, in changes: inout ChangeSet) async throws {
    guard !files.isEmpty else { return }
    let released = files.sorted().map { ReleasedFile($0) }
    for (file, stored) in zip(released, try await desk.store.fetch(ReleasedFile.self, ids: released.map(\.id))) {
      if let stored { changes.require(unchanged: stored) } else { changes.insert(file) }
    }
  }

  /// Removes the bytes of files that no record names any more; ends the pass after the last.
  mutating func removeFiles(limit: Int, at now: Date) async throws -> [Reason] {
    let page = try await desk.store.page(Query<ReleasedFile>().after(pass.cursor).limited(to: limit))
    var changes = ChangeSet(author: .system, reason: "retention.files", date: now)
    var (removed, remaining) = (0, [String: Int]())
    for file in page.items {
      do {
        guard let blobs = desk.blobs else { throw MissingBlobStore() }
        if try await blobs.removeUnused(file.digest, by: desk.blobUses, in: desk.store) { removed += 1 }
        changes.delete(file)
      } catch let error as CancellationError {
        throw error
      } catch {
        remaining[String(describing: Swift.type(of: error)), default: 0] += 1
      }
    }
    turn {
      $0.removedFiles = ($0.removedFiles ?? 0) + removed
      $0.failed += page.items.count - changes.count
      $0.cursor = page.next
    }
    lookedAt = page.items.count
    if page.next == nil { finish(at: now) }
    if changes.hasWrites { try await commit(changes) }
    return remaining.sorted { $0.key < $1.key }.map {
      Reason(RetentionReason.filesRemain, ["count": .integer(Int64($0.value)), "error": .text($0.key)])
    }
  }

  /// There are files to be removed, and nobody said where their bytes are.
  private struct MissingBlobStore: Error {}
}

extension RetentionPolicy {
  /// The schedules that may concern records of a type; see ``schedules(for:)``.
  fileprivate func schedules(of type: any Record.Type) -> [RetentionSchedule] { schedules(for: type) }
}
