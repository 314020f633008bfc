/// One checked change, ready to be applied without any way to fail.
struct PreparedChange: Sendable {
  var collection: CollectionName
  var id: IdentifierBits
  var kind: ChangedRecord.Kind
  var held: (any HeldRecord)?
  /// The keys that only the old version has: one ascending list per declared index.
  var removedKeys: [[IndexKey]]
  /// The keys that only the new version has: one ascending list per declared index.
  var addedKeys: [[IndexKey]]

  var reference: RecordReference { RecordReference(collection: collection, id: id.uuid) }

  /// How many bytes it adds to the pages of the trees at most: some pages have room to spare.
  var indexBytes: Int {
    2 * addedKeys.reduce(40) { sum, keys in keys.reduce(sum) { $0 + 20 + $1.bytes.count } }
  }

  /// The change as history tells it.
  var changedRecord: ChangedRecord {
    if let held { return ChangedRecord(reference, kind: kind, held: held) }
    return ChangedRecord(reference, kind: kind)
  }
}

extension [IndexKey] {
  /// The keys that are not in `other`; both are ascending. O(n + m).
  func subtracting(sorted other: [IndexKey]) -> [IndexKey] {
    guard !isEmpty, !other.isEmpty else { return self }
    var result: [IndexKey] = []
    var rest = other[...]
    for key in self {
      while let first = rest.first, first < key { rest.removeFirst() }
      if rest.first != key { result.append(key) }
    }
    return result
  }
}
