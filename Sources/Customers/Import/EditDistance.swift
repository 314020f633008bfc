/// The optimal string alignment distance: the least number of insertions, deletions, substitutions and swaps of neighbours that
/// turn one text into the other, no part being edited twice.
///
/// Source: Damerau 1964 with the restriction of Oommen and Loke 1997.
enum EditDistance {
  /// The distance, or `nil` if it is above `limit`. O(length · length).
  static func between(_ left: [Unicode.Scalar], _ right: [Unicode.Scalar], limit: Int) -> Int? {
    guard abs(left.count - right.count) <= limit else { return nil }
    var beforeLast: [Int] = []
    var last = Array(0...right.count)
    for row in 0..<left.count {
      var current = [row + 1]
      current.reserveCapacity(right.count + 1)
      for column in 0..<right.count {
        let substitution = last[column] + (left[row] == right[column] ? 0 : 1)
        var best = min(current[column] + 1, last[column + 1] + 1, substitution)
        if row > 0, column > 0, left[row] == right[column - 1], left[row - 1] == right[column] {
          best = min(best, beforeLast[column - 1] + 1)
        }
        current.append(best)
      }
      // Distances along the rows never shrink below the row's least value.
      if row > 0, min(current.min() ?? 0, last.min() ?? 0) > limit { return nil }
      (beforeLast, last) = (last, current)
    }
    let distance = last[right.count]
    return distance <= limit ? distance : nil
  }
}
