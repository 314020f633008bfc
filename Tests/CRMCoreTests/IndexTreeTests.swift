import Testing

@testable import CRMCore

/// The tree of index entries, against a sorted array.
@Suite struct IndexTreeTests {
  private typealias Entry = (key: IndexKey, id: IdentifierBits)

  /// What the tree must be equal to.
  private struct Model {
    var entries: [Entry] = []

    private static func isLess(_ left: Entry, _ right: Entry) -> Bool {
      left.key == right.key ? left.id < right.id : left.key < right.key
    }

    func rank(_ entry: Entry) -> Int {
      var low = 0
      var high = entries.count
      while low < high {
        let middle = (low + high) / 2
        if Self.isLess(entries[middle], entry) { low = middle + 1 } else { high = middle }
      }
      return low
    }

    func contains(_ entry: Entry) -> Bool {
      let index = rank(entry)
      return index < entries.count && entries[index] == entry
    }

    mutating func insert(_ entry: Entry) -> Bool {
      if contains(entry) { return false }
      entries.insert(entry, at: rank(entry))
      return true
    }

    mutating func remove(_ entry: Entry) -> Bool {
      guard contains(entry) else { return false }
      entries.remove(at: rank(entry))
      return true
    }
  }

  /// Kinds of keys that stress the pages in different ways.
  enum Keys: String, CaseIterable, Sendable {
    /// Few bytes of few values: prefixes of one another, the empty key, equal keys with different identifiers.
    case short
    /// Texts with a long beginning in common.
    case shared
    /// Only a few keys, each with many identifiers.
    case few
    /// Some keys are much longer than a page.
    case huge
    /// Random bytes.
    case random
  }

  private func key(_ kind: Keys, _ generator: inout SeededGenerator) -> IndexKey {
    func bytes(_ count: Int, below limit: UInt64) -> [UInt8] {
      (0..<count).map { _ in UInt8(truncatingIfNeeded: generator.next() % limit) }
    }
    switch kind {
    case .short: return IndexKey(bytes: bytes(Int(generator.next() % 6), below: 3))
    case .shared:
      let beginning = Array("customers/".utf8) + (generator.next() % 4 == 0 ? Array("archive/2024/".utf8) : [])
      return IndexKey(bytes: beginning + bytes(3, below: 8))
    case .few: return IndexKey(bytes: [0x20, UInt8(generator.next() % 4), 0])
    case .huge:
      // A few do not even fit the length of a common beginning.
      let lengths = generator.next() % 40 == 0 ? [100_000] : [0, 3, 300, 300, 900, 4500]
      let long = [UInt8](repeating: 7, count: lengths[Int(generator.next() % UInt64(lengths.count))])
      return IndexKey(bytes: long + bytes(Int(generator.next() % 3), below: 4))
    case .random: return IndexKey(bytes: bytes(Int(generator.next() % 30), below: 256))
    }
  }

  private func id(_ generator: inout SeededGenerator, below limit: UInt64) -> IdentifierBits {
    // The words differ in weight, so that an order by the wrong one shows.
    let number = generator.next() % limit
    return IdentifierBits(high: number / 4, low: UInt64.max - (number % 4) << 40)
  }

  private func entries(
    _ tree: IndexTree, from lower: IndexTree.Bound? = nil, inclusive: Bool = true, limit: Int = .max
  ) throws -> [Entry] {
    var result: [Entry] = []
    try tree.ascend(from: lower, inclusive: inclusive) { entry in
      result.append((entry.key, entry.id))
      return result.count < limit
    }
    return result
  }

  private func entriesDown(_ tree: IndexTree, below upper: IndexTree.Bound? = nil, limit: Int = .max) throws -> [Entry]
  {
    var result: [Entry] = []
    try tree.descend(below: upper) { entry in
      result.append((entry.key, entry.id))
      return result.count < limit
    }
    return result
  }

  private func areEqual(_ left: some Sequence<Entry>, _ right: some Sequence<Entry>) -> Bool {
    left.elementsEqual(right) { $0 == $1 }
  }

  private func expectEqual(
    _ tree: IndexTree, _ model: Model, _ comment: Comment, sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    #expect(tree.count == model.entries.count, comment, sourceLocation: sourceLocation)
    #expect(try areEqual(entries(tree), model.entries), comment, sourceLocation: sourceLocation)
    #expect(try areEqual(entriesDown(tree), model.entries.reversed()), comment, sourceLocation: sourceLocation)
  }

  /// With pages that leave memory all the time, and with none.
  @Test(arguments: Keys.allCases, [UInt64(1), 2])
  func randomOperationsAgreeWithASortedArray(keys: Keys, seed: UInt64) throws {
    let memory = PageMemory(budget: 0) { ScratchPages() }
    let isPaged = seed == 2
    var generator = SeededGenerator(seed: seed)
    var tree = IndexTree()
    var model = Model()
    let steps = keys == .huge ? 320 : 4000
    let ids: UInt64 = keys == .few ? 900 : 6
    for step in 0..<steps {
      let comment: Comment = "\(keys), seed \(seed), step \(step)"
      // Phases of growth and of shrinking, so that splits and merges both happen at every level reached.
      let isGrowing = (step * 8 / steps) % 2 == 0
      let isInsertion = generator.next() % 10 < (isGrowing ? 9 : 1)
      var entry: Entry = (key(keys, &generator), id(&generator, below: ids))
      if !isInsertion, generator.next() % 4 > 0, !model.entries.isEmpty {
        entry = model.entries[Int(generator.next() % UInt64(model.entries.count))]
      }
      // One expectation for each step: they cost more than what they look at.
      var wrong: [String] = []
      func check(_ what: String, _ isRight: Bool) { if !isRight { wrong.append(what) } }
      if isPaged, step % 7 == 0 { try tree.evictAll(to: memory) }
      try tree.provide(entry.key, entry.id)
      if isInsertion {
        check("insert", tree.insert(entry.key, entry.id) == model.insert(entry))
      } else {
        check("remove", tree.remove(entry.key, entry.id) == model.remove(entry))
      }
      let probe: Entry = (key(keys, &generator), id(&generator, below: ids))
      let rank = model.rank(probe)
      check("rank", try tree.rank(of: probe.key, probe.id) == rank)
      check("contains", try tree.contains(probe.key, probe.id) == model.contains(probe))
      if !wrong.isEmpty { Issue.record("\(wrong): \(comment)") }
      if step % 40 == 0 {
        let bound = IndexTree.Bound(probe.key, probe.id)
        #expect(try areEqual(entries(tree, from: bound, limit: 5), model.entries[rank...].prefix(5)), comment)
        let behind = model.entries[rank...].drop { $0 == probe }
        #expect(try areEqual(entries(tree, from: bound, inclusive: false, limit: 5), behind.prefix(5)), comment)
        #expect(
          try areEqual(entriesDown(tree, below: bound, limit: 5), model.entries[..<rank].suffix(5).reversed()), comment)
      }
      if step % (steps / 8) == 0 { try expectEqual(tree, model, comment) }
    }
    try expectEqual(tree, model, "\(keys), seed \(seed)")
    let removed = try model.entries.shuffled(using: &generator).count { entry in
      if isPaged { try tree.evictAll(to: memory) }
      try tree.provide(entry.key, entry.id)
      return tree.remove(entry.key, entry.id)
    }
    #expect(removed == model.entries.count, "\(keys), seed \(seed)")
    try expectEqual(tree, Model(), "\(keys), seed \(seed), emptied")
    #expect(tree.insert(IndexKey(), .least) == true)
    #expect(try tree.count == 1 && tree.contains(IndexKey(), .least))
  }

  /// More than 64² entries, so that there are branches above branches; by three orders of insertion.
  @Test(arguments: 0..<3)
  func manyLevels(order: Int) throws {
    let count = 20_000
    var generator = SeededGenerator(seed: UInt64(order))
    var numbers = Array(0..<count)
    if order == 1 { numbers.reverse() }
    if order == 2 { numbers.shuffle(using: &generator) }
    var tree = IndexTree()
    for number in numbers { tree.insert(IndexKey(number), .least) }
    #expect(tree.count == count)
    for number in stride(from: 0, to: count, by: 371) {
      #expect(try tree.rank(of: IndexKey(number)) == number, "order \(order)")
      #expect(try entries(tree, from: IndexTree.Bound(IndexKey(number)), limit: 1).first?.key == IndexKey(number))
    }
    var removed = 0
    for (step, number) in numbers.shuffled(using: &generator).enumerated() {
      if tree.remove(IndexKey(number), .least) { removed += 1 }
      if step % 5000 == 0 { #expect(try entries(tree).count == tree.count && tree.count == count - step - 1) }
    }
    #expect(removed == count)
    #expect(try tree.count == 0 && entries(tree).isEmpty)
  }

  /// What a batch of changes touches is in memory before the first of them, and nothing else is.
  @Test(arguments: [UInt64(1), 2, 3])
  func aBatchNeedsOnlyThePagesOfItsKeys(seed: UInt64) throws {
    let memory = PageMemory(budget: 0) { ScratchPages() }
    var generator = SeededGenerator(seed: seed)
    var tree = IndexTree()
    for number in 0..<5000 { tree.insert(IndexKey(number), .least) }
    var model = Set(0..<5000)
    for round in 0..<60 {
      let start = Int.random(in: 0..<5000, using: &generator)
      let batch = Array(start..<(start + Int.random(in: 1..<400, using: &generator))).shuffled(using: &generator)
      try tree.evictAll(to: memory)
      for number in batch { try tree.provide(IndexKey(number), .least) }
      var agreed = 0
      for number in batch {
        if Int.random(in: 0..<5, using: &generator) > 0 {
          if tree.remove(IndexKey(number), .least) == (model.remove(number) != nil) { agreed += 1 }
        } else if tree.insert(IndexKey(number), .least) == model.insert(number).inserted {
          agreed += 1
        }
      }
      #expect(agreed == batch.count, "seed \(seed), round \(round)")
      #expect(try entries(tree).map(\.key) == model.sorted().map { IndexKey($0) }, "seed \(seed), round \(round)")
    }
  }

  @Test(arguments: Keys.allCases)
  func aCopyIsNotChangedByLaterWrites(keys: Keys) throws {
    var generator = SeededGenerator(seed: 5)
    var tree = IndexTree()
    for _ in 0..<400 { tree.insert(key(keys, &generator), id(&generator, below: 500)) }
    var copies: [(tree: IndexTree, entries: [Entry])] = []
    for _ in 0..<8 {
      copies.append((tree, try entries(tree)))
      for _ in 0..<60 {
        if Bool.random(using: &generator) {
          tree.insert(key(keys, &generator), id(&generator, below: 500))
        } else if let entry = try entries(tree).randomElement(using: &generator) {
          tree.remove(entry.key, entry.id)
        }
      }
    }
    for (copy, expected) in copies {
      #expect(try areEqual(entries(copy), expected) && copy.count == expected.count, "\(keys)")
    }
  }

  @Test(arguments: Keys.allCases, [0, 1, 64, 65, 5000])
  func pagesRoundTrip(keys: Keys, count: Int) throws {
    var generator = SeededGenerator(seed: 6)
    var tree = IndexTree()
    for _ in 0..<(keys == .huge ? count / 10 : count) {
      tree.insert(key(keys, &generator), id(&generator, below: 5000))
    }
    let pages = try tree.pages()
    var read = try #require(IndexTree(pages: pages))
    #expect(try read.count == tree.count && areEqual(entries(read), entries(tree)))
    #expect(try read.pages() == pages)
    // What was read can be written to.
    var model = Model(entries: try entries(tree))
    var agreed = 0
    for _ in 0..<300 {
      let entry: Entry = (key(keys, &generator), id(&generator, below: 5000))
      if read.insert(entry.key, entry.id) == model.insert(entry) { agreed += 1 }
    }
    #expect(agreed == 300)
    try expectEqual(read, model, "\(keys), \(count)")
  }

  @Test func pagesOutOfOrderAreRefused() throws {
    var tree = IndexTree()
    for number in 0..<300 { tree.insert(IndexKey(number % 3), IdentifierBits(high: UInt64(number), low: 0)) }
    let pages = try tree.pages()
    #expect(pages.count > 3 && IndexTree(pages: pages) != nil && IndexTree(pages: [])?.count == 0)
    for index in pages.indices.dropLast() {
      var swapped = pages
      swapped.swapAt(index, index + 1)
      #expect(IndexTree(pages: swapped) == nil)
    }
    #expect(IndexTree(pages: [pages[0], pages[0]]) == nil, "an entry twice")
    #expect(IndexTree(pages: [IndexPage().bytes]) == nil, "an empty page")
  }
}
