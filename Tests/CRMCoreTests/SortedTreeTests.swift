import Testing

@testable import CRMCore

/// The ordered map beneath every index, against a sorted array.
@Suite struct SortedTreeTests {
  /// What the tree must be equal to.
  private struct Model {
    var entries: [(key: Int, value: PagedNumber)] = []

    func rank(_ key: Int) -> Int { entries.firstIndex { $0.key >= key } ?? entries.count }

    subscript(key: Int) -> PagedNumber? { entries.first { $0.key == key }?.value }

    mutating func set(_ key: Int, _ value: PagedNumber) -> PagedNumber? {
      let index = rank(key)
      if index < entries.count, entries[index].key == key {
        defer { entries[index].value = value }
        return entries[index].value
      }
      entries.insert((key, value), at: index)
      return nil
    }

    mutating func remove(_ key: Int) -> PagedNumber? {
      let index = rank(key)
      guard index < entries.count, entries[index].key == key else { return nil }
      return entries.remove(at: index).value
    }
  }

  private func keys(
    _ tree: SortedTree<Int, PagedNumber>, from lower: Int? = nil, inclusive: Bool = true, limit: Int = .max
  )
    throws -> [Int]
  {
    var result: [Int] = []
    guard limit > 0 else { return result }
    try tree.ascend(from: lower, inclusive: inclusive) { key, _ in
      result.append(key)
      return result.count < limit
    }
    return result
  }

  private func keysDown(_ tree: SortedTree<Int, PagedNumber>, below upper: Int? = nil, limit: Int = .max) throws
    -> [Int]
  {
    var result: [Int] = []
    try tree.descend(below: upper) { key, _ in
      result.append(key)
      return result.count < limit
    }
    return result
  }

  private func expectEqual(
    _ tree: SortedTree<Int, PagedNumber>, _ model: Model, _ comment: Comment,
    sourceLocation: SourceLocation = #_sourceLocation
  ) throws {
    let expected = model.entries.map(\.key)
    #expect(tree.count == expected.count, comment, sourceLocation: sourceLocation)
    #expect(try keys(tree) == expected, comment, sourceLocation: sourceLocation)
    #expect(try keysDown(tree) == expected.reversed(), comment, sourceLocation: sourceLocation)
    var values: [PagedNumber] = []
    try tree.ascend(from: nil) { _, value in
      values.append(value)
      return true
    }
    #expect(values == model.entries.map(\.value), comment, sourceLocation: sourceLocation)
  }

  /// With pages that leave memory all the time, and with none.
  @Test(arguments: [UInt64(1), 2, 3, 4], [false, true])
  func randomOperationsAgreeWithASortedArray(seed: UInt64, isPaged: Bool) throws {
    let memory = PageMemory(budget: 0) { ScratchPages() }
    var generator = SeededGenerator(seed: seed)
    var tree = SortedTree<Int, PagedNumber>()
    var model = Model()
    let span = seed == 4 ? 40 : 700
    for step in 0..<3000 {
      let key = Int.random(in: -span...span, using: &generator)
      // Phases of growth and of shrinking, so that splits and merges both happen at every level reached.
      let growing = (step / 500) % 2 == 0
      if isPaged, step % 7 == 0 { try tree.evictAll(to: memory) }
      _ = try tree[key]
      if Int.random(in: 0..<10, using: &generator) < (growing ? 8 : 2) {
        #expect(tree.set(key, PagedNumber(step)) == model.set(key, PagedNumber(step)), "seed \(seed), step \(step)")
      } else {
        #expect(tree.remove(key) == model.remove(key), "seed \(seed), step \(step)")
      }
      let probe = Int.random(in: (-span - 2)...(span + 2), using: &generator)
      #expect(try tree[probe] == model[probe], "seed \(seed), step \(step)")
      if step % 50 == 0 {
        let sorted = model.entries.map(\.key)
        #expect(try keys(tree, from: probe, limit: 5) == Array(sorted.filter { $0 >= probe }.prefix(5)))
        #expect(
          try keys(tree, from: probe, inclusive: false, limit: 5) == Array(sorted.filter { $0 > probe }.prefix(5)))
        #expect(try keysDown(tree, below: probe, limit: 5) == Array(sorted.filter { $0 < probe }.suffix(5).reversed()))
      }
      if step % 250 == 0 { try expectEqual(tree, model, "seed \(seed), step \(step)") }
    }
    for entry in model.entries {
      if isPaged { try tree.evictAll(to: memory) }
      #expect(try tree[entry.key] == entry.value && tree.remove(entry.key) == entry.value)
    }
    try expectEqual(tree, Model(), "seed \(seed), emptied")
  }

  /// More than 64² keys: three levels; by ascending, descending and shuffled insertion, and removed in the three orders too.
  @Test(arguments: 0..<3, 0..<3)
  func threeLevels(insertion: Int, removal: Int) throws {
    let count = 5200
    var generator = SeededGenerator(seed: UInt64(insertion * 3 + removal))
    func order(_ kind: Int) -> [Int] {
      switch kind {
      case 0: Array(0..<count)
      case 1: Array((0..<count).reversed())
      default: Array(0..<count).shuffled(using: &generator)
      }
    }
    var tree = SortedTree<Int, PagedNumber>()
    for key in order(insertion) { tree.set(key * 2, PagedNumber(key)) }
    #expect(tree.count == count)
    #expect(try keys(tree) == (0..<count).map { $0 * 2 })
    for probe in stride(from: -1, through: count * 2 + 1, by: 97) {
      #expect(
        try keys(tree, from: probe, limit: 1).first == (probe >= count * 2 - 1 ? nil : max(0, (probe + 1) / 2) * 2))
    }
    for (removed, key) in order(removal).enumerated() {
      #expect(tree.remove(key * 2) == PagedNumber(key))
      if removed % 1300 == 1299 {
        #expect(tree.count == count - removed - 1)
        let rest = try keys(tree)
        #expect(rest.count == tree.count && rest == rest.sorted() && !rest.contains(key * 2))
        #expect(try keysDown(tree) == rest.reversed())
      }
    }
    #expect(try tree.count == 0 && keys(tree).isEmpty)
    tree.set(7, 7)
    #expect(try tree[7] == 7 && tree.count == 1)
  }

  @Test(arguments: [0, 1, 2, 63, 64, 65, 128, 4096, 4097, 5000])
  func builtFromSortedEntries(count: Int) throws {
    var tree = SortedTree(sorted: (0..<count).map { (key: $0 * 3, value: PagedNumber(-$0)) })
    #expect(tree.count == count)
    #expect(try keys(tree) == (0..<count).map { $0 * 3 })
    for index in stride(from: 0, to: count, by: 61) {
      #expect(try tree[index * 3] == PagedNumber(-index) && tree[index * 3 + 1] == nil)
    }
    tree.set(-1, 0)
    tree.set(count * 3, 0)
    #expect(try keys(tree) == [-1] + (0...count).map { $0 * 3 })
    #expect(tree.remove(-1) == 0)
    #expect(try keys(tree).first == 0)
  }

  /// What a batch of changes touches is in memory before the first of them, and nothing else is.
  @Test(arguments: [UInt64(1), 2, 3])
  func aBatchNeedsOnlyThePagesOfItsKeys(seed: UInt64) throws {
    let memory = PageMemory(budget: 0) { ScratchPages() }
    var tree = SortedTree<Int, PagedNumber>(sorted: (0..<4097).map { ($0, PagedNumber($0)) })
    try tree.evictAll(to: memory)
    _ = try (tree[4096], tree[4097])
    tree.remove(4096)
    tree.set(4097, 1)
    #expect(try tree[4097] == 1 && tree[4095] == 4095 && tree.count == 4097)

    var generator = SeededGenerator(seed: seed)
    var model = Dictionary(uniqueKeysWithValues: try keys(tree).map { ($0, 0) })
    for key in model.keys {
      _ = try tree[key]
      tree.set(key, 0)
    }
    for round in 0..<60 {
      // Whole ranges go and come, so that leaves and branches empty.
      let start = Int.random(in: 0..<4200, using: &generator)
      let batch = Array(start..<(start + Int.random(in: 1..<400, using: &generator))).shuffled(using: &generator)
      try tree.evictAll(to: memory)
      for key in batch { _ = try tree[key] }
      for key in batch {
        if Int.random(in: 0..<5, using: &generator) > 0 {
          #expect((tree.remove(key) != nil) == (model.removeValue(forKey: key) != nil), "seed \(seed), round \(round)")
        } else {
          tree.set(key, 0)
          model[key] = 0
        }
      }
      #expect(try keys(tree) == model.keys.sorted(), "seed \(seed), round \(round)")
    }
  }

  @Test func aCopyIsNotChangedByLaterWrites() throws {
    var generator = SeededGenerator(seed: 5)
    var tree = SortedTree<Int, PagedNumber>()
    for key in 0..<4500 { tree.set(key, PagedNumber(key)) }
    var copies: [(tree: SortedTree<Int, PagedNumber>, keys: [Int])] = []
    for _ in 0..<12 {
      copies.append((tree, try keys(tree)))
      for _ in 0..<150 {
        let key = Int.random(in: -500..<5000, using: &generator)
        if Bool.random(using: &generator) { tree.set(key, -1) } else { tree.remove(key) }
      }
    }
    for (copy, expected) in copies {
      #expect(try keys(copy) == expected && copy.count == expected.count)
    }
    #expect(try copies[0].tree[17] == 17, "an overwritten value shows in an old copy")
    // Writing to a copy leaves the original alone as well.
    let before = try keys(tree)
    var fork = tree
    for key in before { fork.remove(key) }
    #expect(try keys(tree) == before && fork.count == 0)
  }

  @Test func emptyAndSingle() throws {
    var tree = SortedTree<Int, PagedNumber>()
    #expect(try tree.count == 0 && tree[1] == nil && tree.remove(1) == nil)
    #expect(try keys(tree).isEmpty && keysDown(tree).isEmpty && keysDown(tree, below: 5).isEmpty)
    #expect(tree.set(1, 10) == nil)
    #expect(tree.set(1, 11) == 10)
    #expect(try tree.count == 1 && tree[1] == 11)
    #expect(try keys(tree, from: 1) == [1] && keys(tree, from: 1, inclusive: false) == [])
    #expect(try keysDown(tree, below: 1) == [] && keysDown(tree, below: 2) == [1])
    #expect(tree.remove(2) == nil && tree.remove(1) == 11 && tree.count == 0)
  }
}
