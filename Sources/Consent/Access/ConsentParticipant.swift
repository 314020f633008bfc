public import CRMCore

extension ConsentLedger {
  /// Answers for the ledger, which is found by the digests of contact points and not by references.
  public static let participant: any Participant = ConsentParticipant()
}

/// Answers for acts, heads and authorisations by the digests of a subject's contact points.
struct ConsentParticipant: Participant {
  var name: ParticipantName { "consent" }
  var collections: Set<CollectionName> {
    [ConsentAct.collection, ConsentHead.collection, Authorization.collection]
  }

  func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    for digest in subject.contactDigests.map({ ContactDigest($0) }) {
      if let head = try await store.get(ConsentHead.id(of: digest)) { try await visit(RecordReference(head.id)) }
      for act in try await ConsentReader(store: store).acts(of: digest) { try await visit(RecordReference(act.id)) }
      try await Self.forEach(Query(Authorization.bySubject, digest), in: store) {
        try await visit(RecordReference($0.id))
      }
    }
  }

  /// What was permitted and refused with the proofs, and what was sent on it. A head only lists the acts and is not shown; the
  /// hash of a secret is nothing to read.
  func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws {
    for digest in subject.contactDigests.map({ ContactDigest($0) }) {
      for act in try await ConsentReader(store: store).acts(of: digest) {
        try await visit(
          ExportedRecord(act, category: .consent, omitting: ["confirmation"], provenance: act.method.rawValue))
      }
      try await Self.forEach(Query(Authorization.bySubject, digest), in: store) { stored in
        try await visit(ExportedRecord(stored.record, category: .consent))
      }
    }
  }

  /// Shows every record of a query, page by page.
  static func forEach<R: Record>(
    _ query: Query<R>, in store: any Store, _ visit: (Stored<R>) async throws -> Void
  ) async throws {
    var query = query.limited(to: 500)
    while true {
      try Task.checkCancellation()
      let page = try await store.page(query)
      for stored in page.items { try await visit(stored) }
      guard let next = page.next else { return }
      query = query.after(next)
    }
  }
}
