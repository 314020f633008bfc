/// The issues of a block by index of row, of each row no more than the first eight.
struct CSVIssueLog: Sendable {
  private static let maximumPerRow = 8

  private(set) var issues: [Int: [CSVIssue]] = [:]

  init(_ issues: [Int: [CSVIssue]] = [:]) {
    self.issues = issues
  }

  mutating func add(_ issue: CSVIssue, row: Int) {
    guard issues[row, default: []].count < Self.maximumPerRow else { return }
    issues[row, default: []].append(issue)
  }

  /// Hands over what belongs to rows before `row`; what belongs to that row is kept and now belongs to row 0.
  mutating func take(upTo row: Int) -> [Int: [CSVIssue]] {
    var taken = issues
    let rest = taken.removeValue(forKey: row)
    issues = rest.map { [0: $0] } ?? [:]
    return taken
  }
}
