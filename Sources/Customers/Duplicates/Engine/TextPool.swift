import Insights

/// The distinct values of one field as small integers, each with the key that its spellings share.
///
/// Comparing equal values is comparing integers. A class so that handing it on costs one reference.
final class TextPool: Sendable {
  /// The key of each value.
  private let keys: [UInt32]
  /// All keys' code units, one after the other.
  private let units: [UInt16]
  private let ends: [Int]
  private let counts: [Int]
  private let hashes: [UInt64]
  private let shortForms: [UInt32]
  /// The characters of each key, as a set of their values modulo 64.
  private let masks: [UInt64]

  init(
    keys: [UInt32], units: [UInt16], ends: [Int], counts: [Int], hashes: [UInt64], shortForms: [UInt32]
  ) {
    self.keys = keys
    self.units = units
    self.ends = ends
    self.counts = counts
    self.hashes = hashes
    self.shortForms = shortForms
    var start = 0
    masks = ends.map { end in
      defer { start = end }
      return units[start..<end].reduce(0) { $0 | 1 << (UInt64($1) % 64) }
    }
  }

  /// The key of a value.
  func key(of value: UInt32) -> UInt32 { keys[Int(value)] }

  /// How many records have a key.
  func count(of key: UInt32) -> Int { counts[Int(key)] }

  /// The number of units of a key.
  func length(_ key: UInt32) -> Int { range(key).count }

  /// Where a key's units stand.
  private func range(_ key: UInt32) -> Range<Int> { (key == 0 ? 0 : ends[Int(key) - 1])..<ends[Int(key)] }

  /// The unit of a key at a place, 0 behind its end.
  func unit(_ key: UInt32, at index: Int) -> UInt16 {
    let range = range(key)
    return index < range.count ? units[range.lowerBound + index] : 0
  }

  /// A hash of a key's text, the same in every pool and run.
  func hash(_ key: UInt32) -> UInt64 { hashes[Int(key)] }

  /// The units of a key.
  func units(_ key: UInt32) -> ArraySlice<UInt16> { units[range(key)] }

  /// Whether two keys are forms of one name: Bob and Robert.
  func areFormsOfOne(_ left: UInt32, _ right: UInt32) -> Bool {
    shortForms[Int(left)] != 0 && shortForms[Int(left)] == shortForms[Int(right)]
  }

  /// The similarity of two keys, or 0 if it is certainly below the threshold.
  ///
  /// A character that occurs in one key only has no match: the sets of characters give an upper bound that spares most
  /// comparisons.
  func jaroWinkler(_ left: UInt32, _ right: UInt32, atLeast threshold: Double) -> Double {
    guard greatestSimilarity(left, right) >= threshold else { return 0 }
    let units = units
    let all = units.span
    return TextSimilarity.jaroWinkler(all.extracting(range(left)), all.extracting(range(right)))
  }

  private func greatestSimilarity(_ left: UInt32, _ right: UInt32) -> Double {
    let a = masks[Int(left)]
    let b = masks[Int(right)]
    let lengths = (length(left), length(right))
    let matches = min(lengths.0 - (a & ~b).nonzeroBitCount, lengths.1 - (b & ~a).nonzeroBitCount)
    guard matches > 0 else { return 0 }
    let jaro = (Double(matches) / Double(lengths.0) + Double(matches) / Double(lengths.1) + 1) / 3
    return unit(left, at: 0) == unit(right, at: 0) ? jaro + 0.4 * (1 - jaro) : jaro
  }

  /// Whether two keys are at most so many edits apart.
  func isWithin(_ limit: Int, _ left: UInt32, _ right: UInt32) -> Bool {
    // Each character that only one of them has takes an edit.
    let a = masks[Int(left)]
    let b = masks[Int(right)]
    guard max((a & ~b).nonzeroBitCount, (b & ~a).nonzeroBitCount) <= limit else { return false }
    let units = units
    let all = units.span
    return DamerauLevenshtein.restricted(all.extracting(range(left)), all.extracting(range(right)), limit: limit) != nil
  }

  /// The Soundex code of a key; 0 if it has no Latin letter.
  func soundex(_ key: UInt32) -> UInt32 {
    let units = units
    let all = units.span
    return Soundex.code(all.extracting(range(key))) ?? 0
  }
}
