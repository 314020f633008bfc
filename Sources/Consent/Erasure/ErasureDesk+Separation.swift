public import CRMCore
import Foundation

/// Whose records the person's are may change while an erasure waits, is carried out, or is carried out again.
extension ErasureDesk {
  /// Says that records which counted as the person's own when an erasure began are another person's. They are left alone from then on, with
  /// everything about them and the contact points that are theirs only; the erasure goes on without them with ``resume(_:)`` or in the next
  /// heartbeat. It stands in ``Erasure/leftOut``, in an event and in the journal: a restored backup leaves them alone, too.
  ///
  /// What went before stays gone, and the stop on their contact points holds, for nothing lifts it by itself. With
  /// ``ConsentLedger/readmit(_:on:method:by:)`` their data can be kept again.
  ///
  /// - Parameters:
  ///   - records: whose records they are now is looked up: what became one with them is left out, too.
  ///   - id: an erasure that has begun; before, ``cancel(_:by:)`` and schedule anew.
  ///   - author: who decides.
  /// - Returns: the erasure, due at once.
  /// - Throws: ``ErasureRefusal/united(_:_:)`` if they are still one with the person's; ``ErasureRefusal/nobodyLeft``;
  ///   ``ErasureRefusal/inGrace(until:)`` before it has begun; ``ErasureRefusal/begun`` when it is done; ``ErasureRefusal/cancelled``;
  ///   ``ErasureFailure`` if the journal refuses.
  @discardableResult
  public func leaveOut(
    _ records: [RecordReference], of id: Identifier<Erasure>, by author: Author
  ) async throws -> Erasure {
    var isTold = false
    return try await store.perform {
      let stored = try await store.require(id)
      let named = stored.subjects.filter { records.contains($0) }
      if named.isEmpty { return Prepared(stored.record, changes: ChangeSet()) }
      switch stored.state {
      case .scheduled: throw ErasureRefusal.inGrace(until: stored.due)
      case .cancelled: throw ErasureRefusal.cancelled
      case .done: throw ErasureRefusal.begun
      case .running: break
      }
      let erasure = try await leaving(named, out: stored.record)
      // Told first: a restored backup must not erase them. If they are not left out in the end, the end is told, too.
      if !isTold { try await tell(.erased, of: erasure) }
      isTold = true
      var changes = ChangeSet(author: author, reason: "erasure.leftOut")
      changes.update(erasure, expecting: stored.revision)
      let (before, count) = (stored.leftOut?.count ?? 0, erasure.leftOut?.count ?? 0)
      changes.insert(
        Event(
          id: Identifier(derivedFrom: "consent.erasure", EventName.erasureLeftOut.rawValue, "\(id) \(count)"),
          name: .erasureLeftOut, about: RecordReference(erasure), date: environment.now(), author: author,
          properties: ["records": .integer(Int64(count - before))]))
      return Prepared(erasure, changes: changes)
    }
  }

  /// An erasure without some of its own records and what is one with them, and without the contact points that only those have.
  private func leaving(_ named: [RecordReference], out erasure: Erasure) async throws -> Erasure {
    if Set(named) == Set(erasure.subjects) { throw ErasureRefusal.nobodyLeft }
    let theirs = try await current(named)
    var erasure = erasure
    let parting = erasure.subjects.filter { theirs.contains($0) }
    erasure.subjects.removeAll { parting.contains($0) }
    guard !erasure.subjects.isEmpty else { throw ErasureRefusal.united(erasure.id, named.sorted()) }
    erasure.leftOut = (erasure.leftOut ?? []) + parting.sorted()
    let points = try await points(of: try await requireApart(erasure))
    let others = try await self.points(of: theirs)
    erasure.points.removeAll { others.contains($0) && !points.contains($0) }
    erasure.setback = nil
    return erasure
  }

  /// The contact points in what is about some records, and of the acts that it tells of.
  private func points(of records: [RecordReference]) async throws -> Set<ContactDigest> {
    let now = environment.now()
    let rule = ErasureRule(subjects: records, now: now, holds: try await LegalHolds.read(in: store, at: now))
    var assembly = ErasureAssembly(rule, desk: self)
    let claimed = participants.reduce(into: Set<CollectionName>()) { $0.formUnion($1.collections) }
    var found: Set<RecordReference> = []
    try await findAbout(
      records, SubjectWalk(over: registry, in: store, leavingOut: claimed), &found, &assembly)
    return assembly.points
  }

  /// Refuses to go on where a record is not the person's any more: a merge was undone, a lead was linked. What the erasure itself has
  /// undone or emptied belongs to nobody else.
  func requireUnseparated(_ erasure: Erasure) async throws {
    let separated = try await separated(erasure)
    guard separated.isEmpty else { throw ErasureRefusal.separated(erasure.id, separated) }
  }

  /// The records of an erasure that are not one with the first of them any more: once it has begun, those in which something is left.
  func separated(_ erasure: Erasure, leavingOut others: [RecordReference] = []) async throws -> [RecordReference] {
    // Of one that was told of, the other store had to say whose they are.
    if erasure.isReplayed == true { return [] }
    let subjects = erasure.subjects.filter { !others.contains($0) }
    guard subjects.count > 1 else { return [] }
    let own = try await sources.records(subjects[0], store)
    var separated: [RecordReference] = []
    for record in subjects.dropFirst() where !own.contains(record) {
      if erasure.state == .running, try await !isSomethingLeft(of: record, besides: subjects[0]) { continue }
      separated.append(record)
    }
    return separated.sorted()
  }

  /// Whether an erasure would still change a record, or one that it became one with.
  ///
  /// Records of one kind are one by a merge, which lasts until somebody undoes it: there a legal hold hides nothing. What was found by a
  /// contact point loses that by the erasure itself.
  private func isSomethingLeft(of record: RecordReference, besides first: RecordReference) async throws -> Bool {
    let now = environment.now()
    let cluster = try await sources.records(record, store)
    let isMerged = record.collection == first.collection
    let rule = ErasureRule(
      subjects: cluster, now: now, holds: isMerged ? .none : try await LegalHolds.read(in: store, at: now))
    for own in cluster {
      guard let type = registry.type(of: own.collection) else { continue }
      if try await isChanged(own, of: type, by: rule) { return true }
    }
    return false
  }

  private func isChanged<R: Record>(
    _ record: RecordReference, of type: R.Type, by rule: ErasureRule
  ) async throws -> Bool {
    guard let stored = try await store.get(Identifier<R>(record.id)) else { return false }
    guard let declaration = R.personalData else { return true }
    return switch rule.outcome(of: stored.record, declaration, .about) {
    case .delete: true
    case .rewrite(let kept, _), .retain(let kept, _): kept != stored.record
    }
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

  /// The person's records now.
  ///
  /// - Throws: ``ErasureRefusal/united(_:_:)`` if some were left out and are one with the person's.
  func requireApart(_ erasure: Erasure) async throws -> [RecordReference] {
    let own = try await current(erasure.subjects)
    let others = own.filter { erasure.leftOut?.contains($0) ?? false }
    guard others.isEmpty else { throw ErasureRefusal.united(erasure.id, others.sorted()) }
    return own
  }

  /// Records with what is one with them now: a merge in the meantime adds to them.
  func current(_ subjects: [RecordReference]) async throws -> [RecordReference] {
    var all = subjects
    for subject in subjects {
      for record in try await sources.records(subject, store) where !all.contains(record) { all.append(record) }
    }
    return all
  }
}
