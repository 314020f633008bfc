public import CRMCore
public import Consent
public import Customers

extension Workspace {
  /// Answers requests for access and portability over all wired modules and the host's types; `nil` without consent.
  ///
  /// What goods cost the controller is not shown: it is the controller's secret and no personal data.
  ///
  /// - Parameters:
  ///   - statement: what only the controller can say.
  ///   - participants: who answers for the host's data that references do not lead to.
  ///   - trails: every audit trail that was ever sealed in the store: an answer without one of them fails.
  ///   - withholdings: what else is not shown.
  public func access(
    _ statement: AccessStatement = AccessStatement(), participants: [any Participant] = [],
    trails: [AuditTrail] = [], withholdings: [AccessWithholding] = []
  ) -> AccessDesk? {
    guard let consent else { return nil }
    let claimed = participants.reduce(into: Set<CollectionName>()) { $0.formUnion($1.collections) }
    let own = subjectParticipants(trails, claimed)
    let costs = AccessWithholding(Purchase.collection, ["lines", "cost"], because: AccessWithholding.businessSecret)
    return AccessDesk(
      consent, registry: registry, participants: own + participants, statement: statement,
      withholdings: [costs] + withholdings, parties: [Customer.collection], phrases: Workspace.phrases)
  }

  /// Who answers for what the declarations of the wired modules cannot say.
  ///
  /// - Parameters:
  ///   - trails: the audit trails.
  ///   - claimed: the types that the host's participants answer for.
  func subjectParticipants(_ trails: [AuditTrail], _ claimed: Set<CollectionName>) -> [any Participant] {
    var own = CustomerDirectory.subjectParticipants + [AuditTrailsParticipant(trails)]
    if let consent { own.append(Self.restrictionParticipant(consent)) }
    return own.filter { $0.collections.isDisjoint(with: claimed) }
  }

  /// A customer as a subject: with the records that were merged into it and all its contact points, those of the merged records
  /// included. `nil` without consent.
  ///
  /// - Throws: `StoreError` with `notFound` if there is no such customer.
  public func accessSubject(_ customer: Identifier<Customer>) async throws -> AccessSubject? {
    guard let consent else { return nil }
    let stored = try await store.require(try await customers.resolve(customer))
    let reference = RecordReference(stored.id)
    var points = stored.contactPoints.map(\.value)
    for link in CustomerMerge.references where link.name == "winner" {
      let merges = try await store.all(Query(link, to: reference)).filter { $0.undoneAt == nil }
      points += merges.flatMap { ([$0.record.before] + $0.record.losers).flatMap { $0.contactPoints.map(\.value) } }
    }
    var aliases: [RecordReference] = []
    for link in CustomerAlias.references {
      aliases += try await store.all(Query(link, to: reference)).map { RecordReference($0.record.loser) }
    }
    return AccessSubject(
      reference, aliases: aliases.sorted(), digests: points.map { consent.digester.digest(of: $0) })
  }
}
