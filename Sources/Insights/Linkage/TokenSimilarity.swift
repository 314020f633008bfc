/// How alike two sets of words are, whatever their order.
public enum TokenSimilarity {
  /// The share of words in common: |A ∩ B| / |A ∪ B|. Repeats count once; two empty sets are equal. O(n log n).
  ///
  /// Source: Jaccard 1901.
  public static func jaccard<Token: Comparable>(_ left: [Token], _ right: [Token]) -> Double {
    let (common, a, b) = overlap(left, right)
    return a + b == 0 ? 1 : Double(common) / Double(a + b - common)
  }

  /// The words in common against the smaller set: 1 when one text holds all words of the other. 0 when either is empty.
  ///
  /// Source: Szymkiewicz 1934 and Simpson 1960, the overlap coefficient.
  public static func containment<Token: Comparable>(_ left: [Token], _ right: [Token]) -> Double {
    let (common, a, b) = overlap(left, right)
    return min(a, b) == 0 ? 0 : Double(common) / Double(min(a, b))
  }

  /// The average over the words of each text of the best Jaro–Winkler similarity in the other one, the mean of both directions.
  ///
  /// Words may be misspelt and in any order. 1 for two empty texts. O(n · m) comparisons.
  /// Source: Monge and Elkan 1996, made symmetric.
  public static func soft(_ left: [[UInt16]], _ right: [[UInt16]]) -> Double {
    guard !left.isEmpty, !right.isEmpty else { return left.isEmpty && right.isEmpty ? 1 : 0 }
    return (directed(left, right) + directed(right, left)) / 2
  }

  private static func directed(_ from: [[UInt16]], _ to: [[UInt16]]) -> Double {
    var sum = 0.0
    for word in from {
      var best = 0.0
      for other in to { best = max(best, TextSimilarity.jaroWinkler(word.span, other.span)) }
      sum += best
    }
    return sum / Double(from.count)
  }

  private static func overlap<Token: Comparable>(
    _ left: [Token], _ right: [Token]
  ) -> (common: Int, left: Int, right: Int) {
    let a = unique(left)
    let b = unique(right)
    var common = 0
    var i = 0
    var j = 0
    while i < a.count, j < b.count {
      if a[i] == b[j] {
        common += 1
        i += 1
        j += 1
      } else if a[i] < b[j] {
        i += 1
      } else {
        j += 1
      }
    }
    return (common, a.count, b.count)
  }

  private static func unique<Token: Comparable>(_ tokens: [Token]) -> [Token] {
    var result: [Token] = []
    for token in tokens.sorted() where result.last != token { result.append(token) }
    return result
  }
}
