import Foundation

extension ConsentLedger {
  /// Lets data of somebody who was erased be kept again, because there is a new reason to: they bought something again, or another
  /// person has the same address. Recorded with its event, it holds until the next erasure.
  ///
  /// It is no permission: nothing is sent to the contact points until their holder confirms an opt-in. Whoever has confirmed one needs no
  /// readmission for the contact point, only for a record that another system knows by its own key.
  ///
  /// - Parameters:
  ///   - subject: the contact points to be admitted, and the record where it is one that was erased.
  ///   - basis: why the data may be kept: what is stated before the law.
  ///   - method: how the reason came up.
  ///   - author: who says so.
  /// - Returns: the acts, of kind `released` and with the suppression `erased`; none where nothing was kept out.
  /// - Throws: `ValidationError` if the basis is not complete; `StoreError`.
  @discardableResult
  public func readmit(
    _ subject: SubjectKey, on basis: LawfulBasis, method: ConsentMethod, by author: Author
  ) async throws -> [ConsentAct] {
    try await store.perform { try await prepareReadmit(subject, on: basis, method: method, by: author) }
  }

  /// What ``readmit(_:on:method:by:)`` would commit.
  public func prepareReadmit(
    _ subject: SubjectKey, on basis: LawfulBasis, method: ConsentMethod, by author: Author
  ) async throws -> Prepared<[ConsentAct]> {
    let now = environment.now()
    let ledgers = try await ConsentReader(store: store).ledgers(of: subject.keys)
    let closed = ledgers.filter { ledger in
      let reading = LedgerReading(ledger.acts)
      return reading.isErased || reading.isAwaitingErasure
    }
    let acts = closed.map { ledger in
      ConsentAct(
        id: environment.id(), subject: ledger.key, kind: .released, scope: .everything, date: ledger.date(now),
        actor: .staff, method: method, basis: basis, suppression: .erased)
    }
    return try await prepareRecord(acts, by: author, party: subject.party)
  }
}
