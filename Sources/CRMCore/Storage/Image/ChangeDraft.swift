/// One change of a unit of work with everything worked out that only its type can tell, so that it is checked without its type.
struct ChangeDraft: Sendable {
  var collection: CollectionName
  var id: IdentifierBits
  /// The revision that must be found; `nil`: there must be no record.
  var expected: UInt64?
  /// What is done; `nil` for a requirement.
  var kind: ChangedRecord.Kind?
  /// The new value of an inserted or updated record.
  var held: (any HeldRecord)?
  /// The keys of the new value: one ascending list per declared index.
  var keys: [[IndexKey]]
  var schema: any AnyCollectionSchema

  var reference: RecordReference { RecordReference(collection: collection, id: id.uuid) }
}

/// Makes drafts of the changes of a unit of work, and builds the indexes of their types.
struct ChangeDrafter<Reader: RecordReader>: ChangeVisitor {
  private(set) var image: StoreImage<Reader.Place>
  private(set) var drafts: [ChangeDraft] = []
  /// The schema of the latest change: most change sets hold records of one type.
  private var latest: (any AnyCollectionSchema)?
  private let reader: Reader

  init(image: StoreImage<Reader.Place>, reader: Reader, count: Int) {
    self.image = image
    self.reader = reader
    drafts.reserveCapacity(count)
  }

  mutating func visit<R: Record>(_ change: Change<R>) throws {
    let schema = try schema(of: R.self)
    switch change {
    case .insert(let record):
      add(record, expecting: nil, .inserted, schema)
    case .update(let record, let revision):
      add(record, expecting: revision.value, .updated, schema)
    case .delete(let id, let revision):
      add(id.bits, expecting: revision.value, .deleted, schema)
    case .touch(let id, let revision):
      add(id.bits, expecting: revision.value, .touched, schema)
    case .require(let id, let revision):
      add(id.bits, expecting: revision?.value, nil, schema)
    }
  }

  private mutating func schema<R: Record>(of type: R.Type) throws -> CollectionSchema<R> {
    if let known = latest as? CollectionSchema<R> { return known }
    let schema = try image.build(R.self, reader: reader)
    latest = schema
    return schema
  }

  private mutating func add<R: Record>(
    _ record: R, expecting revision: UInt64?, _ kind: ChangedRecord.Kind, _ schema: CollectionSchema<R>
  ) {
    drafts.append(
      ChangeDraft(
        collection: schema.collection, id: record.id.bits, expected: revision, kind: kind, held: Held(record),
        keys: schema.keys(of: record), schema: schema))
  }

  private mutating func add<R: Record>(
    _ id: IdentifierBits, expecting revision: UInt64?, _ kind: ChangedRecord.Kind?, _ schema: CollectionSchema<R>
  ) {
    drafts.append(
      ChangeDraft(
        collection: schema.collection, id: id, expected: revision, kind: kind, held: nil, keys: schema.noKeys,
        schema: schema))
  }
}
