/// Collects the pairs of term and document of one group and makes a ``TermTable`` of them.
struct TermTableBuilder {
  private var interner = TermInterner()
  private var pairTerms: [UInt32] = []
  private var pairDocuments: [UInt32] = []

  /// The number that stands for a term in this builder.
  mutating func number(of term: [UInt8]) -> UInt32 { interner.number(of: term) }

  mutating func add(_ term: UInt32, _ document: UInt32) {
    pairTerms.append(term)
    pairDocuments.append(document)
  }

  /// - Parameter ranks: the final number of each document, by the number under which it was added.
  func table(ranks: [UInt32]) -> TermTable {
    let order = interner.sortedNumbers()
    var places = [UInt32](repeating: 0, count: order.count)
    for (place, number) in order.enumerated() { places[Int(number)] = UInt32(place) }
    let (starts, documents) = lists(places: places, ranks: ranks, termCount: order.count)

    var writer = PostingWriter(documentCount: ranks.count)
    var bytes: [UInt8] = []
    var heads: [UInt32] = []
    var shared: [Int] = []
    shared.reserveCapacity(order.count)
    var last: ArraySlice<UInt8> = []
    var coded: [UInt8] = []
    for (place, number) in order.enumerated() {
      let term = interner.bytes(of: number)
      let common = place == 0 ? 0 : Self.commonLength(last, term)
      shared.append(common)
      let isHead = place % TermTable.blockLength == 0
      if isHead { heads.append(UInt32(bytes.count)) }
      Varint.append(isHead ? 0 : common, to: &bytes)
      let rest = isHead ? term : term.dropFirst(common)
      Varint.append(rest.count, to: &bytes)
      bytes.append(contentsOf: rest)
      coded.removeAll(keepingCapacity: true)
      writer.append(documents[Int(starts[place])..<Int(starts[place + 1])], to: &coded)
      Varint.append(coded.count, to: &bytes)
      bytes.append(contentsOf: coded)
      last = term
    }
    let terms = PostingStorage(bytes: bytes, words: writer.words, documentCount: ranks.count)
    let united = UnitedLists(shared: shared, starts: starts, documents: documents, documentCount: ranks.count)
    return TermTable(
      count: order.count, heads: heads, terms: terms, unitedRanges: united.ranges, unitedOffsets: united.offsets,
      united: united.storage)
  }

  /// The documents of each term in ascending order, each once: two passes of counting sort, first by document, then by term.
  private func lists(places: [UInt32], ranks: [UInt32], termCount: Int) -> (starts: [UInt32], documents: [UInt32]) {
    var nextOfRank = [UInt32](repeating: 0, count: ranks.count + 1)
    for document in pairDocuments { nextOfRank[Int(ranks[Int(document)]) + 1] += 1 }
    for rank in ranks.indices { nextOfRank[rank + 1] += nextOfRank[rank] }
    var byRank = [UInt64](repeating: 0, count: pairTerms.count)
    for (term, document) in zip(pairTerms, pairDocuments) {
      let rank = ranks[Int(document)]
      let place = Int(nextOfRank[Int(rank)])
      nextOfRank[Int(rank)] += 1
      byRank[place] = UInt64(places[Int(term)]) << 32 | UInt64(rank)
    }
    var starts = [UInt32](repeating: 0, count: termCount + 1)
    for term in pairTerms { starts[Int(places[Int(term)]) + 1] += 1 }
    for term in 0..<termCount { starts[term + 1] += starts[term] }
    var next = starts
    var documents = [UInt32](repeating: 0, count: pairTerms.count)
    for pair in byRank {
      let term = Int(pair >> 32)
      documents[Int(next[term])] = UInt32(truncatingIfNeeded: pair)
      next[term] += 1
    }
    return (starts, documents)
  }

  private static func commonLength(_ left: ArraySlice<UInt8>, _ right: ArraySlice<UInt8>) -> Int {
    var length = 0
    for (a, b) in zip(left, right) {
      guard a == b else { break }
      length += 1
    }
    return length
  }
}

/// The united lists of the prefixes that many terms begin with.
private struct UnitedLists {
  private(set) var ranges: [UInt64] = []
  private(set) var offsets: [UInt32] = []
  let storage: PostingStorage

  /// - Parameter shared: by term, how many bytes it has in common with the one before it.
  init(shared: [Int], starts: [UInt32], documents: [UInt32], documentCount: Int) {
    var found = Self.prefixRanges(shared: shared).filter {
      Int(starts[$0.upperBound] - starts[$0.lowerBound]) > TermTable.gatheredCount
    }
    found.sort { TermTable.key($0) < TermTable.key($1) }
    var writer = PostingWriter(documentCount: documentCount)
    var bytes: [UInt8] = []
    var words = [UInt64](repeating: 0, count: (documentCount + 63) / 64)
    var gathered: [UInt32] = []
    for range in found {
      for document in documents[Int(starts[range.lowerBound])..<Int(starts[range.upperBound])] {
        words[Int(document >> 6)] |= 1 &<< UInt64(document & 63)
      }
      gathered.removeAll(keepingCapacity: true)
      for index in words.indices {
        var word = words[index]
        words[index] = 0
        while word != 0 {
          gathered.append(UInt32(truncatingIfNeeded: index << 6 | word.trailingZeroBitCount))
          word &= word &- 1
        }
      }
      ranges.append(TermTable.key(range))
      offsets.append(UInt32(bytes.count))
      writer.append(gathered[...], to: &bytes)
    }
    storage = PostingStorage(bytes: bytes, words: writer.words, documentCount: documentCount)
  }

  /// The ranges of at least two terms that are all terms of some prefix: the intervals between smaller common beginnings.
  private static func prefixRanges(shared: [Int]) -> [Range<Int>] {
    var result: [Range<Int>] = []
    var open: [(length: Int, start: Int)] = []
    for index in 1..<max(shared.count, 1) {
      var start = index - 1
      while let last = open.last, last.length > shared[index] {
        result.append(last.start..<index)
        start = last.start
        open.removeLast()
      }
      if shared[index] > 0, open.last.map({ $0.length < shared[index] }) ?? true {
        open.append((shared[index], start))
      }
    }
    for last in open { result.append(last.start..<shared.count) }
    return result
  }
}
