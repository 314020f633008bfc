/// Evaluates a plan over one block of rows, word by word of 64 rows: words about which everything is decided are passed over.
struct ChunkEvaluation {
  let columns: [ChunkColumn]
  let codes: [FieldCodes]
  /// The first word of the block among all rows.
  let firstWord: Int
  let words: Int

  /// How an outcome joins what is known.
  private enum Joining { case and, or }

  /// The rows of `mask` that fulfil the plan.
  func rows(_ plan: ColumnPlan, within mask: [UInt64]) -> [UInt64] {
    var result = mask
    join(plan.root, to: &result, .and)
    return result
  }

  private func join(_ node: ColumnPlan.Node, to result: inout [UInt64], _ joining: Joining) {
    switch node {
    case .all(let parts):
      if joining == .and {
        for part in parts { join(part, to: &result, .and) }
      } else {
        group(parts, .and, to: &result, .or)
      }
    case .any(let parts):
      if joining == .or {
        for part in parts { join(part, to: &result, .or) }
      } else {
        group(parts, .or, to: &result, .and)
      }
    case .rows(let bitmap, let negated):
      for word in 0..<words {
        let found = negated ? ~bitmap.words[firstWord + word] : bitmap.words[firstWord + word]
        result[word] = joining == .and ? result[word] & found : result[word] | found
      }
    case .leaf(let test, let negated): leaf(test, negated, to: &result, joining)
    }
  }

  /// A group whose parts join otherwise than the group itself: only words that are still open are looked at.
  private func group(_ parts: [ColumnPlan.Node], _ inner: Joining, to result: inout [UInt64], _ outer: Joining) {
    // With `and` outside only the rows still in count, with `or` outside only those not yet in.
    var open = result
    if outer == .or { for word in 0..<words { open[word] = ~open[word] } }
    var found: [UInt64]
    if inner == .and {
      found = open
    } else {
      found = open.map { ~$0 }
    }
    for part in parts { join(part, to: &found, inner) }
    for word in 0..<words {
      let rows = found[word] & open[word]
      result[word] = outer == .and ? rows : result[word] | rows
    }
  }

  private func leaf(_ test: LeafTest, _ negated: Bool, to result: inout [UInt64], _ joining: Joining) {
    let column = columns[test.place]
    guard let predicate = test.predicate else {
      return scan(column, negated, &result, joining) { _ in .max }
    }
    switch column.storage {
    case .absent: scan(column, negated, &result, joining) { _ in 0 }
    case .integers(let values):
      if let range = test.integers { return compare(values, range, column, negated, &result, joining) }
      if case .oneOf(let list) = predicate.question, list.isWholeNumbers {
        let numbers = list.wholeNumbers
        return scan(column, negated, &result, joining) { Self.word(values, $0) { numbers.contains($0) } }
      }
      general(predicate, column, test.place, negated, &result, joining)
    case .instants(let values):
      if let range = test.instants { return compare(values, range, column, negated, &result, joining) }
      general(predicate, column, test.place, negated, &result, joining)
    case .days(let values):
      if let range = test.days { return compare(values, range, column, negated, &result, joining) }
      general(predicate, column, test.place, negated, &result, joining)
    case .money(let values, _):
      if let range = test.money { return compare(values, range, column, negated, &result, joining) }
      general(predicate, column, test.place, negated, &result, joining)
    case .bools(let bits):
      if let wanted = test.bool {
        return scan(column, negated, &result, joining) { wanted ? bits[$0] : ~bits[$0] }
      }
      general(predicate, column, test.place, negated, &result, joining)
    case .codes(let values):
      let passing = test.passing
      let chosen = passing.lazy.filter(\.self).count
      if chosen == 0 { return scan(column, negated, &result, joining) { _ in 0 } }
      if chosen == 1, let only = passing.firstIndex(of: true) {
        let code = UInt32(truncatingIfNeeded: only)
        return scan(column, negated, &result, joining) { Self.word(values, $0) { $0 == code } }
      }
      if passing.count <= 64 {
        let mask = passing.indices.reduce(UInt64(0)) { passing[$1] ? $0 | 1 << UInt64($1) : $0 }
        return scan(column, negated, &result, joining) { Self.word(values, $0) { mask &>> UInt64($0) & 1 == 1 } }
      }
      scan(column, negated, &result, joining) { Self.word(values, $0) { passing[Int($0)] } }
    }
  }

  @inline(__always)
  private func compare<Number: FixedWidthInteger>(
    _ values: [Number], _ range: ClosedRange<Number>, _ column: ChunkColumn, _ negated: Bool, _ result: inout [UInt64],
    _ joining: Joining
  ) where Number.Magnitude: FixedWidthInteger {
    // One comparison for both ends.
    let lower = range.lowerBound
    let width = Number.Magnitude(truncatingIfNeeded: range.upperBound &- lower)
    scan(column, negated, &result, joining) {
      Self.word(values, $0) { Number.Magnitude(truncatingIfNeeded: $0 &- lower) <= width }
    }
  }

  /// Value by value, for questions that need the calendar.
  private func general(
    _ predicate: LeafPredicate, _ column: ChunkColumn, _ place: Int, _ negated: Bool, _ result: inout [UInt64],
    _ joining: Joining
  ) {
    scan(column, negated, &result, joining) { word in
      var found: UInt64 = 0
      for bit in 0..<64 {
        guard let value = column.value(at: word * 64 + bit, codes[place]) else { continue }
        if (try? predicate.holds(value)) == true { found |= 1 << UInt64(bit) }
      }
      return found
    }
  }

  /// Joins the words in which something is still open.
  @inline(__always)
  private func scan(
    _ column: ChunkColumn, _ negated: Bool, _ result: inout [UInt64], _ joining: Joining, _ find: (Int) -> UInt64
  ) {
    let decided: UInt64 = joining == .and ? 0 : .max
    for word in 0..<words where result[word] != decided {
      var found = find(word) & ~column.missing[word]
      if negated { found = ~found }
      result[word] = joining == .and ? result[word] & found : result[word] | found
    }
  }

  /// The rows of one word whose value passes.
  @inline(__always)
  private static func word<Value>(_ values: [Value], _ word: Int, _ passes: (Value) -> Bool) -> UInt64 {
    let span = values.span
    let first = word &* 64
    precondition(first >= 0 && first &+ 64 <= span.count)
    var found: UInt64 = 0
    for bit in 0..<64 { found |= (passes(span[first &+ bit]) ? 1 : 0) &<< UInt64(bit) }
    return found
  }
}
