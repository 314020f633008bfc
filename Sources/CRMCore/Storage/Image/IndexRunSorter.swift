/// Sorts the changes of an ``IndexRun`` by key and identifier, those of the same entry in the order in which they came.
///
/// Compares keys word by word: all changes by the first seven bytes of their keys, then each group that these leave together by the next
/// seven, at last by the identifiers. So each byte of a key is fetched about once, instead of once per comparison. Small groups are
/// sorted by comparing.
struct IndexRunSorter {
  private struct Item {
    /// What is compared: seven bytes of the key, then how many are left of it (8 stands for more than seven).
    var word: UInt64
    var index: UInt32
  }

  private enum Stage {
    case key(depth: Int)
    case high
    case low
  }

  private let run: IndexRun
  private var items: [Item]
  private var buffer: [Item] = []
  private var groups: [(range: Range<Int>, stage: Stage)] = []
  /// For each place of the result, whether the next change is to the same entry.
  private(set) var isRepeated: [Bool]

  init(_ run: IndexRun) {
    self.run = run
    items = run.ids.indices.map { Item(word: 0, index: UInt32($0)) }
    isRepeated = Array(repeating: false, count: items.count)
  }

  /// The numbers of the changes in order.
  mutating func sorted() -> [UInt32] {
    groups = [(items.indices, .key(depth: 0))]
    while let (range, stage) = groups.popLast() {
      if range.count <= 12 {
        sortByComparing(range, stage)
      } else {
        sort(range, stage)
      }
    }
    return items.map(\.index)
  }

  private mutating func sort(_ range: Range<Int>, _ stage: Stage) {
    if !load(range, stage) {
      if range.count > 1000 {
        radixSort(range)
      } else {
        items[range].sort { ($0.word, $0.index) < ($1.word, $1.index) }
      }
    }
    var start = range.lowerBound
    while start < range.upperBound {
      let word = items[start].word
      var end = start + 1
      while end < range.upperBound, items[end].word == word { end += 1 }
      if end > start + 1 { note(start..<end, word, stage) }
      start = end
    }
  }

  /// Plans what is to be done with changes that are alike so far.
  private mutating func note(_ range: Range<Int>, _ word: UInt64, _ stage: Stage) {
    switch stage {
    case .key(let depth): groups.append((range, word & 0xFF == 8 ? .key(depth: depth + 7) : .high))
    case .high: groups.append((range, .low))
    case .low: for place in range.dropLast() { isRepeated[place] = true }
    }
  }

  /// Fetches what is compared next; says whether it is in order already.
  private mutating func load(_ range: Range<Int>, _ stage: Stage) -> Bool {
    var isSorted = true
    var last: UInt64 = 0
    let run = run
    let bytes = run.keys.span
    var items = items.mutableSpan
    for place in range {
      let index = Int(items[place].index)
      let word: UInt64
      switch stage {
      case .key(let depth):
        let key = run.range(index)
        let start = key.lowerBound &+ depth
        let left = key.upperBound &- start
        word = bytes.head(start..<(start &+ min(left, 7))) | UInt64(truncatingIfNeeded: min(left, 8))
      case .high: word = run.ids[index].high
      case .low: word = run.ids[index].low
      }
      if word < last { isSorted = false }
      last = word
      items[place].word = word
    }
    return isSorted
  }

  private mutating func sortByComparing(_ range: Range<Int>, _ stage: Stage) {
    let depth: Int
    if case .key(let reached) = stage { depth = reached } else { depth = 0 }
    for place in range.dropFirst() {
      let index = items[place].index
      var hole = place
      while hole > range.lowerBound {
        let before = items[hole - 1].index
        let order = run.compare(Int(before), Int(index), from: depth)
        guard order > 0 || (order == 0 && before > index) else { break }
        items[hole].index = before
        hole -= 1
      }
      items[hole].index = index
    }
    for place in range.dropLast() {
      isRepeated[place] = run.compare(Int(items[place].index), Int(items[place + 1].index), from: depth) == 0
    }
  }

  /// Sorts by the words, byte by byte from the last one; bytes that are the same everywhere are passed over.
  private mutating func radixSort(_ range: Range<Int>) {
    if buffer.count < items.count { buffer = items }
    let first = items[range.lowerBound].word
    let differing = items[range].reduce(0) { $0 | ($1.word ^ first) }
    var isInItems = true
    for shift in stride(from: 0 as UInt64, to: 64, by: 8) where (differing &>> shift) & 0xFF != 0 {
      if isInItems {
        Self.distribute(&items, into: &buffer, range, shift)
      } else {
        Self.distribute(&buffer, into: &items, range, shift)
      }
      isInItems.toggle()
    }
    guard !isInItems else { return }
    for place in range { items[place] = buffer[place] }
  }

  private static func distribute(_ from: inout [Item], into to: inout [Item], _ range: Range<Int>, _ shift: UInt64) {
    var places = [Int](repeating: 0, count: 256)
    let source = from.span
    for place in range { places[Int((source[place].word &>> shift) & 0xFF)] &+= 1 }
    var sum = range.lowerBound
    for byte in 0..<256 {
      let count = places[byte]
      places[byte] = sum
      sum &+= count
    }
    var target = to.mutableSpan
    var next = places.mutableSpan
    for place in range {
      let item = source[place]
      let byte = Int((item.word &>> shift) & 0xFF)
      target[next[byte]] = item
      next[byte] &+= 1
    }
  }
}
