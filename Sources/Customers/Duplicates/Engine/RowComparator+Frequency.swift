import Insights

extension RowComparator {
  /// What the rarity of the values in common adds to the weight of each feature, in bits; empty where it adds nothing.
  ///
  /// - Parameters:
  ///   - pattern: how the rows agree.
  ///   - model: gives the average chance of agreement.
  ///   - adjustment: how rarity counts.
  func frequencyBits(
    _ pattern: ComparisonPattern, _ a: Int, _ b: Int, model: LinkageModel, adjustment: TermFrequency
  ) -> [Double] {
    var bits = [Double](repeating: 0, count: model.features.count)
    // That hardly anybody shares a telephone or a birthday is what the average says already: only common ones count.
    func add(_ feature: Int, _ field: LinkageTable.Field, scales: [Double], onlyTaking: Bool = false) {
      guard let level = pattern[feature], level < scales.count,
        let count = level == 0 || scales[level] == 1 ? commonCount(field, a, b) : nearCount(field, a, b)
      else { return }
      let found = adjustment.bits(
        count: count, total: table.known(field), average: model.features[feature].levels[0].u)
      bits[feature] = scales[level] * (onlyTaking ? min(0, found) : found)
    }
    add(0, .given, scales: [1, 0.5, 0.5])
    add(1, .family, scales: [1, 1, 0.5])
    add(2, .middle, scales: [1])
    add(3, .organisation, scales: [1, 0.5, 0.5])
    add(5, .email, scales: [1], onlyTaking: true)
    add(6, .phone, scales: [1], onlyTaking: true)
    add(8, table.known(.locality) >= table.known(.postalCode) ? .locality : .postalCode, scales: [1])
    add(9, .identifier, scales: [1], onlyTaking: true)
    if pattern[4] == 0 {
      let found = adjustment.bits(
        count: table.count(birthday: table.birthdays[a]), total: table.knownBirthdays,
        average: model.features[4].levels[0].u)
      bits[4] = min(0, found)
    }
    return bits
  }

  /// How many records have the rarest key that both rows have.
  private func commonCount(_ field: LinkageTable.Field, _ a: Int, _ b: Int) -> Int? {
    let pool = table.pool(field)
    var rarest: Int?
    for first in table.values(field, a) {
      for second in table.values(field, b) where pool.key(of: first) == pool.key(of: second) {
        rarest = min(rarest ?? .max, pool.count(of: pool.key(of: first)))
      }
    }
    return rarest
  }

  /// How many records have the more common of two keys that are not equal; of several the rarest such pair.
  private func nearCount(_ field: LinkageTable.Field, _ a: Int, _ b: Int) -> Int? {
    let pool = table.pool(field)
    var rarest: Int?
    for first in table.values(field, a) {
      for second in table.values(field, b) {
        let count = max(pool.count(of: pool.key(of: first)), pool.count(of: pool.key(of: second)))
        rarest = min(rarest ?? .max, count + 1)
      }
    }
    return rarest
  }
}
