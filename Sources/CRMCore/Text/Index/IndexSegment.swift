import Foundation

/// A part of an index that does not change any more: documents in the order of their sort keys, and a table per group of terms.
final class IndexSegment: Sendable {
  let ids: [IdentifierBits]
  /// The documents in the order of their identities.
  private let idOrder: [UInt32]
  private let keyBytes: [UInt8]
  private let keyStarts: [UInt32]
  let tables: [TermTable]
  let typos: TypoTrie

  var count: Int { ids.count }

  init(ids: [IdentifierBits], keyBytes: [UInt8], keyStarts: [UInt32], tables: [TermTable]) {
    self.ids = ids
    idOrder = (0..<UInt32(ids.count)).sorted { ids[Int($0)] < ids[Int($1)] }
    self.keyBytes = keyBytes
    self.keyStarts = keyStarts
    self.tables = tables
    typos = TypoTrie(tables[TermGroup.names.rawValue])
  }

  /// The bytes that the segment takes in memory.
  var byteCount: Int {
    let fixed = 20 * ids.count + keyBytes.count + 4 * keyStarts.count + typos.byteCount
    return tables.reduce(fixed) { $0 + $1.byteCount }
  }

  subscript(group: TermGroup) -> TermTable { tables[group.rawValue] }

  func sortKey(_ document: Int) -> ArraySlice<UInt8> {
    keyBytes[Int(keyStarts[document])..<Int(keyStarts[document + 1])]
  }

  /// The document of a record. O(log n).
  func document(_ id: IdentifierBits) -> Int? {
    var low = 0
    var high = idOrder.count
    while low < high {
      let middle = (low + high) / 2
      if ids[Int(idOrder[middle])] < id { low = middle + 1 } else { high = middle }
    }
    guard low < idOrder.count, ids[Int(idOrder[low])] == id else { return nil }
    return Int(idOrder[low])
  }

  /// The number of documents that do not come after a position in the order of names. O(log n).
  func count(upTo position: HitPosition) -> Int {
    let id = IdentifierBits(position.id)
    var low = 0
    var high = count
    while low < high {
      let middle = (low + high) / 2
      let key = sortKey(middle)
      let isAfter =
        key.elementsEqual(position.sortKey)
        ? id < ids[middle] : position.sortKey.lexicographicallyPrecedes(key)
      if isAfter { high = middle } else { low = middle + 1 }
    }
    return low
  }

  /// The documents as they were put in, those that a filter lets pass. O(terms).
  func documents(where isIncluded: (Int) -> Bool) -> [IndexedDocument] {
    var terms: [[IndexTerm]] = Array(repeating: [], count: count)
    for group in TermGroup.allCases {
      forEachList(in: group) { bytes, documents in
        let term = IndexTerm(group, String(decoding: bytes, as: UTF8.self))
        for document in documents where isIncluded(Int(document)) { terms[Int(document)].append(term) }
      }
    }
    return (0..<count).filter(isIncluded).map { document in
      let key = String(decoding: sortKey(document), as: UTF8.self)
      let hasKey = sortKey(document).first != 0xFF
      return IndexedDocument(id: ids[document].uuid, sortKey: hasKey ? key : nil, terms: Set(terms[document]))
    }
  }

  /// Every term of a group with its documents.
  func forEachList(in group: TermGroup, _ body: (_ term: [UInt8], _ documents: [UInt32]) -> Void) {
    let table = self[group]
    guard table.count > 0 else { return }
    var cursor = table.cursor(at: 0)
    var documents: [UInt32] = []
    while true {
      documents.removeAll(keepingCapacity: true)
      cursor.list.append(from: 0, limit: .max / 2, to: &documents)
      body(cursor.term, documents)
      guard cursor.index + 1 < table.count else { return }
      cursor.advance()
    }
  }
}
