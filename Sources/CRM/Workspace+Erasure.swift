public import CRMCore
public import Consent
import Customers
import Pipeline
import Service

extension Workspace {
  /// Erases persons over the record types of all wired modules and the host's; `nil` without consent.
  ///
  /// - Parameters:
  ///   - participants: what declarations of the record types cannot say: data outside the store.
  ///   - blobs: where the bytes of files are.
  ///   - journal: where erasures are told outside the store, for restored backups.
  ///   - trails: every audit trail that was ever sealed in the store: an erasure without one of them fails.
  ///   - graceDays: how long an approved erasure may be called off.
  ///   - contactPoints: the contact points in records of the host's own types that are no `ContactHolder`s.
  public func erasure(
    participants: [any Participant] = [], blobs: (any BlobStore)? = nil, journal: (any ErasureJournal)? = nil,
    trails: [AuditTrail] = [], graceDays: Int = 7,
    contactPoints: @escaping @Sendable (any Record) -> [ContactPoint.Value] = { _ in [] }
  ) -> ErasureDesk? {
    guard let consent else { return nil }
    let customers = customers
    let asksLeads = sales != nil
    let sources = ErasureSources { subject, store in
      try await Self.records(of: subject, customers, in: store, leads: asksLeads)
    } holders: {
      try await Self.holders(of: $0, in: $1, leads: asksLeads)
    } contactPoints: {
      Self.contactPoints(in: $0) + contactPoints($0)
    }
    let claimed = participants.reduce(into: Set<CollectionName>()) { $0.formUnion($1.collections) }
    let own = subjectParticipants(trails, claimed)
    return ErasureDesk(
      ledger: consent, registry: registry, sources: sources,
      participants: own + participants, blobs: blobs, blobUses: blobUses,
      journal: journal, graceDays: graceDays)
  }

  /// A customer under all identifiers that lead to it, and the leads that nobody linked to a customer and that have one of its personal
  /// contact points.
  private static func records(
    of subject: RecordReference, _ customers: CustomerDirectory, in store: any Store, leads: Bool
  ) async throws -> [RecordReference] {
    guard let asked = subject.id(as: Customer.self) else { return [subject] }
    let id = try await customers.resolve(asked)
    var records = [RecordReference(id)]
    for link in CustomerAlias.references {
      try await store.forEach(in: Query(link, to: RecordReference(id))) { records.append(RecordReference($0.loser)) }
    }
    guard leads, let customer = try await store.get(id) else { return records }
    for point in customer.contactPoints where point.addressKind == .personal {
      try await store.forEach(in: Query(Lead.byContactPoint, ExactText(point.canonical))) { lead in
        let reference = RecordReference(lead.id)
        if lead.customer == nil, !records.contains(reference) { records.append(reference) }
      }
    }
    return records
  }

  /// The customers and leads that have a contact point.
  private static func holders(
    of value: ContactPoint.Value, in store: any Store, leads: Bool
  ) async throws -> [RecordReference] {
    let key = ExactText(ContactPoint(value).canonical)
    var holders: [RecordReference] = []
    try await store.forEach(in: Query(Customer.byContactPoint, key)) { holders.append(RecordReference($0.id)) }
    guard leads else { return holders }
    try await store.forEach(in: Query(Lead.byContactPoint, key)) { holders.append(RecordReference($0.id)) }
    return holders
  }

  /// Where the wired modules name files.
  var blobUses: [BlobUse] {
    var uses = [BlobUse.attachedFiles]
    if consent != nil { uses.append(.requestDocuments) }
    if service != nil { uses.append(BlobUse(TicketArticle.byAttachment) { $0.attachments.map(\.digest) }) }
    return uses
  }

  /// The contact points in a record of the modules. Those of customers who parted again when a merge was undone are in it, and theirs.
  static func contactPoints(in record: any Record) -> [ContactPoint.Value] {
    switch record {
    case let holder as any ContactHolder: holder.contactPoints.map(\.value)
    case let merge as CustomerMerge:
      (merge.undoneAt == nil ? merge.losers + [merge.before, merge.after] : [merge.before])
        .flatMap { contactPoints(in: $0) }
    default: []
    }
  }
}
