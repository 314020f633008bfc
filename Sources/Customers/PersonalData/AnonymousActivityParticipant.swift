import CRMCore
import Foundation

/// Answers for what was recorded under the identities of a customer. What was done on a device that several customers share is
/// nobody's, and is not shown to any of them.
struct AnonymousActivityParticipant: Participant {
  var name: ParticipantName { ParticipantName(rawValue: AnonymousActivity.collection.rawValue) }
  var collections: Set<CollectionName> { [AnonymousActivity.collection] }

  func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    try await forEach(of: subject, in: store) { try await visit(RecordReference($0.id)) }
  }

  func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws {
    try await forEach(of: subject, in: store) { stored in
      try await visit(
        ExportedRecord(
          stored.record, category: .behaviour, provenance: stored.identity.kind.rawValue,
          provided: .only(["interaction"])))
    }
  }

  func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    var part = ParticipationPart()
    try await forEach(of: subject, in: store) { stored in
      part.changes.delete(stored)
      part.actions[RecordReference(stored.id)] = .deleted
    }
    return part
  }

  /// Nothing: an activity is used through the customer, who is restricted.
  func restrict(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    ParticipationPart()
  }

  /// Nothing: what was done is not a fact about somebody that could be corrected.
  func rectify(
    _ subject: Subject, _ values: [FieldName: FieldValue], in store: any Store, at now: Date
  ) async throws -> ParticipationPart { ParticipationPart() }

  private func forEach(
    of subject: Subject, in store: any Store, _ visit: (Stored<AnonymousActivity>) async throws -> Void
  ) async throws {
    guard let customer = subject.reference.id(as: Customer.self) else { return }
    let links = try await store.all(Query(IdentityLink.byCustomer, customer))
    for identity in Set(links.map(\.identity)).sorted() {
      let owners = try await store.all(Query(IdentityLink.byIdentity, prefix: identity.indexKey))
      guard Set(owners.map(\.customer)) == [customer] else { continue }
      var query = Query(AnonymousActivity.byIdentity, prefix: identity.indexKey).limited(to: 500)
      while true {
        try Task.checkCancellation()
        let page = try await store.page(query)
        for stored in page.items { try await visit(stored) }
        guard let next = page.next else { break }
        query = query.after(next)
      }
    }
  }
}
