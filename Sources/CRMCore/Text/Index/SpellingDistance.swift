/// The optimal string alignment distance: the least number of insertions, deletions, substitutions and swaps of neighbours that
/// turn one word into the other, no part being edited twice.
///
/// Source: Damerau 1964 with the restriction of Oommen and Loke 1997.
package enum SpellingDistance {
  /// How many errors are forgiven in a word: one from four letters on, two from eight.
  package static func limit(letterCount: Int) -> Int { letterCount >= 8 ? 2 : letterCount >= 4 ? 1 : 0 }

  /// Whether a term, or some beginning of it, is within a distance of a word. O(length · length).
  package static func isNear(_ word: [UInt16], _ term: [UInt16], limit: Int, acceptsBeginnings: Bool) -> Bool {
    guard term.count + limit >= word.count, acceptsBeginnings || word.count + limit >= term.count else { return false }
    if acceptsBeginnings, word.count <= limit { return true }
    let width = word.count + 1
    // Three rows in turn: the current one, the one above, the one above that.
    var rows = Array(0..<width) + Array(repeating: 0, count: 2 * width)
    for row in 1..<max(term.count + 1, 1) {
      let current = row % 3 * width
      let above = (row + 2) % 3 * width
      let twoAbove = (row + 1) % 3 * width
      rows[current] = row
      var least = row
      for column in 1..<max(width, 1) {
        var best = min(rows[current + column - 1] + 1, rows[above + column] + 1)
        best = min(best, rows[above + column - 1] + (term[row - 1] == word[column - 1] ? 0 : 1))
        if row > 1, column > 1, term[row - 1] == word[column - 2], term[row - 2] == word[column - 1] {
          best = min(best, rows[twoAbove + column - 2] + 1)
        }
        rows[current + column] = best
        least = min(least, best)
      }
      if acceptsBeginnings, rows[current + word.count] <= limit { return true }
      // What comes after two rows that are too far stays too far.
      if least > limit + 1 { return false }
    }
    return rows[term.count % 3 * width + word.count] <= limit
  }
}
