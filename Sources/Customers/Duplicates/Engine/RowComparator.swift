import Insights

/// Compares two rows of a table feature by feature.
struct RowComparator: Sendable {
  let table: LinkageTable
  private let ignored: [Int]

  init(table: LinkageTable, ignored: Set<PartyFeature> = []) {
    self.table = table
    self.ignored = ignored.map(\.index)
  }

  /// The levels at which two rows agree.
  func pattern(_ a: Int, _ b: Int) -> ComparisonPattern {
    var pattern = ComparisonPattern()
    addNames(a, b, to: &pattern)
    pattern[2] = middleLevel(a, b)
    pattern[3] = organisationLevel(a, b)
    pattern[4] = birthdayLevel(a, b)
    pattern[5] = emailLevel(a, b, haveOneName: pattern[0] ?? 5 <= 2 && pattern[1] ?? 4 <= 2 || pattern[0] == 4)
    pattern[6] = phoneLevel(a, b)
    pattern[7] = streetLevel(a, b)
    pattern[8] = placeLevel(a, b)
    pattern[9] = identifierLevel(a, b)
    for feature in ignored { pattern[feature] = nil }
    return pattern
  }

  // MARK: Names

  private func addNames(_ a: Int, _ b: Int, to pattern: inout ComparisonPattern) {
    let given = best(.given, a, b) { givenLevel($0, $1) }
    let family = best(.family, a, b) { familyLevel($0, $1) }
    // Names that have changed places agree crosswise; then the family name is no further evidence.
    if given ?? 5 >= 3, family ?? 4 >= 3, isCrossed(a, b) {
      pattern[0] = 4
      return
    }
    pattern[0] = given
    pattern[1] = family
  }

  private func givenLevel(_ a: UInt32, _ b: UInt32) -> Int {
    let pool = table.pool(.given)
    if a == b { return 0 }
    let left = pool.key(of: a)
    let right = pool.key(of: b)
    if left == right || pool.areFormsOfOne(left, right) { return 1 }
    let similarity = pool.jaroWinkler(left, right, atLeast: 0.8)
    if similarity >= 0.92 { return 2 }
    if similarity >= 0.8 || isInitial(pool, left, right) { return 3 }
    return 5
  }

  private func isInitial(_ pool: TextPool, _ left: UInt32, _ right: UInt32) -> Bool {
    min(pool.length(left), pool.length(right)) == 1 && pool.unit(left, at: 0) == pool.unit(right, at: 0)
  }

  private func familyLevel(_ a: UInt32, _ b: UInt32) -> Int {
    let pool = table.pool(.family)
    if a == b { return 0 }
    let left = pool.key(of: a)
    let right = pool.key(of: b)
    if left == right { return 1 }
    let similarity = pool.jaroWinkler(left, right, atLeast: 0.8)
    return similarity >= 0.92 ? 2 : similarity >= 0.8 ? 3 : 4
  }

  private func isCrossed(_ a: Int, _ b: Int) -> Bool {
    agreesCrosswise(a, b) && agreesCrosswise(b, a)
  }

  /// Whether a given name of one is a family name of the other.
  private func agreesCrosswise(_ a: Int, _ b: Int) -> Bool {
    let given = table.pool(.given)
    let family = table.pool(.family)
    for first in table.values(.given, a) {
      for second in table.values(.family, b) {
        let left = given.units(given.key(of: first))
        let right = family.units(family.key(of: second))
        if left.elementsEqual(right) { return true }
        if left.count > 3, right.count > 3, left.first == right.first,
          TextSimilarity.jaroWinkler(left.span, right.span) >= 0.92
        {
          return true
        }
      }
    }
    return false
  }

  private func middleLevel(_ a: Int, _ b: Int) -> Int? {
    let pool = table.pool(.middle)
    return best(.middle, a, b) { first, second in
      let left = pool.key(of: first)
      let right = pool.key(of: second)
      if left == right { return 0 }
      return isInitial(pool, left, right) || pool.jaroWinkler(left, right, atLeast: 0.85) >= 0.85 ? 1 : 2
    }
  }

  private func organisationLevel(_ a: Int, _ b: Int) -> Int? {
    let pool = table.pool(.organisation)
    return best(.organisation, a, b) { first, second in
      if first == second { return 0 }
      let left = pool.key(of: first)
      let right = pool.key(of: second)
      if left == right { return 1 }
      let similarity = pool.jaroWinkler(left, right, atLeast: 0.6)
      if similarity >= 0.92 { return 2 }
      guard similarity > 0 else { return 4 }
      let space = UInt16(0x20)
      let words = pool.units(left).split(separator: space).map(Array.init)
      let others = pool.units(right).split(separator: space).map(Array.init)
      let soft = TokenSimilarity.soft(words, others)
      if soft >= 0.97 { return 1 }
      return soft >= 0.9 ? 2 : max(soft, similarity) >= 0.8 ? 3 : 4
    }
  }

  // MARK: Numbers and addresses

  private func birthdayLevel(_ a: Int, _ b: Int) -> Int? {
    let left = table.birthdays[a]
    let right = table.birthdays[b]
    guard left != 0, right != 0 else { return nil }
    return DateAgreement(Int(left), Int(right)).rawValue
  }

  /// An address that is nearly the other one says nothing of people with one name, as far as it is made of that name: only a
  /// number in it does.
  private func emailLevel(_ a: Int, _ b: Int, haveOneName: Bool) -> Int? {
    let pool = table.pool(.email)
    var best: Int?
    for first in table.values(.email, a) {
      for second in table.values(.email, b) {
        if first == second { return 0 }
        guard let level = nearLevel(pool, pool.key(of: first), pool.key(of: second), haveOneName) else { continue }
        best = min(best ?? level, level)
      }
    }
    return best
  }

  private func nearLevel(_ pool: TextPool, _ left: UInt32, _ right: UInt32, _ haveOneName: Bool) -> Int? {
    let a = pool.units(left).prefix { $0 != 0x40 }
    let b = pool.units(right).prefix { $0 != 0x40 }
    var level = 3
    if a.count >= 4 && a.elementsEqual(b) || pool.isWithin(2, left, right) {
      level = 1
    } else if pool.jaroWinkler(left, right, atLeast: 0.88) >= 0.88 {
      level = 2
    }
    guard haveOneName, level < 3 else { return level }
    let digits = a.filter { (0x30...0x39).contains($0) }
    return digits.count >= 2 && digits.elementsEqual(b.filter { (0x30...0x39).contains($0) }) ? level : nil
  }

  private func phoneLevel(_ a: Int, _ b: Int) -> Int? {
    let pool = table.pool(.phone)
    return best(.phone, a, b) { first, second in
      if first == second { return 0 }
      let left = pool.key(of: first)
      let right = pool.key(of: second)
      let haveOneEnd =
        min(pool.length(left), pool.length(right)) >= 8
        && pool.units(left).suffix(8).elementsEqual(pool.units(right).suffix(8))
      return haveOneEnd || pool.isWithin(1, left, right) ? 1 : 2
    }
  }

  private func streetLevel(_ a: Int, _ b: Int) -> Int? {
    let pool = table.pool(.street)
    let name = best(.street, a, b) { first, second in
      let left = pool.key(of: first)
      let right = pool.key(of: second)
      if left == right { return 0 }
      let similarity = pool.jaroWinkler(left, right, atLeast: 0.8)
      return similarity >= 0.92 ? 1 : similarity >= 0.8 ? 2 : 3
    }
    guard let name else { return nil }
    let number = best(.number, a, b) { $0 == $1 ? 0 : 1 }
    switch (name, number) {
    case (0, 0): return 0
    case (1, 0), (0, nil): return 1
    case (0, _), (2, 0), (1, nil): return 2
    case (1, _): return 2
    default: return 3
    }
  }

  private func placeLevel(_ a: Int, _ b: Int) -> Int? {
    let codes = table.pool(.postalCode)
    let towns = table.pool(.locality)
    let code = best(.postalCode, a, b) { first, second in
      first == second ? 0 : codes.isWithin(1, codes.key(of: first), codes.key(of: second)) ? 1 : 2
    }
    let town = best(.locality, a, b) { first, second in
      let left = towns.key(of: first)
      let right = towns.key(of: second)
      if left == right { return 0 }
      return towns.jaroWinkler(left, right, atLeast: 0.88) >= 0.88 ? 1 : 2
    }
    switch (code, town) {
    case (nil, nil): return nil
    case (nil, let level?), (let level?, nil): return level
    case (let code?, let town?): return code + town == 0 ? 0 : min(code, town) == 0 || code + town == 2 ? 1 : 2
    }
  }

  private func identifierLevel(_ a: Int, _ b: Int) -> Int? {
    let pool = table.pool(.identifier)
    return best(.identifier, a, b) { first, second in
      if first == second { return 0 }
      return pool.isWithin(1, pool.key(of: first), pool.key(of: second)) ? 1 : 2
    }
  }

  /// The best level of any two values; `nil` if one of the rows has none.
  private func best(_ field: LinkageTable.Field, _ a: Int, _ b: Int, _ level: (UInt32, UInt32) -> Int) -> Int? {
    var best: Int?
    for first in table.values(field, a) {
      for second in table.values(field, b) {
        let found = level(first, second)
        if found == 0 { return 0 }
        best = min(best ?? found, found)
      }
    }
    return best
  }
}
