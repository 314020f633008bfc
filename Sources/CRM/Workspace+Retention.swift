public import CRMCore
import Customers
import Foundation
import Pipeline
import Service

extension Workspace {
  /// Retention over all wired modules and the host's types: dry runs, legal holds, and the work that deletes, which goes into the
  /// heartbeat: `heartbeat([retention.sweeping()])`.
  ///
  /// The modules' records tell when they were made, and deals and tickets when they ended. A host that knows more of a type, such as
  /// the last activity of a customer, says so in `facts`.
  ///
  /// - Parameters:
  ///   - policy: the schedules kept to.
  ///   - facts: where records keep the dates that schedules start from; they count instead of the modules' own.
  ///   - participants: what declarations of the record types cannot say: data outside the store.
  ///   - blobs: where the bytes of files are; without it no record that names files is deleted.
  ///   - trails: every audit trail that was ever sealed in the store: without one of them no customer is deleted.
  ///   - contactPoints: the contact points in records of the host's own types.
  /// - Throws: `ValidationError` with everything that is wrong with the policy.
  public func retention(
    _ policy: RetentionPolicy, facts: [RetentionFacts] = [], participants: [any Participant] = [],
    blobs: (any BlobStore)? = nil, trails: [AuditTrail] = [],
    contactPoints: @escaping @Sendable (any Record) -> [ContactPoint.Value] = { _ in [] }
  ) throws(ValidationError) -> RetentionDesk {
    let zone = TimeZone(identifier: policy.timeZone) ?? .gmt
    let own = [
      RetentionFacts(Deal.self, [.endOfRelation: { $0.closed?.startDate(in: zone) }]),
      RetentionFacts(Ticket.self, [.created: { $0.createdAt }, .endOfRelation: { $0.resolvedAt }]),
      RetentionFacts(Customer.self, [.created: { $0.createdAt }]),
      RetentionFacts(Purchase.self, [.created: { $0.date }]),
    ]
    let claimed = participants.reduce(into: Set<CollectionName>()) { $0.formUnion($1.collections) }
    let digester = consent?.digester
    return try RetentionDesk(
      store: store, policy: policy, registry: registry, facts: own + facts,
      participants: subjectParticipants(trails, claimed) + participants,
      contactDigests: { record in
        guard let digester else { return [] }
        return (Self.contactPoints(in: record) + contactPoints(record)).map { digester.digest(of: $0).value }
      }, blobs: blobs, blobUses: blobUses, environment: environment)
  }
}
