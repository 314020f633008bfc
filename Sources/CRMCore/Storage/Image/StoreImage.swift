/// The whole state of a store as a value: copying it is a snapshot.
struct StoreImage: Sendable {
  private(set) var collections: [CollectionName: CollectionImage] = [:]
  /// The commit that first used each idempotency key, by the key's derived identifier.
  private(set) var idempotency = SortedTree<IdentifierBits, UInt64>()

  static func idempotencyID(_ key: String) -> IdentifierBits {
    Identifier<ChangeSetMark>(derivedFrom: "idempotency", key).bits
  }
  private enum ChangeSetMark {}

  /// One checked change, ready to be applied without any way to fail.
  struct PreparedChange: Sendable {
    var collection: CollectionName
    var id: IdentifierBits
    var kind: ChangedRecord.Kind
    var held: (any HeldRecord)?
    var keys: [[IndexKey]]
    var oldKeys: [[IndexKey]]

    var reference: RecordReference { RecordReference(collection: collection, id: id.uuid) }
  }

  /// Makes sure that the indexes of `type` are built; see ``CollectionImage/build(_:reader:)``.
  mutating func build<R: Record>(_ type: R.Type, reader: some PayloadReader) throws {
    _ = try collections[R.collection, default: CollectionImage()].build(type, reader: reader)
  }

  /// Whether the indexes of `type` are built and may be queried.
  func isBuilt<R: Record>(_ type: R.Type) -> Bool { collections[R.collection]?.schema(of: type) != nil }

  /// Checks a whole change set against this state.
  ///
  /// - Throws: ``StoreError`` naming every record that fails.
  mutating func check(_ changes: ChangeSet, reader: some PayloadReader) throws -> [PreparedChange] {
    guard !changes.isEmpty else { throw StoreError(.invalidChange, "an empty change set") }
    var builder = IndexBuilder(image: self, reader: reader)
    self = StoreImage()  // keeps the builder's copy the only one, so that nothing is cloned
    defer { self = builder.image }
    try changes.accept(&builder)
    var check = ChangeCheck(image: builder.image, reader: reader)
    try changes.accept(&check)
    try check.finish()
    return check.prepared
  }

  /// Applies checked changes. Cannot fail.
  ///
  /// - Parameter locations: where each change's payload will stand in a file; an image in memory has none.
  mutating func apply(
    _ prepared: [PreparedChange], position: UInt64, idempotencyKey: String?, locations: [PayloadLocation]? = nil
  ) {
    for (index, change) in prepared.enumerated() {
      switch change.kind {
      case .inserted, .updated:
        guard let held = change.held else { continue }
        let slot = Slot(revision: position, content: locations.map { .filed($0[index]) } ?? .held(held))
        collections[change.collection, default: CollectionImage()].put(
          change.id, slot, keys: change.keys, replacing: change.oldKeys)
      case .deleted: collections[change.collection]?.remove(change.id, keys: change.oldKeys)
      case .touched: collections[change.collection]?.touch(change.id, revision: position)
      }
    }
    if let idempotencyKey { idempotency.set(Self.idempotencyID(idempotencyKey), position) }
  }

  /// The position of the commit that used this key.
  func position(ofIdempotencyKey key: String) -> CommitPosition? {
    idempotency[Self.idempotencyID(key)].map { CommitPosition($0) }
  }

  // MARK: Reading

  func slot(_ collection: CollectionName, _ id: IdentifierBits) -> Slot? { collections[collection]?.records[id] }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>], reader: some PayloadReader) throws -> [Stored<R>?] {
    guard let collection = collections[R.collection] else { return ids.map { _ in nil } }
    return try ids.map { id in
      guard let slot = collection.records[id.bits] else { return nil }
      let record = try CollectionImage.record(type, slot, id: id.bits, reader: reader)
      return Stored(record, revision: Revision(slot.revision))
    }
  }

  func page<R: Record>(_ query: Query<R>, reader: some PayloadReader) throws -> Page<Stored<R>> {
    guard let collection = collections[R.collection], query.index == nil || collection.schema(of: R.self) != nil else {
      try Self.requireDeclared(query)
      return Page(items: [], next: nil)
    }
    let page = try collection.page(query)
    let items = try page.ids.map { id, slot in
      Stored(
        try CollectionImage.record(R.self, slot, id: id, reader: reader), revision: Revision(slot.revision))
    }
    return Page(items: items, next: page.next)
  }

  func count<R: Record>(_ query: Query<R>) throws -> Int {
    guard let collection = collections[R.collection], query.index == nil || collection.schema(of: R.self) != nil else {
      try Self.requireDeclared(query)
      return 0
    }
    return try collection.count(query)
  }

  private static func requireDeclared<R: Record>(_ query: Query<R>) throws {
    guard let name = query.index, !R.allIndexes.contains(where: { $0.name == name }) else { return }
    throw StoreError(.unknownIndex, "\(R.collection) declares no index \(name)")
  }
}

extension StoreImage {
  /// Builds the indexes of every record type in a change set.
  private struct IndexBuilder<Reader: PayloadReader>: ChangeVisitor {
    var image: StoreImage
    let reader: Reader

    mutating func visit<R: Record>(_ change: Change<R>) throws {
      if !image.isBuilt(R.self) { try image.build(R.self, reader: reader) }
    }
  }

  // MARK: Loading from a file

  /// Takes over a whole collection.
  mutating func load(_ collection: CollectionImage, as name: CollectionName) { collections[name] = collection }

  /// Remembers an idempotency key that was read from a file.
  mutating func remember(idempotencyID: IdentifierBits, position: UInt64) {
    idempotency.set(idempotencyID, position)
  }
}
