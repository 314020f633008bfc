public import CRMCore
public import Foundation

extension StaffBooks {
  /// Who would get what: a dry run over the person's whole book. Writes nothing.
  ///
  /// - Throws: ``OwnershipViolation`` if a successor is not active or leaves, too; `ConditionError`.
  @concurrent
  public func plan(
    handOverOf leaver: Identifier<StaffMember>, to succession: Succession
  ) async throws -> HandOverPlan {
    let now = directory.environment.now()
    // Also an empty book wants successors who can take it.
    _ = try await SuccessorChoice(succession, leaver: leaver, in: directory, at: now)
    var walk = BookWalk(self, of: leaver, to: .plan(succession), at: now)
    try await registry.accept(&walk)
    let lines = walk.lines.flatMap { collection, counts in
      counts.map { HandOverPlan.Line(collection: collection, successor: $0.key, count: $0.value) }
    }
    return HandOverPlan(
      leaver: leaver,
      lines: lines.sorted { ($0.collection.rawValue, $0.successor) < ($1.collection.rawValue, $1.successor) })
  }

  /// Decides that a person leaves and who gets the book: the person's end of work and the hand-over, in one commit with a
  /// `handOver.started` event. From that end on nothing can be assigned to them by the verbs of this module; ``finish(_:report:)``
  /// or the heartbeat (``handingOver``) moves the records.
  ///
  /// - Parameters:
  ///   - leaver: who leaves.
  ///   - succession: who gets what.
  ///   - leaving: the end of their work, now or later; an earlier one that is set already stays.
  ///   - author: who decides it.
  /// - Throws: ``OwnershipViolation``; `ConditionError`; `notFound` if the person is not known.
  @discardableResult
  public func start(
    handOverOf leaver: Identifier<StaffMember>, to succession: Succession, leaving: Date? = nil, by author: Author
  ) async throws -> HandOver {
    try await directory.store.perform {
      try await prepareStart(handOverOf: leaver, to: succession, leaving: leaving, by: author)
    }
  }

  /// The changes that ``start(handOverOf:to:leaving:by:)`` commits.
  public func prepareStart(
    handOverOf leaver: Identifier<StaffMember>, to succession: Succession, leaving: Date? = nil, by author: Author
  ) async throws -> Prepared<HandOver> {
    let now = directory.environment.now()
    let store = directory.store
    var member = try await store.require(leaver)
    if let other = try await store.first(Query(HandOver.current, leaver)) {
      throw OwnershipViolation.handedOverAlready(other.id)
    }
    _ = try await SuccessorChoice(succession, leaver: leaver, in: directory, at: now)
    let end = min(member.activeUntil ?? .distantFuture, leaving ?? now)
    member.activeUntil = end
    let handOver = HandOver(
      id: directory.environment.id(), leaver: leaver, succession: succession, due: max(end, now), author: author,
      createdAt: now)
    var changes = ChangeSet(author: author, date: now)
    changes.update(member)
    changes.insert(handOver)
    changes.insert(event(.handOverStarted, handOver, at: now))
    return Prepared(handOver, changes: changes)
  }

  /// Gives the rest of a book to somebody else, because the first successor cannot take it.
  ///
  /// - Throws: ``OwnershipViolation``; `ConditionError`; `notFound`.
  @discardableResult
  public func redirect(
    _ id: Identifier<HandOver>, to succession: Succession, by author: Author
  ) async throws -> HandOver {
    try await directory.store.perform {
      let now = directory.environment.now()
      var stored = try await directory.store.require(id)
      _ = try await SuccessorChoice(succession, leaver: stored.leaver, in: directory, at: now)
      stored.succession = succession
      stored.author = author
      var changes = ChangeSet(author: author, date: now)
      changes.update(stored)
      changes.insert(event(.handOverStarted, stored.record, at: now))
      return Prepared(stored.record, changes: changes)
    }
  }

  /// Hands over what is left, commit by commit, until nothing is. Can be cut off anywhere and called again.
  ///
  /// - Parameters:
  ///   - id: the hand-over.
  ///   - report: how far it has come, after each part.
  /// - Returns: the hand-over as it is then; not done if the person has not left yet.
  /// - Throws: ``OwnershipViolation`` if a successor is no longer active; what is done stays done.
  @discardableResult
  public func finish(_ id: Identifier<HandOver>, report: WorkProgress.Report? = nil) async throws -> HandOver {
    let started = directory.environment.now()
    let total = try await open(of: try await directory.store.require(id).leaver).values.reduce(0, +)
    var done = 0
    while true {
      let now = directory.environment.now()
      let outcome = try await advance(id, WorkSlice(now: now, limit: 1000))
      done += outcome.items
      report?(
        WorkProgress(phase: "handOver.records", done: done, total: max(done, total), started: started, date: now))
      if !outcome.hasMore { return try await directory.store.require(id).record }
    }
  }

  /// Handing over as work for a `Heartbeat`: what was started is finished, and what was assigned to somebody who has left is
  /// swept up.
  public var handingOver: any DueWork { HandingOver(books: self) }

  /// One part of a hand-over: at most `slice.limit` records.
  func advance(_ id: Identifier<HandOver>, _ slice: WorkSlice) async throws -> WorkOutcome {
    let store = directory.store
    let handOver = try await store.require(id).record
    guard let due = handOver.due else { return WorkOutcome() }
    if let member = try await store.get(handOver.leaver)?.record, member.isActive(at: slice.now) {
      let next = member.activeUntil.flatMap { $0 > slice.now ? $0 : nil }
      guard next != due else { return WorkOutcome() }
      // Works here again, or leaves at another time.
      try await store.edit(id, author: handOver.author) { handOver in
        handOver.due = next
        if next == nil { handOver.state = .ended }
      }
      return WorkOutcome(items: 1)
    }
    var walk = BookWalk(self, of: handOver.leaver, to: .move(id), at: slice.now)
    walk.left = slice.limit
    walk.isSpent = { slice.isSpent }
    try await registry.accept(&walk)
    if !walk.refused.isEmpty { throw OwnershipViolation.keysTaken(walk.refused.sorted()) }
    // Only a whole pass that finds nothing is the end: something may have come in behind it.
    guard walk.total == 0, !walk.isCut else { return WorkOutcome(items: walk.total, hasMore: true) }
    try await store.perform {
      var stored = try await store.require(id)
      guard stored.record == handOver else { return Prepared((), changes: ChangeSet()) }
      stored.record = handOver.swept(at: slice.now)
      var changes = ChangeSet(author: handOver.author, date: slice.now)
      changes.update(stored)
      if handOver.state == .running { changes.insert(event(.handOverFinished, stored.record, at: slice.now)) }
      return Prepared((), changes: changes)
    }
    return WorkOutcome(items: 1)
  }

  private func event(_ name: EventName, _ handOver: HandOver, at now: Date) -> Event {
    directory.event(
      name, about: RecordReference(handOver), customer: nil, at: now, by: handOver.author,
      [
        "leaver": .reference(RecordReference(handOver.leaver)), "records": .integer(Int64(handOver.total)),
      ])
  }
}

/// The hand-overs at which something is to be done.
struct HandingOver: DueWork {
  let books: StaffBooks
  var name: String { "handOver" }

  private var store: any Store { books.directory.store }

  func nextMoment() async throws -> Date? { try await store.first(Query(HandOver.byDue))?.due }

  func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    var outcome = WorkOutcome()
    let due = try await store.page(Query(HandOver.byDue).through(slice.now).limited(to: min(slice.limit, 100)))
    for stored in due.items {
      guard outcome.items < slice.limit, !slice.isSpent else {
        outcome.hasMore = true
        break
      }
      do {
        let part = WorkSlice(now: slice.now, limit: slice.limit - outcome.items) { slice.isSpent }
        let done = try await books.advance(stored.id, part)
        outcome.items += done.items
        outcome.hasMore = outcome.hasMore || done.hasMore
      } catch let error as CancellationError {
        throw error
      } catch {
        outcome.failure = outcome.failure ?? error
      }
    }
    outcome.hasMore = outcome.hasMore || due.next != nil
    return outcome
  }
}
