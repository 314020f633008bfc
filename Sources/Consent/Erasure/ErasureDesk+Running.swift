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
    var failures = 0
    do {
      failures = try await store.get(id)?.setback?.failures ?? 0
      let begun = try await begin(id, evenInGrace: evenInGrace, again: note)
      failures = begun.setback?.failures ?? 0
      return try await carryOut(begun, &place)
    } catch let error as CancellationError {
      throw error
    } catch let refusal as ErasureRefusal {
      if let reason = refusal.reason { await putOff(id, because: reason, at: nil, after: failures) }
      throw refusal
    } catch {
      var failure = (error as? ErasureFailure) ?? ErasureFailure(erasure: nil, place: place, underlying: error)
      failure.erasure = id
      await putOff(id, because: failure.reason, at: failure.place, after: failures)
      throw failure
    }
  }

  private func begin(
    _ id: Identifier<Erasure>, evenInGrace: Bool, again note: ErasureNote?
  ) async throws -> Erasure {
    try await store.perform {
      let stored = try await store.require(id)
      switch stored.state {
      case .done: return Prepared(stored.record, changes: ChangeSet())
      case .running:
        var erasure = stored.record
        var changes = ChangeSet(author: .system, reason: "erasure.leftOut")
        if let note, erasure.leaveOut(by: note) { changes.update(erasure, expecting: stored.revision) }
        return Prepared(erasure, changes: changes)
      case .cancelled where note == nil: throw ErasureRefusal.cancelled
      case .scheduled, .cancelled:
        let now = environment.now()
        if !evenInGrace, now < stored.due { throw ErasureRefusal.inGrace(until: stored.due) }
        var erasure = stored.record
        if let note {
          erasure.subjects = note.subjects
          erasure.points = note.points
          erasure.leftOut = note.leftOut
          erasure.isReplayed = true
          erasure.finishedAt = nil
        } else {
          erasure.subjects = try await current(erasure.subjects)
        }
        let assembly = try await assemble(erasure.subjects, erasure.points, answering: erasure.request, at: now)
        // After they were read: what comes later makes the commit conflict.
        try await requireUnseparated(erasure)
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
    try await requireUnseparated(begun)
    if !begun.isJournaled, journal != nil {
      place.step = .journal
      try await tell(.erased, of: begun)
      try await store.edit(begun.id) { $0.isJournaled = true }
    }
    // Again until nothing is found: records may have come in while others went.
    for _ in 0..<16 {
      place.step = .find
      try await prepareParticipants()
      let stored = try await store.require(begun.id)
      let erasure = stored.record
      try await requireUnseparated(erasure)
      let subjects = try await requireApart(erasure)
      let assembly = try await assemble(
        subjects, erasure.points, answering: erasure.request, at: erasure.startedAt ?? erasure.approvedAt)
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
          place.step = .journal
          try await tellEnd(of: erasure)
          place.step = .write
          try await removeShells(assembly)
          return try await finish(begun.id, assembly)
        }
        try await write(assembly, for: stored, subjects)
      } catch let error as StoreError where error.code == .conflict {
        continue
      }
    }
    throw ErasureFailure(
      erasure: nil, place: ErasureFailure.Place(.settle), underlying: StoreError(.exhausted, "records keep coming"))
  }

  /// Writes what was found, those about a record before the record: a cut leaves nothing that cannot be found again.
  private func write(
    _ assembly: ErasureAssembly, for stored: Stored<Erasure>, _ subjects: [RecordReference]
  ) async throws {
    var erasure = stored.record
    erasure.subjects = subjects
    erasure.points = Set(erasure.points).union(assembly.points).sorted()
    erasure.blobs = Set(erasure.blobs).union(assembly.blobs).sorted()
    let shared = assembly.shared.union(erasure.shared ?? [])
    if !shared.isEmpty { erasure.shared = shared.sorted() }
    let acts = try await suppressing(erasure.suppressed, of: erasure, kind: .erased)
    var changes = try await ledger.prepareRecord(acts, by: erasure.author).changes
    // The files are named in the same commit in which the records that name them go.
    if erasure != stored.record {
      changes.update(erasure, expecting: stored.revision)
    } else {
      changes.require(unchanged: stored)
    }
    changes.append(assembly.parts)
    changes.author = erasure.author
    changes.reason = "erasure"
    var own = OwnRecords(assembly, registry)
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
      if changes.hasWrites {
        // Records may have been taken apart since they were read. Where it shows in the person's own records, the commit conflicts.
        try await requireUnseparated(erasure)
        assembly.rule.holds.require(in: &changes)
        try own.require(in: &changes)
        try own.note(changes, committedAs: try await store.commit(changes).revision)
      }
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
      erasure.setback = nil
      return try await preparing(erasure, kind: .erased) { $0.update($1, expecting: stored.revision) }
    }
  }

  /// Writes down why it did not come about and when it is tried again, unless somebody else has; the failure itself is what counts.
  private func putOff(
    _ id: Identifier<Erasure>, because reason: Reason, at place: ErasureFailure.Place?, after failures: Int
  ) async {
    var generator = environment.generator()
    _ = try? await store.perform {
      let stored = try await store.require(id)
      guard stored.state.isOpen, stored.setback?.failures ?? 0 == failures else {
        return Prepared((), changes: ChangeSet())
      }
      var erasure = stored.record
      erasure.fault = place
      erasure.setback = Setback(reason, after: failures, at: environment.now(), using: &generator)
      var changes = ChangeSet(author: .system, reason: "erasure.setback")
      changes.update(erasure, expecting: stored.revision)
      return Prepared((), changes: changes)
    }
  }
}

extension Erasure {
  /// Leaves out what the store that began it has left out since.
  ///
  /// - Returns: whether there was anything.
  fileprivate mutating func leaveOut(by note: ErasureNote) -> Bool {
    let others = Set(note.leftOut ?? []).subtracting(leftOut ?? [])
    guard !others.isEmpty else { return false }
    subjects.removeAll { others.contains($0) }
    points = note.points
    leftOut = note.leftOut
    return true
  }
}
