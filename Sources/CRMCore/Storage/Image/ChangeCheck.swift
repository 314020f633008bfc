/// Checks drafts against an image: collects everything that is wrong, and what is needed to apply them if nothing is.
struct ChangeCheck<Reader: RecordReader> {
  private let image: StoreImage<Reader.Place>
  private let reader: Reader
  private(set) var prepared: [PreparedChange] = []
  private var failing: [RecordReference] = []
  private var twice: [RecordReference] = []
  private var written: Set<WrittenRecord>
  /// The records that are only touched: they keep their keys.
  private var touched: Set<WrittenRecord> = []
  private var claims: [UniqueClaim: IdentifierBits] = [:]
  private var duplicates: [StoreError.DuplicateKey] = []

  init(image: StoreImage<Reader.Place>, reader: Reader, count: Int) {
    self.image = image
    self.reader = reader
    written = Set(minimumCapacity: count)
    prepared.reserveCapacity(count)
  }

  /// Judges all changes, then throws everything found.
  mutating func judge(_ drafts: [ChangeDraft]) throws {
    var name: CollectionName?
    var collection = CollectionImage<Reader.Place>()
    for draft in drafts {
      if name != draft.collection {
        name = draft.collection
        collection = image.collections[draft.collection] ?? CollectionImage()
      }
      try judge(draft, collection)
    }
    try findHolders()
    guard failing.isEmpty, twice.isEmpty, duplicates.isEmpty else { throw failure() }
  }

  private mutating func judge(_ draft: ChangeDraft, _ collection: CollectionImage<Reader.Place>) throws {
    let slot = try collection.records[draft.id]
    guard slot?.revision == draft.expected else {
      failing.append(draft.reference)
      return
    }
    guard let kind = draft.kind else { return }
    let record = WrittenRecord(collection: draft.collection, id: draft.id)
    guard written.insert(record).inserted else {
      twice.append(draft.reference)
      return
    }
    var change = PreparedChange(
      collection: draft.collection, id: draft.id, kind: kind, held: draft.held, removedKeys: draft.schema.noKeys,
      addedKeys: draft.keys)
    switch kind {
    case .inserted: claim(draft)
    case .updated:
      claim(draft)
      change.removedKeys = try oldKeys(draft, slot)
      for position in draft.keys.indices where !change.removedKeys[position].isEmpty {
        let old = change.removedKeys[position]
        change.removedKeys[position] = old.subtracting(sorted: draft.keys[position])
        change.addedKeys[position] = draft.keys[position].subtracting(sorted: old)
      }
    case .deleted: change.removedKeys = try keysToRemove(draft, slot, collection)
    case .touched: touched.insert(record)
    }
    prepared.append(change)
  }

  private mutating func claim(_ draft: ChangeDraft) {
    for position in draft.schema.uniqueIndexes {
      for key in draft.keys[position] {
        let claim = UniqueClaim(collection: draft.collection, index: position, key: key)
        if let other = claims.updateValue(draft.id, forKey: claim) { report(claim, draft.id, holder: other) }
      }
    }
  }

  private func oldKeys(_ draft: ChangeDraft, _ slot: Slot<Reader.Place>?) throws -> [[IndexKey]] {
    guard let slot, !draft.schema.noKeys.isEmpty else { return draft.schema.noKeys }
    return try draft.schema.keys(at: slot.place, of: draft.id, reader)
  }

  /// The keys of a record that goes. One that only a newer program can decode may go too: its keys are looked for then.
  private func keysToRemove(
    _ draft: ChangeDraft, _ slot: Slot<Reader.Place>?, _ collection: CollectionImage<Reader.Place>
  ) throws -> [[IndexKey]] {
    do {
      return try oldKeys(draft, slot)
    } catch let error as StoreError where error.code == .incompatibleVersion {
      return try collection.indexedKeys(of: draft.id)
    }
  }

  /// Judges the unique keys against the records that this change set leaves alone.
  private mutating func findHolders() throws {
    for (claim, id) in claims {
      let holder = try image.collections[claim.collection]?.holder(of: claim.key, inIndex: claim.index) { id in
        let record = WrittenRecord(collection: claim.collection, id: id)
        return written.contains(record) && !touched.contains(record)
      }
      if let holder { report(claim, id, holder: holder) }
    }
  }

  private mutating func report(_ claim: UniqueClaim, _ id: IdentifierBits, holder: IdentifierBits) {
    guard let index = image.collections[claim.collection]?.indexes[claim.index].declaration.name else { return }
    duplicates.append(
      StoreError.DuplicateKey(
        index: index, record: RecordReference(collection: claim.collection, id: id.uuid),
        holder: RecordReference(collection: claim.collection, id: holder.uuid)))
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

// Identifiers and keys hardly ever meet in two collections, so the names are compared but not hashed.

private struct WrittenRecord: Hashable {
  var collection: CollectionName
  var id: IdentifierBits

  func hash(into hasher: inout Hasher) { hasher.combine(id) }
}

private struct UniqueClaim: Hashable {
  var collection: CollectionName
  var index: Int
  var key: IndexKey

  func hash(into hasher: inout Hasher) {
    hasher.combine(index)
    hasher.combine(key)
  }
}
