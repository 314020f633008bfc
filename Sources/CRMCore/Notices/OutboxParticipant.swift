import Foundation

/// Answers for outbox items. They have no reference to a subject, so the whole outbox is read and payloads are searched for the
/// identifier. An item that names only a record about the subject, and not the subject, is not found.
struct OutboxParticipant: Participant {
  var name: ParticipantName { "outbox" }
  var collections: Set<CollectionName> { [OutboxItem.collection] }

  func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    try await forEach(about: subject, in: store) { try await visit(RecordReference($0.id)) }
  }

  func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws {
    try await forEach(about: subject, in: store) { stored in
      try await visit(ExportedRecord(stored.record, category: .communication))
    }
  }

  func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    var part = ParticipationPart()
    try await forEach(about: subject, in: store) { stored in
      part.changes.delete(stored)
      part.actions[RecordReference(stored.id)] = .deleted
    }
    return part
  }

  /// Nothing: what is on its way to staff is not a use of the data for the controller's purposes.
  func restrict(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    ParticipationPart()
  }

  /// Nothing: items are not edited.
  func rectify(
    _ subject: Subject, _ values: [FieldName: FieldValue], in store: any Store, at now: Date
  ) async throws -> ParticipationPart { ParticipationPart() }

  private func forEach(
    about subject: Subject, in store: any Store, _ visit: (Stored<OutboxItem>) async throws -> Void
  ) async throws {
    let id = subject.reference.id.uuidString
    let names = [Data(id.utf8), Data(id.lowercased().utf8)]
    var query = Query(OutboxItem.self).limited(to: 500)
    while true {
      try Task.checkCancellation()
      let page = try await store.page(query)
      for stored in page.items where names.contains(where: { stored.payload.range(of: $0) != nil }) {
        try await visit(stored)
      }
      guard let next = page.next else { return }
      query = query.after(next)
    }
  }
}
