public import Foundation

/// Delivers what is due in the outbox: at least once, in order per key, with back-off and dead letters.
///
/// Items are leased by a commit, so that any number of pumps, also in several processes, can work on one store; a pump that dies
/// leaves a lease that runs out. Call ``run()`` from a timer, after commits, or let the heartbeat do it.
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
  ///   - lease: seconds that an attempt may take before somebody else may try.
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
  }

  /// Delivers everything that is due, batch by batch, until nothing is due or the task is cancelled.
  ///
  /// - Throws: ``StoreError``; failures of handlers are not thrown but recorded with the item. After a cancellation the leased
  ///   items that were not tried yet wait again.
  public func run() async throws -> Outcome {
    var outcome = Outcome()
    while true {
      let leased = try await lease(at: environment.now())
      guard !leased.isEmpty else { return outcome }
      for (position, item) in leased.enumerated() {
        if Task.isCancelled {
          for rest in leased[position...] { try await giveBack(rest) }
          throw CancellationError()
        }
        try await deliver(item, &outcome)
      }
    }
  }

  /// The next moment at which something will be due; `nil` if the outbox is empty.
  public func nextMoment() async throws -> Date? { try await store.first(Query(OutboxItem.byDue))?.due }

  /// Leases what is due and whose turn it is.
  private func lease(at now: Date) async throws -> [Stored<OutboxItem>] {
    while true {
      var changes = ChangeSet(author: .system, date: now)
      var leased: [OutboxItem] = []
      var cursor: PageCursor?
      var taken: Set<String> = []
      repeat {
        let page = try await store.page(Query(OutboxItem.byDue).through(now).limited(to: batch * 2).after(cursor))
        for stored in page.items where leased.count < batch && handlers[stored.topic] != nil {
          guard try await isFirst(stored.record, &taken) else { continue }
          var copy = stored
          copy.state = .leased
          copy.due = now.addingTimeInterval(lease)
          copy.attempts += 1
          changes.update(copy)
          leased.append(copy.record)
        }
        cursor = page.next
      } while leased.count < batch && cursor != nil
      guard !leased.isEmpty else { return [] }
      do {
        let revision = try await store.commit(changes).revision
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
    guard let handler = handlers[leased.topic] else { return }
    var item = leased
    let kind: WritableKeyPath<Outcome, Int>
    do {
      try await handler.deliver(leased.record)
      item.state = .delivered
      item.due = environment.now()
      item.lastFailure = nil
      kind = \.delivered
    } catch {
      kind = fail(&item, error)
    }
    do {
      var changes = ChangeSet(author: .system)
      changes.update(item)
      try await store.commit(changes)
      outcome[keyPath: kind] += 1
    } catch let error as StoreError where error.code == .conflict {
      outcome.superseded += 1
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
    var changes = ChangeSet(author: .system)
    changes.update(item)
    do {
      try await store.commit(changes)
    } catch let error as StoreError where error.code == .conflict {
      return
    }
  }
}
