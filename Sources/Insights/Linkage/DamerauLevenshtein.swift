/// How many edits turn one text into another: insertions, deletions, substitutions and swaps of neighbours count one each.
///
/// Two measures bear the name. ``restricted(_:_:limit:)`` edits no part twice and is what most programs compute;
/// ``unrestricted(_:_:)`` is the true distance, a metric: "ca" → "abc" takes 3 edits restricted and 2 unrestricted.
public enum DamerauLevenshtein {
  /// The optimal string alignment distance, or `nil` if it is above `limit`.
  ///
  /// O(n · limit) time. Source: Damerau 1964 with the restriction of Oommen and Loke 1997.
  public static func restricted(_ left: Span<UInt16>, _ right: Span<UInt16>, limit: Int = .max) -> Int? {
    var start = 0
    var leftEnd = left.count
    var rightEnd = right.count
    while start < min(leftEnd, rightEnd), left[start] == right[start] { start += 1 }
    while leftEnd > start, rightEnd > start, left[leftEnd - 1] == right[rightEnd - 1] {
      leftEnd -= 1
      rightEnd -= 1
    }
    let rows = leftEnd - start
    let columns = rightEnd - start
    guard abs(rows - columns) <= limit else { return nil }
    guard rows > 0, columns > 0 else { return max(rows, columns) }
    let far = rows + columns + 1
    let band = min(limit, far)
    var beforeLast = [Int](repeating: far, count: columns + 1)
    var last = (0...columns).map { $0 }
    var current = beforeLast
    for row in 1...rows {
      let low = max(1, row - band)
      let high = min(columns, row + band)
      current[low - 1] = low == 1 ? row : far
      var least = current[low - 1]
      if low <= high {
        for column in low...high {
          let a = left[start + row - 1]
          let b = right[start + column - 1]
          var best = min(current[column - 1] + 1, last[column] + 1, last[column - 1] + (a == b ? 0 : 1))
          if row > 1, column > 1, a == right[start + column - 2], left[start + row - 2] == b {
            best = min(best, beforeLast[column - 2] + 1)
          }
          current[column] = best
          least = min(least, best)
        }
      }
      if high < columns { current[high + 1] = far }
      // A swap reaches back two rows, so both have to be beyond the limit.
      if least > limit, row > 1, last.min() ?? 0 > limit { return nil }
      (beforeLast, last, current) = (last, current, beforeLast)
    }
    return last[columns] <= limit ? last[columns] : nil
  }

  /// The true Damerau–Levenshtein distance: parts may be edited again after a swap.
  ///
  /// O(n · m) time and memory. Source: Lowrance and Wagner 1975, "An Extension of the String-to-String Correction Problem".
  public static func unrestricted(_ left: Span<UInt16>, _ right: Span<UInt16>) -> Int {
    let rows = left.count
    let columns = right.count
    guard rows > 0, columns > 0 else { return max(rows, columns) }
    let width = columns + 2
    let far = rows + columns
    var table = [Int](repeating: 0, count: (rows + 2) * width)
    table[0] = far
    for row in 0...rows {
      table[(row + 1) * width] = far
      table[(row + 1) * width + 1] = row
    }
    for column in 0...columns {
      table[column + 1] = far
      table[width + column + 1] = column
    }
    var lastRow: [UInt16: Int] = [:]
    for row in 1...rows {
      var lastColumn = 0
      for column in 1...columns {
        let matchRow = lastRow[right[column - 1]] ?? 0
        let matchColumn = lastColumn
        let isEqual = left[row - 1] == right[column - 1]
        if isEqual { lastColumn = column }
        let substitution = table[row * width + column] + (isEqual ? 0 : 1)
        let insertion = table[(row + 1) * width + column] + 1
        let deletion = table[row * width + column + 1] + 1
        let swap = table[matchRow * width + matchColumn] + (row - matchRow - 1) + 1 + (column - matchColumn - 1)
        table[(row + 1) * width + column + 1] = min(min(substitution, insertion), min(deletion, swap))
      }
      lastRow[left[row - 1]] = row
    }
    return table[(rows + 1) * width + columns + 1]
  }

  /// ``restricted(_:_:limit:)-(Span<UInt16>,_,_)`` of two strings.
  public static func restricted(_ left: String, _ right: String, limit: Int = .max) -> Int? {
    restricted(Array(left.utf16).span, Array(right.utf16).span, limit: limit)
  }

  /// ``unrestricted(_:_:)-(Span<UInt16>,_)`` of two strings.
  public static func unrestricted(_ left: String, _ right: String) -> Int {
    unrestricted(Array(left.utf16).span, Array(right.utf16).span)
  }
}
