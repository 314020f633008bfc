/// The pairs of rows that share a key of some rule, ascending, each with the rules that it has in common.
struct CandidatePairs: Sendable {
  /// The lower row in the upper half.
  private(set) var pairs: [UInt64] = []
  /// A bit for each ``BlockingRule``.
  private(set) var rules: [UInt32] = []

  var count: Int { pairs.count }

  func rows(_ index: Int) -> (Int, Int) { (Int(pairs[index] >> 32), Int(pairs[index] & 0xFFFF_FFFF)) }

  /// All candidates of a table. O(n log n) for n rows: no row meets more than a bounded number of others per key.
  init(_ table: LinkageTable, settings: DuplicateSettings) throws {
    let orders = [table.rank { table.nameOrder($0, $1) }, table.rank { table.contactOrder($0, $1) }]
    // Row, row and rule in one word: 28 + 28 + 8 bits.
    var found: [UInt64] = []
    for rule in BlockingRule.allCases {
      try Task.checkCancellation()
      var entries: [Entry] = []
      for row in 0..<table.count {
        for key in rule.keys(row, table) { entries.append(Entry(key: key, row: UInt32(row))) }
      }
      guard !entries.isEmpty else { continue }
      entries.sort { $0.key != $1.key ? $0.key < $1.key : $0.row < $1.row }
      var start = 0
      while start < entries.count {
        var end = start + 1
        while end < entries.count, entries[end].key == entries[start].key { end += 1 }
        if end - start > 1 {
          Self.pair(entries[start..<end].map(\.row), rule, orders, settings, &found)
        }
        start = end
      }
    }
    found.sort()
    for word in found {
      let pair = (word >> 36) << 32 | (word >> 8 & 0xFFF_FFFF)
      let bit: UInt32 = 1 << UInt32(word & 0xFF)
      if pairs.last == pair {
        rules[rules.count - 1] |= bit
      } else {
        pairs.append(pair)
        rules.append(bit)
      }
    }
  }

  private struct Entry {
    var key: UInt64
    var row: UInt32
  }

  private static func pair(
    _ rows: [UInt32], _ rule: BlockingRule, _ orders: [[UInt32]], _ settings: DuplicateSettings,
    _ found: inout [UInt64]
  ) {
    func add(_ a: UInt32, _ b: UInt32) {
      guard a != b else { return }
      found.append(UInt64(min(a, b)) << 36 | UInt64(max(a, b)) << 8 | UInt64(rule.rawValue))
    }
    if rule.skipsLargeGroups, rows.count > settings.maximumBlock { return }
    guard rows.count > settings.maximumBlock else {
      for first in rows.indices {
        for second in rows[(first + 1)...] { add(rows[first], second) }
      }
      return
    }
    for order in orders {
      let sorted = rows.sorted { order[Int($0)] < order[Int($1)] }
      for first in sorted.indices {
        for second in sorted[(first + 1)...].prefix(settings.window) { add(sorted[first], second) }
      }
    }
  }
}

extension LinkageTable {
  /// The place of each row in an order; rows that are equal in it keep their own.
  func rank(_ isBefore: (Int, Int) -> Bool) -> [UInt32] {
    let sorted = (0..<count).sorted { isBefore($0, $1) || (!isBefore($1, $0) && $0 < $1) }
    var rank = [UInt32](repeating: 0, count: count)
    for (place, row) in sorted.enumerated() { rank[row] = UInt32(place) }
    return rank
  }

  /// By name, then by birthday.
  func nameOrder(_ a: Int, _ b: Int) -> Bool {
    for field in [Field.family, .organisation, .given] {
      let left = keys(field, a).first
      let right = keys(field, b).first
      guard left != right else { continue }
      guard let left, let right else { return left == nil }
      let pool = pool(field)
      return pool.units(left).lexicographicallyPrecedes(pool.units(right))
    }
    return birthdays[a] < birthdays[b]
  }

  /// By birthday, then by telephone, e-mail and street.
  func contactOrder(_ a: Int, _ b: Int) -> Bool {
    if birthdays[a] != birthdays[b] { return birthdays[a] < birthdays[b] }
    for field in [Field.phone, .email, .street] {
      let left = keys(field, a).first ?? .max
      let right = keys(field, b).first ?? .max
      if left != right { return left < right }
    }
    return false
  }
}
