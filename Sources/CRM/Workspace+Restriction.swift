public import CRMCore
public import Consent
public import Customers

extension Workspace {
  /// Restricts the use of a customer's data, or freezes or marks as deceased: the person and all contact points that the record has at
  /// that moment, in one commit. A contact point that comes to the record at the same time, before or after, is restricted, too.
  ///
  /// - Parameters:
  ///   - id: the customer.
  ///   - ground: why. Each ground has its own end; see `ConsentLedger.endRestriction`.
  ///   - scope: what is restricted.
  ///   - author: who writes it down.
  /// - Returns: the acts; none where it is in force already; `nil` without consent.
  /// - Throws: `StoreError` with code `notFound` if there is no such customer.
  @discardableResult
  public func restrict(
    _ id: Identifier<Customer>, because ground: RestrictionGround, in scope: ConsentScope = .everything,
    by author: Author
  ) async throws -> [ConsentAct]? {
    guard let consent else { return nil }
    var subject = SubjectKey()
    let acts = try await store.perform {
      let customer = try await store.require(try await customers.resolve(id))
      subject = consent.digester.key(of: RecordReference(customer.id), points: customer.contactPoints.map(\.value))
      var prepared = try await consent.prepareRestrict(subject, because: ground, in: scope, by: author)
      prepared.changes.require(unchanged: customer)
      return prepared
    }
    return acts + (try await consent.carryRestrictions(of: subject, by: author))
  }

  /// The part of restrictions in what happens to a customer's records.
  static func restrictionParticipant(_ ledger: ConsentLedger) -> RestrictionParticipant {
    RestrictionParticipant(ledger) { party, store in
      guard let id = party.id(as: Customer.self) else { return [] }
      return try await store.get(id)?.contactPoints.map(\.value) ?? []
    }
  }
}
