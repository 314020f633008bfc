public import Foundation

/// What became known of an authorised message.
enum Settlement: Sendable {
  case confirmed(Receipt)
  case rejected
  case lapsed

  /// What an outcome tells; `nil` if the fate of the message is not known.
  init?(_ outcome: SendOutcome) {
    switch outcome {
    case .sent(let receipt): self = .confirmed(receipt)
    case .rejected: self = .rejected
    case .refused, .failed: self = .lapsed
    case .unconfirmed: return nil
    }
  }
}

extension ConsentGate {
  /// Messages that were authorised before an instant and of which it is not known whether they left, oldest first.
  ///
  /// They are never sent again by themselves: ask the provider by the idempotency key, then ``confirm(_:receipt:)`` or
  /// ``release(_:)``.
  public func unconfirmed(
    before date: Date, limit: Int = 100, after cursor: PageCursor? = nil
  ) async throws -> Page<Stored<Authorization>> {
    try await store.page(Query(Authorization.byUnconfirmed).before(date).limited(to: limit).after(cursor))
  }

  /// Writes down that a message has left: for transports that confirm later. Repeating it changes nothing.
  public func confirm(_ authorization: Identifier<Authorization>, receipt: Receipt) async throws {
    try await settle([authorization: .confirmed(receipt)])
  }

  /// Writes down that a message did certainly not leave, so that its step may be authorised again. Changes nothing once it
  /// is confirmed.
  public func release(_ authorization: Identifier<Authorization>) async throws {
    try await settle([authorization: .rejected])
  }

  /// Writes down what became of messages, even if this task is cancelled: what has left has left. If the store fails, they
  /// stay visible as unconfirmed.
  func settleAnyway(
    _ settlements: [Identifier<Authorization>: Settlement?], of attempts: [Identifier<Authorization>: Date]
  ) async {
    await Task { try? await settle(settlements, of: attempts) }.value
  }

  /// Writes down what became of messages, in one commit.
  ///
  /// - Parameters:
  ///   - settlements: what became of them.
  ///   - attempts: the deadlines of the attempts that are told of. That one did not leave says nothing of a later attempt, which has
  ///     another one.
  func settle(
    _ settlements: [Identifier<Authorization>: Settlement?], of attempts: [Identifier<Authorization>: Date] = [:]
  ) async throws {
    let known = settlements.compactMapValues { $0 }
    let ids = known.keys.sorted()
    guard !ids.isEmpty else { return }
    let now = environment.now()
    try await store.perform {
      var changes = ChangeSet(author: .system, reason: "consent.settle", date: now)
      for stored in try await store.fetch(Authorization.self, ids: ids) {
        guard let stored, let settlement = known[stored.id], stored.record.state != .confirmed else { continue }
        var changed = stored
        let isAnother = attempts[stored.id].map { $0 != stored.record.deadline } ?? false
        switch settlement {
        case .confirmed(let receipt):
          changed.record.state = .confirmed
          changed.record.receipt = receipt.id
          changed.record.settledAt = receipt.date ?? now
        case .rejected:
          guard !isAnother else { continue }
          changed.record.state = .rejected
          changed.record.settledAt = now
        case .lapsed:
          guard !isAnother, stored.record.state == .authorized else { continue }
          changed.record.state = .lapsed
          changed.record.settledAt = now
        }
        if changed.record != stored.record { changes.update(changed) }
      }
      return Prepared((), changes: changes)
    }
  }
}
