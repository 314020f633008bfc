import CRMCore
import Foundation

extension ErasureDesk {
  /// Carries an erasure out from wherever it stands.
  ///
  /// - Parameters:
  ///   - id: the erasure.
  ///   - evenInGrace: whether it begins before it is due.
  ///   - note: what the journal tells of it if another store has begun it already: it is not for this one to say whose records they are.
  func run(_ id: Identifier<Erasure>, evenInGrace: Bool, again note: ErasureNote? = nil) async throws -> Erasure {
    var place = ErasureFailure.Place(.find)
    do {
      return try await carryOut(try await begin(id, evenInGrace: evenInGrace, again: note), &place)
    } catch let error as CancellationError {
      throw error
    } catch let refusal as ErasureRefusal {
      throw refusal
    } catch {
      var failure = (error as? ErasureFailure) ?? ErasureFailure(erasure: nil, place: place, underlying: error)
      failure.erasure = id
      await remember(failure.place, id)
      throw failure
    }
  }

  private func begin(
    _ id: Identifier<Erasure>, evenInGrace: Bool, again note: ErasureNote?
  ) async throws -> Erasure {
    try await store.perform {
      let stored = try await store.require(id)
      switch stored.state {
      case .running, .done: return Prepared(stored.record, changes: ChangeSet())
      case .cancelled where note == nil: throw ErasureRefusal.cancelled
      case .scheduled, .cancelled:
        let now = environment.now()
        if !evenInGrace, now < stored.due { throw ErasureRefusal.inGrace(until: stored.due) }
        var erasure = stored.record
        if let note {
          erasure.subjects = note.subjects
          erasure.points = note.points
          erasure.finishedAt = nil
        } else {
          try await requireUnseparated(erasure)
          erasure.subjects = try await current(erasure.subjects)
        }
        let assembly = try await assemble(erasure.subjects, erasure.points, at: now)
        return try await beginning(erasure, assembly) { $0.update($1, expecting: stored.revision) }
      }
    }
  }

  private func carryOut(_ begun: Erasure, _ place: inout ErasureFailure.Place) async throws -> Erasure {
    guard begun.state == .running else { return begun }
    let missing = Set(begun.participants).subtracting(participants.map(\.name)).sorted()
    if let name = missing.first {
      throw ErasureFailure(
        erasure: nil, place: ErasureFailure.Place(.participant, name),
        underlying: ErasureSetupError(missing: name.rawValue))
    }
    if !begun.isJournaled, journal != nil {
      place.step = .journal
      try await tell(.erased, of: begun)
      try await store.edit(begun.id) { $0.isJournaled = true }
    }
    // Again until nothing is found: records may have come in while others went.
    for _ in 0..<16 {
      place.step = .find
      try await prepareParticipants()
      let erasure = try await store.require(begun.id).record
      let subjects = try await current(erasure.subjects)
      let assembly = try await assemble(subjects, erasure.points, at: erasure.startedAt ?? erasure.approvedAt)
      let open = Set(erasure.blobs).union(assembly.blobs)
      if !open.isEmpty, blobs == nil {
        throw ErasureFailure(
          erasure: nil, place: ErasureFailure.Place(.blobs), underlying: ErasureSetupError(missing: "blob store"))
      }
      place.step = .write
      let isSettled = assembly.isSettled && assembly.points.isSubset(of: erasure.points)
      do {
        if isSettled {
          place.step = .blobs
          try await removeBlobs(open)
          place.step = .write
          try await removeShells(assembly)
          return try await finish(begun.id, assembly)
        }
        try await write(assembly, for: begun.id, subjects)
      } catch let error as StoreError where error.code == .conflict {
        continue
      }
    }
    throw ErasureFailure(
      erasure: nil, place: ErasureFailure.Place(.settle), underlying: StoreError(.exhausted, "records keep coming"))
  }

  /// Writes what was found, those about a record before the record: a cut leaves nothing that cannot be found again.
  private func write(
    _ assembly: ErasureAssembly, for id: Identifier<Erasure>, _ subjects: [RecordReference]
  ) async throws {
    let stored = try await store.require(id)
    var erasure = stored.record
    erasure.subjects = subjects
    erasure.points = Set(erasure.points).union(assembly.points).sorted()
    erasure.blobs = Set(erasure.blobs).union(assembly.blobs).sorted()
    let acts = try await suppressing(erasure.suppressed, of: erasure, kind: .erased)
    var changes = try await ledger.prepareRecord(acts, by: erasure.author).changes
    // The files are named in the same commit in which the records that name them go.
    if erasure != stored.record { changes.update(erasure, expecting: stored.revision) }
    changes.append(assembly.parts)
    changes.author = erasure.author
    changes.reason = "erasure"
    for start in stride(from: 0, to: max(1, assembly.steps.count), by: commitLimit) {
      try Task.checkCancellation()
      for offset in start..<min(start + commitLimit, assembly.steps.count) {
        let index = assembly.steps.count - 1 - offset
        if let rewrite = assembly.rewrites[index] {
          changes.append(rewrite)
        } else {
          let step = assembly.steps[index]
          guard let type = registry.type(of: step.record.collection) else { continue }
          Self.delete(step, of: type, in: &changes)
        }
      }
      let hasWrites = changes.hasWrites
      assembly.rule.holds.require(in: &changes)
      if hasWrites { try await store.commit(changes) }
      changes = ChangeSet(author: erasure.author, reason: "erasure")
    }
  }

  private static func delete<R: Record>(_ step: ErasureAssembly.Step, of type: R.Type, in changes: inout ChangeSet) {
    changes.add(Change<R>.delete(Identifier(step.record.id), expecting: step.revision))
  }

  /// Removes the person's own nameless records where nothing that stays points to them.
  private func removeShells(_ assembly: ErasureAssembly) async throws {
    let walk = ReferenceWalk(over: registry, in: store)
    var changes = ChangeSet(author: .system, reason: "erasure")
    for shell in assembly.shells {
      guard let type = registry.type(of: shell.record.collection),
        try await walk.counts(to: shell.record).isEmpty
      else { continue }
      Self.delete(shell, of: type, in: &changes)
    }
    let hasWrites = changes.hasWrites
    assembly.rule.holds.require(in: &changes)
    if hasWrites { try await store.commit(changes) }
  }

  /// Removes bytes that no record names any more.
  private func removeBlobs(_ digests: Set<SHA256.Digest>) async throws {
    guard let blobs else { return }
    for digest in digests.sorted() { _ = try await blobs.removeUnused(digest, by: blobUses, in: store) }
  }

  private func finish(_ id: Identifier<Erasure>, _ assembly: ErasureAssembly) async throws -> Erasure {
    try await store.perform {
      let stored = try await store.require(id)
      guard stored.state == .running else { return Prepared(stored.record, changes: ChangeSet()) }
      var erasure = stored.record
      erasure.state = .done
      erasure.finishedAt = environment.now()
      erasure.retained = assembly.retained.sorted { $0.record < $1.record }
      erasure.blobs = []
      erasure.fault = nil
      return try await preparing(erasure, kind: .erased) { $0.update($1, expecting: stored.revision) }
    }
  }

  /// Refuses to begin where a record is not the person's any more: a merge was undone in the time of grace, a lead was linked.
  private func requireUnseparated(_ erasure: Erasure) async throws {
    let own = try await sources.records(erasure.subjects[0], store)
    let separated = erasure.subjects.dropFirst().filter { !own.contains($0) }
    guard separated.isEmpty else { throw ErasureRefusal.separated(erasure.id, separated.sorted()) }
  }

  /// Refuses to do here what another store did where more records are the person's than were there.
  ///
  /// - Parameters:
  ///   - note: what the other store tells.
  ///   - known: the erasure as this store knows it: what it has begun with belongs to it.
  func requireNobodyElse(_ note: ErasureNote, _ known: Erasure?) async throws {
    let begun = known?.state == .running ? known?.subjects ?? [] : []
    let others = try await current(note.subjects).filter { !note.subjects.contains($0) && !begun.contains($0) }
    guard others.isEmpty else { throw ErasureRefusal.united(note.erasure, others.sorted()) }
  }

  /// The person's records now: a merge in the meantime adds to them.
  private func current(_ subjects: [RecordReference]) async throws -> [RecordReference] {
    var all = subjects
    for subject in subjects {
      for record in try await sources.records(subject, store) where !all.contains(record) { all.append(record) }
    }
    return all
  }

  /// Leaves a note where it stopped; the failure itself is what counts.
  private func remember(_ place: ErasureFailure.Place, _ id: Identifier<Erasure>) async {
    _ = try? await store.perform {
      let stored = try await store.require(id)
      guard stored.fault != place else { return Prepared((), changes: ChangeSet()) }
      var changes = ChangeSet(author: .system, reason: "erasure.fault")
      var erasure = stored.record
      erasure.fault = place
      changes.update(erasure, expecting: stored.revision)
      return Prepared((), changes: changes)
    }
  }
}
