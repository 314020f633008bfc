/// Collects documents, each identity once, and makes a segment of them.
package struct IndexSegmentBuilder {
  private var ids: [IdentifierBits] = []
  private var keyBytes: [UInt8] = []
  private var keyStarts: [UInt32] = [0]
  private var groups = TermGroup.allCases.map { _ in TermTableBuilder() }

  /// Nothing collected.
  package init() {}

  var count: Int { ids.count }

  /// Adds a document.
  package mutating func add(_ document: IndexedDocument) {
    let number = addDocument(IdentifierBits(document.id), sortKey: document.sortKey[...])
    for term in document.terms {
      let group = term.group.rawValue
      let term = groups[group].number(of: term.bytes)
      groups[group].add(term, number)
    }
  }

  /// Adds the documents of a segment that a filter lets pass.
  mutating func add(_ segment: IndexSegment, where isIncluded: (Int) -> Bool) {
    var numbers = [UInt32](repeating: .max, count: segment.count)
    for document in 0..<segment.count where isIncluded(document) {
      numbers[document] = addDocument(segment.ids[document], sortKey: segment.sortKey(document))
    }
    for group in TermGroup.allCases {
      segment.forEachList(in: group) { bytes, documents in
        guard documents.contains(where: { numbers[Int($0)] != .max }) else { return }
        let term = groups[group.rawValue].number(of: bytes)
        for document in documents where numbers[Int(document)] != .max {
          groups[group.rawValue].add(term, numbers[Int(document)])
        }
      }
    }
  }

  /// The segment of everything that was added.
  consuming func segment() -> IndexSegment {
    let order = documentOrder()
    var ranks = [UInt32](repeating: 0, count: order.count)
    var orderedBytes: [UInt8] = []
    orderedBytes.reserveCapacity(keyBytes.count)
    var orderedStarts: [UInt32] = [0]
    orderedStarts.reserveCapacity(order.count + 1)
    for (rank, number) in order.enumerated() {
      ranks[Int(number)] = UInt32(rank)
      orderedBytes.append(contentsOf: sortKey(number))
      orderedStarts.append(UInt32(orderedBytes.count))
    }
    var tables: [TermTable] = []
    for group in groups.indices {
      tables.append(groups[group].table(ranks: ranks))
      // What is not needed any more makes room for the next group.
      groups[group] = TermTableBuilder()
    }
    return IndexSegment(
      ids: order.map { ids[Int($0)] }, keyBytes: orderedBytes, keyStarts: orderedStarts, tables: tables)
  }

  private mutating func addDocument(_ id: IdentifierBits, sortKey: ArraySlice<UInt8>) -> UInt32 {
    ids.append(id)
    keyBytes.append(contentsOf: sortKey)
    keyStarts.append(UInt32(keyBytes.count))
    return UInt32(ids.count - 1)
  }

  private func sortKey(_ number: UInt32) -> ArraySlice<UInt8> {
    keyBytes[Int(keyStarts[Int(number)])..<Int(keyStarts[Int(number) + 1])]
  }

  private func documentOrder() -> [UInt32] {
    let keyed = (0..<UInt32(ids.count)).map { (beginning: sortKey($0).firstEight, number: $0) }
    return keyed.sorted { left, right in
      if left.beginning != right.beginning { return left.beginning < right.beginning }
      let leftKey = sortKey(left.number)
      let rightKey = sortKey(right.number)
      if leftKey.elementsEqual(rightKey) { return ids[Int(left.number)] < ids[Int(right.number)] }
      return leftKey.lexicographicallyPrecedes(rightKey)
    }.map(\.number)
  }
}
