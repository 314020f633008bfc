public import Foundation

/// Delivers what is due in the outbox: at least once, in order per key, with back-off and dead letters.
///
/// Items are leased by a commit, so that any number of pumps, also in several processes, can work on one store; a pump that dies
/// leaves a lease that runs out, and an item whose every attempt ended so is given up like one that fails. Call
/// ``run()`` from a timer or after commits, or give the pump to a ``Heartbeat``.
public struct OutboxPump: Sendable {
  private let store: any Store
  private let environment: CRMEnvironment
  private let handlers: [OutboxTopic: any OutboxHandler]
  private let retry: RetryPolicy
  private let lease: TimeInterval
  private let batch: Int

  /// A pump.
  ///
  /// - Parameters:
  ///   - store: where the outbox is.
  ///   - environment: gives the instants of leases and retries, and the jitter.
  ///   - handlers: who delivers which topic; items of other topics are left alone.
  ///   - retry: when failed items are tried again.
  ///   - lease: seconds before somebody else may try; at least half of it is left when an attempt starts.
  ///   - batch: the most items leased at once: the back pressure.
  public init(
    store: any Store, environment: CRMEnvironment = .live, handlers: [OutboxTopic: any OutboxHandler],
    retry: RetryPolicy = RetryPolicy(), lease: TimeInterval = 120, batch: Int = 50
  ) {
    self.store = store
    self.environment = environment
    self.handlers = handlers
    self.retry = retry
    self.lease = lease
    self.batch = max(1, batch)
  }

  /// What one run did.
  public struct Outcome: Hashable, Sendable {
    /// Items delivered.
    public var delivered = 0
    /// Items that failed and will be tried again.
    public var failed = 0
    /// Items given up.
    public var dead = 0
    /// Items that a handler delivered, but whose lease another pump had taken over meanwhile.
    public var superseded = 0

    /// An outcome; nothing done by default.
    public init(delivered: Int = 0, failed: Int = 0, dead: Int = 0, superseded: Int = 0) {
      self.delivered = delivered
      self.failed = failed
      self.dead = dead
      self.superseded = superseded
    }
  }

  /// Delivers everything that is due, batch by batch, until nothing is due or the task is cancelled.
  ///
  /// - Throws: ``StoreError``; failures of handlers are not thrown but recorded with the item. `CancellationError`: what was
  ///   delivered is noted down, the leased items that were not delivered wait again, and no attempt is counted for them.
  public func run() async throws -> Outcome {
    try await deliverDue(limit: .max, at: { environment.now() }, isSpent: { false }).outcome
  }

  /// Delivers at most `limit` items of what is due, until nothing is or `isSpent`.
  ///
  /// - Returns: what was done, and whether it stopped before nothing was due.
  /// - Throws: as ``run()``.
  func deliverDue(
    limit: Int, at now: () -> Date, isSpent: () -> Bool
  ) async throws -> (outcome: Outcome, hasMore: Bool) {
    var outcome = Outcome()
    var left = limit
    while left > 0 {
      try Task.checkCancellation()
      let leased = try await lease(at: now(), atMost: min(batch, left), &outcome)
      guard !leased.isEmpty else { return (outcome, false) }
      for (position, item) in leased.enumerated() {
        if Task.isCancelled || isSpent() {
          for rest in leased[position...] { try await giveBack(rest) }
          try Task.checkCancellation()
          return (outcome, true)
        }
        try await deliver(item, &outcome)
      }
      left -= leased.count
    }
    return (outcome, true)
  }

  /// The next moment at which this pump can do something: items of other topics, and items that are not yet the first of their
  /// order key, do not count. `nil` if there is nothing. O(items that do not count).
  public func nextMoment() async throws -> Date? {
    var cursor: PageCursor?
    var heads: Set<String> = []
    repeat {
      let page = try await store.page(Query(OutboxItem.byDue).limited(to: batch * 2).after(cursor))
      for stored in page.items where handlers[stored.topic] != nil {
        if try await isFirst(stored.record, &heads) { return stored.due }
      }
      cursor = page.next
    } while cursor != nil
    return nil
  }

  /// Leases what is due and whose turn it is; gives up what took down every pump that tried it.
  private func lease(
    at now: Date, atMost batch: Int, _ outcome: inout Outcome
  ) async throws -> [Stored<OutboxItem>] {
    let end = max(now, environment.now()).addingTimeInterval(lease)
    while true {
      var changes = ChangeSet(author: .system, date: now)
      var leased: [OutboxItem] = []
      var dead = 0
      var cursor: PageCursor?
      var taken: Set<String> = []
      repeat {
        let page = try await store.page(Query(OutboxItem.byDue).through(now).limited(to: batch * 2).after(cursor))
        for stored in page.items where leased.count < batch && handlers[stored.topic] != nil {
          guard try await isFirst(stored.record, &taken) else { continue }
          var copy = stored
          if stored.state == .leased, stored.attempts >= retry.attempts {
            copy.state = .dead
            copy.due = now
            copy.lastFailure = "lease.expired"
            dead += 1
          } else {
            copy.state = .leased
            copy.due = end
            copy.attempts += 1
            leased.append(copy.record)
          }
          changes.update(copy)
        }
        cursor = page.next
      } while leased.count < batch && cursor != nil
      guard !changes.isEmpty else { return [] }
      do {
        let revision = try await store.commit(changes).revision
        outcome.dead += dead
        // What was given up may have been in the way of others.
        if leased.isEmpty { continue }
        return leased.map { Stored($0, revision: revision) }
      } catch let error as StoreError where error.code == .conflict {
        try Task.checkCancellation()
        await Task.yield()
      }
    }
  }

  /// Whether no earlier item of the same order key is unfinished.
  private func isFirst(_ item: OutboxItem, _ taken: inout Set<String>) async throws -> Bool {
    guard let key = item.orderKey else { return true }
    guard !taken.contains(key) else { return false }
    let head = try await store.first(Query(OutboxItem.byOrder, ExactText(key)))
    guard head?.id == item.id else { return false }
    taken.insert(key)
    return true
  }

  private func deliver(_ leased: Stored<OutboxItem>, _ outcome: inout Outcome) async throws {
    guard let handler = handlers[leased.topic], var item = try await renewed(leased) else { return }
    let kind: WritableKeyPath<Outcome, Int>
    do {
      try await handler.deliver(item.record)
      item.state = .delivered
      item.due = environment.now()
      item.lastFailure = nil
      kind = \.delivered
    } catch is CancellationError where Task.isCancelled {
      return try await giveBack(item)
    } catch {
      kind = fail(&item, error)
    }
    if try await settle(item) != nil { outcome[keyPath: kind] += 1 } else { outcome.superseded += 1 }
  }

  /// The item with at least half of its lease left; `nil` if somebody else has taken it over.
  private func renewed(_ leased: Stored<OutboxItem>) async throws -> Stored<OutboxItem>? {
    let now = environment.now()
    guard leased.due.timeIntervalSince(now) < lease / 2 else { return leased }
    var item = leased
    item.due = now.addingTimeInterval(lease)
    return try await settle(item)
  }

  /// Writes an item that this pump has leased, also in a cancelled task: what was done must be noted down.
  ///
  /// - Returns: the item as written; `nil` if somebody else has taken it over.
  private func settle(_ item: Stored<OutboxItem>) async throws -> Stored<OutboxItem>? {
    let store = store
    do {
      let commit = try await Task {
        var changes = ChangeSet(author: .system)
        changes.update(item)
        return try await store.commit(changes)
      }.value
      return Stored(item.record, revision: commit.revision)
    } catch let error as StoreError where error.code == .conflict {
      return nil
    }
  }

  private func fail(_ item: inout Stored<OutboxItem>, _ error: any Error) -> WritableKeyPath<Outcome, Int> {
    let failure = error as? DeliveryFailure
    let now = environment.now()
    var generator = environment.generator()
    item.lastFailure = failure?.code ?? String(describing: type(of: error))
    let next = failure?.isFinal == true ? nil : retry.next(after: item.attempts, at: now, using: &generator)
    guard let next else {
      item.state = .dead
      item.due = now
      return \.dead
    }
    item.state = .waiting
    item.due = max(next, failure?.retryAfter ?? next)
    return \.failed
  }

  private func giveBack(_ leased: Stored<OutboxItem>) async throws {
    var item = leased
    item.state = .waiting
    item.due = environment.now()
    item.attempts -= 1
    _ = try await settle(item)
  }
}
