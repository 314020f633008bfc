public import CRMCore
import Foundation

/// Erases persons (GDPR art. 17, CO-42): plans, schedules, carries out, and says what stays and why.
///
/// Every registered record type says by `Record.personalData` what becomes of its records; what declarations cannot say, participants
/// do. From the first commit on nothing is sent to any of the person's contact points. Whatever cuts an erasure off, it goes on with
/// ``resume(_:)`` to the same end.
public struct ErasureDesk: Sendable {
  /// The ledger whose contact points are stopped.
  public let ledger: ConsentLedger
  /// The record types that are walked over.
  public let registry: RecordRegistry
  /// What only the host's types know about a person.
  public let sources: ErasureSources
  /// What declarations cannot say.
  public let participants: [any Participant]
  /// Where the bytes of files are; without one a person with files cannot be erased.
  public let blobs: (any BlobStore)?
  /// Where record types name files.
  public let blobUses: [BlobUse]
  /// What is kept outside the store, for restored backups.
  public let journal: (any ErasureJournal)?
  /// How long an approved erasure may be called off, in days.
  public let graceDays: Int
  /// How many records one commit writes at most.
  public let commitLimit: Int

  /// A desk.
  ///
  /// - Parameters:
  ///   - ledger: the ledger whose contact points are stopped; its store and clock are used.
  ///   - registry: the record types.
  ///   - sources: what only the host's types know about a person.
  ///   - participants: what declarations cannot say.
  ///   - blobs: where the bytes of files are.
  ///   - blobUses: where record types name files.
  ///   - journal: where erasures are told outside the store.
  ///   - graceDays: how long an approved erasure may be called off.
  ///   - commitLimit: how many records one commit writes at most.
  public init(
    ledger: ConsentLedger, registry: RecordRegistry, sources: ErasureSources, participants: [any Participant] = [],
    blobs: (any BlobStore)? = nil, blobUses: [BlobUse] = [.attachedFiles], journal: (any ErasureJournal)? = nil,
    graceDays: Int = 7, commitLimit: Int = 5_000
  ) {
    self.ledger = ledger
    self.registry = registry
    self.sources = sources
    self.participants = participants
    self.blobs = blobs
    self.blobUses = blobUses
    self.journal = journal
    self.graceDays = max(0, graceDays)
    self.commitLimit = max(1, commitLimit)
  }

  var store: any Store { ledger.store }
  var environment: CRMEnvironment { ledger.environment }

  /// What erasing a person would do: reads, and writes nothing.
  ///
  /// - Parameters:
  ///   - subject: one of the person's records, under an old identifier too.
  ///   - points: contact points that are the person's besides those that records name.
  ///   - request: the request that the erasure would answer: it is the person's, whatever else is known of who made it.
  /// - Throws: `UndeclaredPersonalData` naming every type that says nothing; ``ErasureFailure`` naming the participant that failed;
  ///   `StoreError`.
  /// - Complexity: index ranges of what is found.
  public func plan(
    _ subject: RecordReference, points: [ContactDigest] = [], for request: RecordReference? = nil
  ) async throws -> ErasurePlan {
    let subjects = try await sources.records(subject, store)
    return try await assemble(subjects, points, answering: request, at: environment.now()).plan
  }

  /// Schedules the erasure of a person for the end of the time of grace. Until then the use of their contact points is restricted and
  /// nothing else happens.
  ///
  /// - Parameters:
  ///   - subject: one of the person's records.
  ///   - points: contact points that are the person's besides those that records name.
  ///   - request: the request that it answers.
  ///   - author: who approves it.
  /// - Returns: the erasure; the one that is open already if there is one.
  @discardableResult
  public func schedule(
    _ subject: RecordReference, points: [ContactDigest] = [], for request: RecordReference? = nil, by author: Author
  ) async throws -> Erasure {
    let erasure = try await store.perform {
      try await prepareSchedule(subject, points: points, for: request, by: author)
    }
    try await tellScheduled(erasure)
    return erasure
  }

  /// What ``schedule(_:points:for:by:)`` would commit. The journal outside the store is told after the commit.
  func prepareSchedule(
    _ subject: RecordReference, points: [ContactDigest], for request: RecordReference?, by author: Author
  ) async throws -> Prepared<Erasure> {
    let subjects = try await sources.records(subject, store)
    if let open = try await open(of: subjects) { return Prepared(open, changes: ChangeSet()) }
    let now = environment.now()
    var erasure = Erasure(
      id: environment.id(), subjects: subjects, request: request, approvedAt: now,
      due: now.addingTimeInterval(TimeInterval(graceDays) * 86_400), by: author)
    erasure.points = try await assemble(subjects, points, answering: request, at: now).points.sorted()
    return try await preparing(erasure, kind: .restricted) { $0.insert($1) }
  }

  /// Tells the journal of an erasure that waits; telling it twice does no harm.
  func tellScheduled(_ erasure: Erasure) async throws {
    if !erasure.isJournaled { try await tell(.scheduled, of: erasure) }
  }

  /// Calls an erasure off within the time of grace; the restriction that came with it ends.
  ///
  /// - Throws: ``ErasureRefusal/begun`` when it is too late.
  @discardableResult
  public func cancel(_ id: Identifier<Erasure>, by author: Author) async throws -> Erasure {
    var isTold = false
    return try await store.perform {
      let stored = try await store.require(id)
      guard stored.state != .cancelled else { return Prepared(stored.record, changes: ChangeSet()) }
      guard stored.state == .scheduled else { throw ErasureRefusal.begun }
      // Told first: a restored backup must not erase somebody whose erasure was called off.
      if !isTold { try await tell(.cancelled, of: stored.record) }
      isTold = true
      var erasure = stored.record
      erasure.state = .cancelled
      erasure.setback = nil
      erasure.finishedAt = environment.now()
      return try await preparing(erasure, kind: .unrestricted, by: author) { $0.update($1, expecting: stored.revision) }
    }
  }

  /// Erases a person at once, exactly as planned.
  ///
  /// - Parameters:
  ///   - plan: the plan, as it was shown to somebody.
  ///   - request: the request that it answers; the plan's by default.
  ///   - author: who approves it.
  /// - Returns: the erasure; the earlier one if nothing is left to be erased.
  /// - Throws: ``ErasureRefusal/stalePlan`` if anything changed since; ``ErasureRefusal/separated(_:_:)`` if one is scheduled for records that
  ///   are not the person's any more; ``ErasureFailure``, after which ``resume(_:)`` goes on.
  @discardableResult
  public func erase(
    _ plan: ErasurePlan, for request: RecordReference? = nil, by author: Author
  ) async throws -> Erasure {
    let now = environment.now()
    let subjects = try await sources.records(plan.subjects[0], store)
    if let open = try await open(of: subjects) { return try await run(open.id, evenInGrace: true) }
    if let known = try await earlier(of: subjects) {
      try await prepareParticipants()
      if try await isErased(subjects, known) { return known }
    }
    let new = Erasure(
      id: environment.id(), subjects: subjects, request: request ?? plan.request, approvedAt: now, due: now, by: author)
    let begun = try await store.perform {
      if let open = try await open(of: subjects) { return Prepared(open, changes: ChangeSet()) }
      let assembly = try await assemble(subjects, plan.points, answering: plan.request, at: now)
      guard assembly.plan.fingerprint == plan.fingerprint else { throw ErasureRefusal.stalePlan }
      return try await beginning(new, assembly) { $0.insert($1) }
    }
    return try await run(begun.id, evenInGrace: true)
  }

  /// Goes on with an erasure that is due or was cut off.
  ///
  /// - Returns: the erasure, done.
  /// - Throws: ``ErasureRefusal`` in the time of grace, if it was called off, or if a record was separated from the person's since it was
  ///   approved: that is for a person to decide. ``ErasureFailure``. What stands against it is in its ``Erasure/setback``.
  @discardableResult
  public func resume(_ id: Identifier<Erasure>) async throws -> Erasure { try await run(id, evenInGrace: false) }

  /// Open erasures that were not carried out although they were due, by when they are tried again: each says in ``Erasure/setback`` why
  /// and when.
  public func delayed(limit: Int = 100) async throws -> [Erasure] {
    try await store.page(Query(Erasure.bySetback).limited(to: max(1, limit))).items.map(\.record)
  }

  /// The open erasure of any of these records.
  private func open(of subjects: [RecordReference]) async throws -> Erasure? {
    for subject in subjects {
      let known = try await store.all(Query(Erasure.bySubject, subject))
      if let open = known.first(where: \.state.isOpen) { return open.record }
    }
    return nil
  }

  private func earlier(of subjects: [RecordReference]) async throws -> Erasure? {
    for subject in subjects {
      let known = try await store.all(Query(Erasure.bySubject, subject).descending())
      if let done = known.first(where: { $0.state == .done }) { return done.record }
    }
    return nil
  }

  private func isErased(_ subjects: [RecordReference], _ known: Erasure) async throws -> Bool {
    let assembly = try await assemble(
      subjects, known.points, answering: known.request, at: known.startedAt ?? known.approvedAt)
    guard assembly.isSettled else { return false }
    var erasure = known
    erasure.subjects = subjects
    erasure.points = assembly.points.sorted()
    return try await suppressing(erasure.suppressed, of: erasure, kind: .erased).isEmpty
  }
}
