/// The whole state of a store as a value: copying it is a snapshot.
///
/// `Place` is how it keeps a record: decoded, or as a place in a file (see ``RecordReader``).
struct StoreImage<Place: Sendable>: Sendable {
  typealias PreparedChange = CRMCore.PreparedChange

  private(set) var collections: [CollectionName: CollectionImage<Place>] = [:]
  /// The commits that first used each idempotency key, by the key's derived identifier.
  private(set) var idempotency = SortedTree<IdentifierBits, IdempotencyMark>()

  /// The identifier under which an idempotency key is kept.
  static func idempotencyID(_ key: String) -> IdentifierBits { IdempotencyMark.id(of: key) }

  /// Makes sure that the indexes of `type` are built; see ``CollectionImage/build(_:reader:)``.
  @discardableResult
  mutating func build<R: Record>(_ type: R.Type, reader: some RecordReader<Place>) throws -> CollectionSchema<R> {
    try collections[R.collection, default: CollectionImage()].build(type, reader: reader)
  }

  /// Whether the indexes of `type` are built and may be queried.
  func isBuilt<R: Record>(_ type: R.Type) -> Bool { collections[R.collection]?.schema(of: type) != nil }

  /// Checks a whole change set against this state.
  ///
  /// - Throws: ``StoreError`` naming every record that fails.
  mutating func check(_ changes: ChangeSet, reader: some RecordReader<Place>) throws -> [PreparedChange] {
    guard !changes.isEmpty else { throw StoreError(.invalidChange, "an empty change set") }
    var drafter = ChangeDrafter(image: self, reader: reader, count: changes.count)
    self = StoreImage()  // keeps the drafter's copy the only one, so that nothing is cloned
    defer { self = drafter.image }
    try changes.accept(&drafter)
    var check = ChangeCheck(image: drafter.image, reader: reader, count: changes.count)
    try check.judge(drafter.drafts)
    return check.prepared
  }

  /// Applies the checked changes of a commit. Cannot fail.
  ///
  /// - Precondition: the pages that it changes are in memory; see ``provide(_:)``.
  /// - Parameter place: where the record of the change with this number is; asked for inserted and updated ones.
  mutating func apply(_ prepared: [PreparedChange], of commit: Commit, place: (Int) -> Place?) {
    let revision = commit.position.value
    for (number, change) in prepared.enumerated() {
      switch change.kind {
      case .inserted, .updated:
        guard let place = place(number) else { continue }
        collections[change.collection, default: CollectionImage()].put(
          change.id, Slot(revision: revision, place: place), removing: change.removedKeys, adding: change.addedKeys)
      case .deleted: collections[change.collection]?.remove(change.id, keys: change.removedKeys)
      case .touched: collections[change.collection]?.touch(change.id, revision: revision)
      }
    }
    if let key = commit.idempotencyKey { remember(idempotencyID: Self.idempotencyID(key), IdempotencyMark(commit)) }
  }

  /// Reads the pages that the changes of a commit change into memory.
  ///
  /// - Throws: ``StoreError`` with code `unavailable` or `corrupted`; nothing has changed then.
  func provide(_ prepared: [PreparedChange]) throws {
    for change in prepared {
      guard let collection = collections[change.collection] else { continue }
      try collection.provide(change.id, change.removedKeys)
      try collection.provide(change.id, change.addedKeys)
    }
  }

  /// What is known of the commit that used this key.
  func mark(ofIdempotencyKey key: String) throws -> IdempotencyMark? { try idempotency[Self.idempotencyID(key)] }

  // MARK: Loading

  /// Takes over a whole collection, in place of the one that was there.
  mutating func load(_ collection: CollectionImage<Place>, as name: CollectionName) { collections[name] = collection }

  /// Remembers an idempotency key that was read from a file.
  mutating func remember(idempotencyID: IdentifierBits, _ mark: IdempotencyMark) {
    idempotency.set(idempotencyID, mark)
  }
}

extension StoreImage {
  func slot(_ collection: CollectionName, _ id: IdentifierBits) throws -> Slot<Place>? {
    try collections[collection]?.slot(id)
  }

  func fetch<R: Record>(
    _ type: R.Type, ids: [Identifier<R>], reader: some RecordReader<Place>
  ) throws -> [Stored<R>?] {
    try ids.map { try get($0, reader: reader) }
  }

  func get<R: Record>(_ id: Identifier<R>, reader: some RecordReader<Place>) throws -> Stored<R>? {
    guard let slot = try slot(R.collection, id.bits) else { return nil }
    return Stored(try reader.record(R.self, at: slot.place, id: id.bits), revision: Revision(slot.revision))
  }

  func page<R: Record>(_ query: Query<R>, reader: some RecordReader<Place>) throws -> Page<Stored<R>> {
    guard let collection = collections[R.collection], query.index == nil || collection.schema(of: R.self) != nil else {
      try Self.requireDeclared(query)
      return Page(items: [], next: nil)
    }
    let page = try collection.page(query)
    let items = try page.items.map { id, slot in
      Stored(try reader.record(R.self, at: slot.place, id: id), revision: Revision(slot.revision))
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
