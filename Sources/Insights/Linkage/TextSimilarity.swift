/// How alike two texts are, from 0 (nothing in common) to 1 (equal).
///
/// The functions take UTF-16 code units, so that a caller who compares millions of pairs converts each text once. Characters
/// outside the Basic Multilingual Plane count as two units. Case and diacritics count: fold the texts before.
public enum TextSimilarity {
  /// The Jaro similarity: matching units within half the longer length, and how many of them are out of order.
  ///
  /// Two empty texts are equal, an empty one and another have nothing in common. O(n · window).
  /// Source: Jaro 1989, "Advances in Record-Linkage Methodology", in the form of Winkler 1990.
  public static func jaro(_ left: Span<UInt16>, _ right: Span<UInt16>) -> Double {
    guard !left.isEmpty, !right.isEmpty else { return left.isEmpty && right.isEmpty ? 1 : 0 }
    let matching =
      left.count <= 64 && right.count <= 64 ? matchesInWords(left, right) : matchesInArrays(left, right)
    guard matching.matches > 0 else { return 0 }
    let matches = Double(matching.matches)
    let inOrder = matches - Double(matching.outOfOrder / 2)
    return (matches / Double(left.count) + matches / Double(right.count) + inOrder / matches) / 3
  }

  /// The Jaro similarity raised for texts that begin alike: `j + 0.1 · p · (1 − j)` with p equal units at the start, at most 4.
  ///
  /// Source: Winkler 1990, "String Comparator Metrics and Enhanced Decision Rules".
  public static func jaroWinkler(_ left: Span<UInt16>, _ right: Span<UInt16>) -> Double {
    let similarity = jaro(left, right)
    var prefix = 0
    let limit = min(4, left.count, right.count)
    while prefix < limit, left[prefix] == right[prefix] { prefix += 1 }
    return similarity + 0.1 * Double(prefix) * (1 - similarity)
  }

  /// ``jaro(_:_:)-(Span<UInt16>,_)`` of two strings.
  public static func jaro(_ left: String, _ right: String) -> Double {
    jaro(Array(left.utf16).span, Array(right.utf16).span)
  }

  /// ``jaroWinkler(_:_:)-(Span<UInt16>,_)`` of two strings.
  public static func jaroWinkler(_ left: String, _ right: String) -> Double {
    jaroWinkler(Array(left.utf16).span, Array(right.utf16).span)
  }

  /// Marks of used units kept in two words: no allocation, for texts of up to 64 units.
  private static func matchesInWords(
    _ left: Span<UInt16>, _ right: Span<UInt16>
  ) -> (matches: Int, outOfOrder: Int) {
    let window = max(0, max(left.count, right.count) / 2 - 1)
    var usedLeft: UInt64 = 0
    var usedRight: UInt64 = 0
    for i in 0..<left.count {
      let unit = left[i]
      var j = max(0, i - window)
      let end = min(right.count, i + window + 1)
      while j < end {
        if right[j] == unit, usedRight & (1 &<< UInt64(j)) == 0 {
          usedLeft |= 1 &<< UInt64(i)
          usedRight |= 1 &<< UInt64(j)
          break
        }
        j += 1
      }
    }
    let matches = usedLeft.nonzeroBitCount
    var outOfOrder = 0
    while usedLeft != 0 {
      if left[usedLeft.trailingZeroBitCount] != right[usedRight.trailingZeroBitCount] { outOfOrder += 1 }
      usedLeft &= usedLeft - 1
      usedRight &= usedRight - 1
    }
    return (matches, outOfOrder)
  }

  private static func matchesInArrays(
    _ left: Span<UInt16>, _ right: Span<UInt16>
  ) -> (matches: Int, outOfOrder: Int) {
    let window = max(0, max(left.count, right.count) / 2 - 1)
    var matchedLeft: [Int] = []
    var usedRight = [Bool](repeating: false, count: right.count)
    for i in 0..<left.count {
      var j = max(0, i - window)
      let end = min(right.count, i + window + 1)
      while j < end, usedRight[j] || left[i] != right[j] { j += 1 }
      guard j < end else { continue }
      usedRight[j] = true
      matchedLeft.append(i)
    }
    var outOfOrder = 0
    var next = 0
    for j in 0..<right.count where usedRight[j] {
      if left[matchedLeft[next]] != right[j] { outOfOrder += 1 }
      next += 1
    }
    return (matchedLeft.count, outOfOrder)
  }
}
