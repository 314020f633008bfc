/// Checks a change set against an image: collects everything that is wrong, and what is needed to apply it if nothing is.
struct ChangeCheck<Reader: RecordReader>: ChangeVisitor {
  private let image: StoreImage<Reader.Place>
  private let reader: Reader
  private(set) var prepared: [PreparedChange] = []
  private var failing: [RecordReference] = []
  private var twice: [RecordReference] = []
  private var written: Set<Written> = []
  /// The records that are only touched: they keep their keys.
  private var touched: Set<Written> = []
  private var claims: [Claim: IdentifierBits] = [:]
  private var duplicates: [StoreError.DuplicateKey] = []

  // Identifiers and keys hardly ever meet in two collections, so the names are compared but not hashed.

  private struct Written: Hashable {
    var collection: CollectionName
    var id: IdentifierBits

    func hash(into hasher: inout Hasher) { hasher.combine(id) }
  }

  private struct Claim: Hashable {
    var collection: CollectionName
    var index: Int
    var name: IndexName
    var key: IndexKey

    func hash(into hasher: inout Hasher) {
      hasher.combine(index)
      hasher.combine(key)
    }
  }

  init(image: StoreImage<Reader.Place>, reader: Reader) {
    self.image = image
    self.reader = reader
  }

  mutating func visit<R: Record>(_ change: Change<R>) throws {
    let id = change.id.bits
    let slot = image.slot(R.collection, id)
    guard slot?.revision == change.expectedRevision?.value else {
      failing.append(RecordReference(change.id))
      return
    }
    guard change.isWrite else { return }
    guard written.insert(Written(collection: R.collection, id: id)).inserted else {
      twice.append(RecordReference(change.id))
      return
    }
    guard let schema = image.collections[R.collection]?.schema(of: R.self) else {
      throw StoreError(.invalidChange, "two record types share the collection \(R.collection)")
    }
    switch change {
    case .insert(let record): prepare(record, .inserted, oldKeys: schema.noKeys, schema)
    case .update(let record, _): prepare(record, .updated, oldKeys: try oldKeys(slot, id, schema), schema)
    case .delete:
      prepared.append(
        PreparedChange(
          collection: R.collection, id: id, kind: .deleted, held: nil, removedKeys: try keysToRemove(slot, id, schema),
          addedKeys: schema.noKeys))
    case .touch:
      touched.insert(Written(collection: R.collection, id: id))
      prepared.append(
        PreparedChange(
          collection: R.collection, id: id, kind: .touched, held: nil, removedKeys: schema.noKeys,
          addedKeys: schema.noKeys))
    case .require: break
    }
  }

  private func oldKeys<R: Record>(
    _ slot: Slot<Reader.Place>?, _ id: IdentifierBits, _ schema: CollectionSchema<R>
  ) throws -> [[IndexKey]] {
    guard let slot, !schema.indexes.isEmpty else { return schema.noKeys }
    return schema.keys(of: try reader.record(R.self, at: slot.place, id: id))
  }

  /// The keys of a record that goes. One that only a newer program can decode may go too: its keys are looked for then.
  private func keysToRemove<R: Record>(
    _ slot: Slot<Reader.Place>?, _ id: IdentifierBits, _ schema: CollectionSchema<R>
  ) throws -> [[IndexKey]] {
    do {
      return try oldKeys(slot, id, schema)
    } catch let error as StoreError where error.code == .incompatibleVersion {
      return image.collections[R.collection]?.indexedKeys(of: id) ?? schema.noKeys
    }
  }

  private mutating func prepare<R: Record>(
    _ record: R, _ kind: ChangedRecord.Kind, oldKeys: [[IndexKey]], _ schema: CollectionSchema<R>
  ) {
    let id = record.id.bits
    let keys = schema.keys(of: record)
    for position in schema.uniqueIndexes {
      let index = schema.indexes[position]
      for key in keys[position] {
        let claim = Claim(collection: R.collection, index: position, name: index.name, key: key)
        if let other = claims.updateValue(id, forKey: claim) { report(claim, id, holder: other) }
      }
    }
    var removed = oldKeys
    var added = keys
    for position in keys.indices where !oldKeys[position].isEmpty {
      removed[position] = oldKeys[position].subtracting(sorted: keys[position])
      added[position] = keys[position].subtracting(sorted: oldKeys[position])
    }
    prepared.append(
      PreparedChange(
        collection: R.collection, id: id, kind: kind, held: Held(record), removedKeys: removed, addedKeys: added))
  }

  private mutating func report(_ claim: Claim, _ id: IdentifierBits, holder: IdentifierBits) {
    duplicates.append(
      StoreError.DuplicateKey(
        index: claim.name, record: RecordReference(collection: claim.collection, id: id.uuid),
        holder: RecordReference(collection: claim.collection, id: holder.uuid)))
  }

  /// Judges the unique keys against the records that this change set leaves alone, then throws everything found.
  mutating func finish() throws {
    for (claim, id) in claims {
      let holder = image.collections[claim.collection]?.holder(of: claim.key, inIndex: claim.index) { id in
        let record = Written(collection: claim.collection, id: id)
        return written.contains(record) && !touched.contains(record)
      }
      if let holder { report(claim, id, holder: holder) }
    }
    guard failing.isEmpty, twice.isEmpty, duplicates.isEmpty else { throw failure() }
  }

  private func failure() -> StoreError {
    let records = Set(failing + twice + duplicates.map(\.record)).sorted()
    let sorted = duplicates.sorted { ($0.record, $0.index.rawValue) < ($1.record, $1.index.rawValue) }
    if !twice.isEmpty {
      return StoreError(.invalidChange, "a record is written twice", records: records, duplicates: sorted)
    }
    if !failing.isEmpty {
      return StoreError(.conflict, "changed since it was read", records: records, duplicates: sorted)
    }
    return StoreError(.duplicateKey, records: records, duplicates: sorted)
  }
}
