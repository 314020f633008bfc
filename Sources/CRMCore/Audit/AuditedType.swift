/// A record type whose changes an ``AuditTrail`` seals.
public struct AuditedType: Sendable {
  /// A record read by an inventory.
  struct Found: Sendable {
    var reference: RecordReference
    var revision: UInt64
    var subjects: [AuditSubject]
    var fact: @Sendable (AuditFactCoder, AuditFactHeader) throws -> [UInt8]
  }

  /// The type's collection.
  public let collection: CollectionName
  /// What kind of data the facts are, if the type declares it.
  let category: PersonalDataCategory?
  private let draft: @Sendable (ChangedRecord, AuditFactHeader, AuditFactCoder) throws -> ([UInt8], [AuditSubject])
  private let read: @Sendable (any Store, PageCursor?, Int) async throws -> Page<Found>

  /// A record type.
  ///
  /// - Parameters:
  ///   - type: the type. Everything that its `Codable` form holds is in the facts, which are erased on demand, and nothing of it in
  ///     the entries.
  ///   - subjects: whom a record is about: how its entries are found and forgotten.
  /// - Precondition: the collection's name has no control characters, and is none of the trail's own.
  public init<R: Record>(
    _ type: R.Type, about subjects: @escaping @Sendable (R) -> [AuditSubject] = { _ in [] }
  ) {
    precondition(AuditLeaf.isPlain(R.collection.rawValue), "a collection's name has no control characters")
    let own = AuditTrail.recordTypes.map { $0.collection }
    precondition(!own.contains(R.collection), "a trail does not seal itself")
    collection = R.collection
    category = R.personalData?.category
    draft = { change, header, coder in
      let record = try change.record(as: R.self)
      var header = header
      let found = record.map(subjects) ?? []
      header.subjects = found
      return (try coder.encode(header, record), found)
    }
    read = { store, cursor, limit in
      let page = try await store.page(Query<R>().limited(to: limit).after(cursor))
      return Page(
        items: page.items.map { stored in
          let found = subjects(stored.record)
          return Found(
            reference: RecordReference(stored.id), revision: stored.revision.value, subjects: found,
            fact: { coder, header in
              var header = header
              header.subjects = found
              return try coder.encode(header, stored.record)
            })
        }, next: page.next)
    }
  }

  func fact(
    of change: ChangedRecord, _ header: AuditFactHeader, _ coder: AuditFactCoder
  ) throws -> (bytes: [UInt8], subjects: [AuditSubject]) { try draft(change, header, coder) }

  func page(in store: any Store, after cursor: PageCursor?, limit: Int) async throws -> Page<Found> {
    try await read(store, cursor, limit)
  }
}
