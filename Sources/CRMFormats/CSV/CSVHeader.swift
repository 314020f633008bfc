/// The column names of a file and where each is found.
public final class CSVHeader: Sendable {
  /// The names in file order, without white space around them. Names may be empty or repeated.
  public let names: [String]
  /// Names that stand over more than one column, in file order. `row[name]` gives the first of them.
  public let duplicates: [String]
  private let exact: [String: Int]
  private let folded: [String: Int]

  /// A header from names; white space around them is dropped.
  public init(_ names: [String]) {
    let trimmed = names.map { String($0.trimmingASCIIAndNoBreakSpaces()) }
    var exact: [String: Int] = [:]
    var folded: [String: Int] = [:]
    var duplicates: [String] = []
    for (index, name) in trimmed.enumerated() {
      if exact[name] == nil {
        exact[name] = index
      } else if !duplicates.contains(name) {
        duplicates.append(name)
      }
      let key = name.lowercased()
      if folded[key] == nil { folded[key] = index }
    }
    self.names = trimmed
    self.duplicates = duplicates
    self.exact = exact
    self.folded = folded
  }

  /// The 0-based column of a name: an exact match, else one that differs in case only. O(1).
  public func index(of name: String) -> Int? {
    exact[name] ?? folded[name.lowercased()]
  }
}

extension CSVHeader: Equatable {
  /// Whether both name the same columns in the same order.
  public static func == (left: CSVHeader, right: CSVHeader) -> Bool { left.names == right.names }
}

extension StringProtocol {
  /// Without spaces, tabs, line ends, no-break spaces and byte order marks at both ends.
  func trimmingASCIIAndNoBreakSpaces() -> SubSequence {
    func isSpace(_ character: Character) -> Bool {
      character.isWhitespace || character == "\u{FEFF}" || character == "\u{200B}"
    }
    var start = startIndex
    var end = endIndex
    while start < end, isSpace(self[start]) { start = index(after: start) }
    while start < end, isSpace(self[index(before: end)]) { end = index(before: end) }
    return self[start..<end]
  }
}
