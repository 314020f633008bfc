/// A sorted dictionary of terms with the documents of each, in flat arrays.
///
/// Sixteen terms form a block: the first one is written out, of the others what differs from the term before it. Prefixes that
/// many terms begin with have a united list of their own, so that the documents of a prefix are read and not gathered.
struct TermTable: Sendable {
  static let blockLength = 16
  /// A prefix of two terms or more with more documents than this has a united list.
  static let gatheredCount = 512

  let count: Int
  private let heads: [UInt32]
  private let terms: PostingStorage
  private let unitedRanges: [UInt64]
  private let unitedOffsets: [UInt32]
  private let united: PostingStorage

  init(
    count: Int, heads: [UInt32], terms: PostingStorage, unitedRanges: [UInt64], unitedOffsets: [UInt32],
    united: PostingStorage
  ) {
    self.count = count
    self.heads = heads
    self.terms = terms
    self.unitedRanges = unitedRanges
    self.unitedOffsets = unitedOffsets
    self.united = united
  }

  /// The bytes that the table takes in memory.
  var byteCount: Int {
    let lists = terms.bytes.count + united.bytes.count + 8 * (terms.words.count + united.words.count)
    return lists + 4 * heads.count + 12 * unitedRanges.count
  }

  /// Reads terms in order.
  struct Cursor {
    private let storage: PostingStorage
    private var position: Int
    private(set) var index: Int
    private(set) var term: [UInt8] = []
    private(set) var listOffset = 0

    fileprivate init(_ storage: PostingStorage, head: Int, index: Int) {
      self.storage = storage
      self.index = index - 1
      position = head
    }

    /// Goes to the next term; the caller knows that there is one.
    mutating func advance() {
      let common = Varint.read(storage.bytes, &position)
      let length = Varint.read(storage.bytes, &position)
      term.removeLast(term.count - common)
      term.append(contentsOf: storage.bytes[position..<position + length])
      position += length
      let listLength = Varint.read(storage.bytes, &position)
      listOffset = position
      position += listLength
      index += 1
    }

    var list: PostingList { storage.list(at: listOffset) }
  }

  /// A cursor before the first term of the block that holds a term.
  private func cursor(inBlockOf index: Int) -> Cursor {
    let block = index / Self.blockLength
    return Cursor(terms, head: Int(heads[block]), index: block * Self.blockLength)
  }

  /// A cursor at a term.
  func cursor(at index: Int) -> Cursor {
    var cursor = cursor(inBlockOf: index)
    while cursor.index < index { cursor.advance() }
    return cursor
  }

  /// The number of terms below the given one.
  func lowerBound(of term: [UInt8]) -> Int {
    // The last block whose first term is not above the given one.
    var low = 0
    var high = heads.count
    while low < high {
      let middle = (low + high) / 2
      if headIsBelow(term, block: middle) { low = middle + 1 } else { high = middle }
    }
    guard low > 0 else { return 0 }
    let block = low - 1
    var cursor = cursor(inBlockOf: block * Self.blockLength)
    let end = min((block + 1) * Self.blockLength, count)
    while cursor.index + 1 < end {
      cursor.advance()
      if !cursor.term.lexicographicallyPrecedes(term) { return cursor.index }
    }
    return end
  }

  private func headIsBelow(_ term: [UInt8], block: Int) -> Bool {
    var position = Int(heads[block]) + 1
    let length = Varint.read(terms.bytes, &position)
    for index in 0..<min(length, term.count) {
      let byte = terms.bytes[position &+ index]
      if byte != term[index] { return byte < term[index] }
    }
    return length < term.count
  }

  /// The terms that begin with a prefix. O(log n).
  func range(ofPrefix prefix: [UInt8]) -> Range<Int> {
    guard count > 0 else { return 0..<0 }
    let start = lowerBound(of: prefix)
    // 0xFF occurs in no UTF-8 text.
    return start..<max(start, lowerBound(of: prefix + [0xFF]))
  }

  /// The documents of one term; `nil` if the table does not have it. O(log n).
  func list(of term: [UInt8]) -> PostingList? {
    guard count > 0 else { return nil }
    let index = lowerBound(of: term)
    guard index < count else { return nil }
    let cursor = cursor(at: index)
    return cursor.term == term ? cursor.list : nil
  }

  /// The documents of neighbouring terms that are all terms of one prefix.
  func list(ofPrefixRange range: Range<Int>) -> PostingList? {
    guard !range.isEmpty else { return nil }
    if range.count == 1 { return cursor(at: range.lowerBound).list }
    let key = Self.key(range)
    var low = 0
    var high = unitedRanges.count
    while low < high {
      let middle = (low + high) / 2
      if unitedRanges[middle] < key { low = middle + 1 } else { high = middle }
    }
    if low < unitedRanges.count, unitedRanges[low] == key { return united.list(at: Int(unitedOffsets[low])) }
    return gather(range)
  }

  private func gather(_ range: Range<Int>) -> PostingList {
    var documents: [UInt32] = []
    var cursor = cursor(at: range.lowerBound)
    while true {
      cursor.list.append(from: 0, limit: .max / 2, to: &documents)
      guard cursor.index + 1 < range.upperBound else { break }
      cursor.advance()
    }
    documents.sort()
    return .array(documents.withoutRepetitions())
  }

  static func key(_ range: Range<Int>) -> UInt64 { UInt64(range.lowerBound) << 32 | UInt64(range.upperBound) }
}

extension [UInt32] {
  /// Ascending numbers, each once.
  func withoutRepetitions() -> [UInt32] {
    var result: [UInt32] = []
    result.reserveCapacity(count)
    for number in self where result.last != number { result.append(number) }
    return result
  }
}
