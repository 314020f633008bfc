/// The letters of a sorted dictionary as a tree, for finding the terms that are spelt nearly like a word.
///
/// Nodes lie level by level, the children of a node beside each other. Terms with letters outside the Basic Multilingual Plane
/// and ideographs are left out: typing errors are errors of letters.
struct TypoTrie: Sendable {
  private var labels: [UInt16] = [0]
  /// By node the first child; the children end where those of the next node begin.
  private var firstChildren: [UInt32] = []
  /// By node the first term below it; the highest bit tells that this term ends here.
  private var firstTerms: [UInt32] = []
  private var endTerms: [UInt32] = []
  private static let endsHere: UInt32 = 1 << 31

  /// The bytes that the tree takes in memory.
  var byteCount: Int { labels.count * 14 }

  /// The tree of the terms of a table, in their order.
  init(_ table: TermTable) {
    var letters: [UInt16] = []
    var starts: [UInt32] = [0]
    if table.count > 0 {
      var cursor = table.cursor(at: 0)
      for index in 0..<table.count {
        if index > 0 { cursor.advance() }
        letters.append(contentsOf: Self.letters(cursor.term) ?? [])
        starts.append(UInt32(letters.count))
      }
    }
    build(letters: letters, starts: starts)
  }

  /// The letters of a term; `nil` if errors of typing are not looked for in it.
  static func letters(_ term: [UInt8]) -> [UInt16]? {
    var letters: [UInt16] = []
    for scalar in String(decoding: term, as: UTF8.self).unicodeScalars {
      guard scalar.value < 0x10000, WordClass(scalar) != .ideograph else { return nil }
      letters.append(UInt16(scalar.value))
    }
    return letters
  }

  private mutating func build(letters: [UInt16], starts: [UInt32]) {
    let termCount = starts.count - 1
    func letter(_ term: Int, _ depth: Int) -> UInt16? {
      let place = Int(starts[term]) + depth
      return place < Int(starts[term + 1]) ? letters[place] : nil
    }
    firstTerms = [0]
    endTerms = [UInt32(termCount)]
    var depths: [UInt8] = [0]
    var node = 0
    while node < labels.count {
      firstChildren.append(UInt32(labels.count))
      let depth = Int(depths[node])
      var term = Int(firstTerms[node] & ~Self.endsHere)
      let end = Int(endTerms[node])
      while term < end, depth < 250 {
        guard let label = letter(term, depth) else {
          term += 1
          continue
        }
        var last = term + 1
        while last < end, letter(last, depth) == label { last += 1 }
        labels.append(label)
        let isWord = starts[term + 1] - starts[term] == UInt32(depth + 1)
        firstTerms.append(UInt32(term) | (isWord ? Self.endsHere : 0))
        endTerms.append(UInt32(last))
        depths.append(UInt8(depth + 1))
        term = last
      }
      node += 1
    }
    firstChildren.append(UInt32(labels.count))
  }

  /// The terms that are within a distance of a word (see ``SpellingDistance``), as ranges of neighbouring terms.
  ///
  /// - Parameters:
  ///   - word: the letters of the word.
  ///   - limit: the greatest distance.
  ///   - acceptsBeginnings: whether it is enough that some beginning of the term is within the distance.
  func ranges(near word: [UInt16], limit: Int, acceptsBeginnings: Bool) -> [Range<Int>] {
    var search = Search(word: word, limit: limit, acceptsBeginnings: acceptsBeginnings)
    visit(0, depth: 0, &search)
    return search.found
  }

  private struct Search {
    let word: [UInt16]
    let limit: Int
    let acceptsBeginnings: Bool
    /// One row of distances per depth.
    var rows: [UInt8]
    var path: [UInt16]
    var found: [Range<Int>] = []

    init(word: [UInt16], limit: Int, acceptsBeginnings: Bool) {
      self.word = word
      self.limit = limit
      self.acceptsBeginnings = acceptsBeginnings
      let width = word.count + 1
      let depth = word.count + limit + 1
      rows = Array(repeating: UInt8(limit + 1), count: width * (depth + 1))
      path = Array(repeating: 0, count: depth + 1)
      for column in 0..<min(width, limit + 1) { rows[column] = UInt8(column) }
    }

    /// Fills in the row of a depth after the letter on the path was set.
    ///
    /// - Returns: the least distance in the row. Only the columns near the diagonal are looked at.
    mutating func fill(_ depth: Int, _ label: UInt16) -> UInt8 {
      let width = word.count + 1
      let row = depth * width
      let above = row - width
      let over = UInt8(limit + 1)
      let first = max(depth - limit, 0)
      let last = min(depth + limit, word.count)
      guard first <= last else { return over }
      var least = over
      if first > 0 { rows[row + first - 1] = over }
      for column in first...last {
        var best = rows[above + column] &+ 1
        if column > 0 {
          best = min(best, rows[row + column - 1] &+ 1)
          let matches = word[column - 1] == label
          best = min(best, rows[above + column - 1] &+ (matches ? 0 : 1))
          if depth > 1, column > 1, word[column - 2] == label, word[column - 1] == path[depth - 1] {
            best = min(best, rows[above - width + column - 2] &+ 1)
          }
        }
        best = min(best, over)
        rows[row + column] = best
        least = min(least, best)
      }
      // The row below looks one column further.
      if last < word.count { rows[row + last + 1] = over }
      return least
    }
  }

  private func visit(_ node: Int, depth: Int, _ search: inout Search) {
    guard depth < search.word.count + search.limit else { return }
    for child in Int(firstChildren[node])..<Int(firstChildren[node + 1]) {
      let label = labels[child]
      search.path[depth + 1] = label
      guard search.fill(depth + 1, label) <= search.limit else { continue }
      let distance = search.rows[(depth + 1) * (search.word.count + 1) + search.word.count]
      let isNear = depth + 1 + search.limit >= search.word.count && distance <= search.limit
      let first = Int(firstTerms[child] & ~Self.endsHere)
      if isNear, search.acceptsBeginnings {
        search.found.append(first..<Int(endTerms[child]))
        continue
      }
      if isNear, firstTerms[child] & Self.endsHere != 0 { search.found.append(first..<first + 1) }
      visit(child, depth: depth + 1, &search)
    }
  }
}
