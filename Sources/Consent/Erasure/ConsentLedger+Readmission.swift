import Foundation

extension ConsentLedger {
  /// Lets data of somebody who was erased be kept again, because there is a new reason to: they bought something again, or another
  /// person has the same address. Recorded with its event, it holds until the next erasure.
  ///
  /// It is no permission. Where the basis is one that does not ask what the person wants (a contract, a duty by law), messages of the
  /// classes `transactional` and `securityLegal` may rest on such a basis that is established for their purpose after the erasure, as
  /// for anybody. Everything else is denied until the holder of the contact point confirms an opt-in. Whoever has confirmed one needs
  /// no readmission for the contact point, only for a record that another system knows by its own key.
  ///
  /// - Parameters:
  ///   - subject: the contact points to be admitted, and the record where it is one that was erased.
  ///   - basis: why the data may be kept: what is stated before the law.
  ///   - method: how the reason came up.
  ///   - author: who says so.
  /// - Returns: the acts, of kind `released` and with the suppression `erased`; none where nothing was kept out. With them, of kind
  ///   `unrestricted`, the ends of restrictions for a time of grace that went before an erasure.
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
    return try await prepareRecord(
      acts + endsOfGrace(on: closed, at: now), on: closed, by: author, party: subject.party)
  }

  /// The ends of what a time of grace left on keys whose holder comes back: the erasure that followed denies in its stead, and it would
  /// outlast that.
  func endsOfGrace(on ledgers: [KeyLedger], at now: Date) async throws -> [ConsentAct] {
    var graces: [(ledger: KeyLedger, person: ContactDigest, last: Date)] = []
    for ledger in ledgers {
      let open = ledger.restrictions.filter { $0.restriction?.ground == .erasureScheduled }
      for person in Set(open.compactMap { $0.restriction?.person }).sorted() {
        let last = open.filter { $0.restriction?.person == person }.map(\.date).max()
        if let last { graces.append((ledger, person, last)) }
      }
    }
    guard !graces.isEmpty else { return [] }
    let persons = try await ConsentReader(store: store).ledgers(of: Set(graces.map(\.person)).sorted())
    return graces.filter { grace in
      // Of an erasure that was approved later, or is another person's, it may still be the time.
      persons.contains { $0.key == grace.person && $0.acts.contains { $0.kind == .erased && $0.date > grace.last } }
    }.map { ledger, person, _ in
      ConsentAct(
        id: environment.id(), subject: ledger.key, kind: .unrestricted, scope: .everything, date: ledger.date(now),
        actor: .system, method: .api, restriction: Restriction(.erasureScheduled, person: person))
    }
  }
}
