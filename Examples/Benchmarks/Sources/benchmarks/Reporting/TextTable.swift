import Foundation

/// Columns of text, aligned.
struct TextTable {
  private var rows: [[String]]
  private let leftAligned: Set<Int>

  init(_ heading: [String], leftAligned: Set<Int> = [0]) {
    rows = [heading]
    self.leftAligned = leftAligned
  }

  mutating func add(_ row: [String]) { rows.append(row) }

  var text: String {
    let widths = rows[0].indices.map { column in rows.map { $0[column].count }.max() ?? 0 }
    var lines = rows.map { row in
      row.indices.map { column -> String in
        let space = String(repeating: " ", count: widths[column] - row[column].count)
        return leftAligned.contains(column) ? row[column] + space : space + row[column]
      }.joined(separator: "  ")
    }
    lines.insert(widths.map { String(repeating: "-", count: $0) }.joined(separator: "  "), at: 1)
    return lines.joined(separator: "\n")
  }
}

/// Numbers as people read them, the same in every locale.
enum Format {
  static func count(_ value: Int) -> String {
    var digits = Array(String(value))
    var index = digits.count - 3
    while index > 0 {
      digits.insert(",", at: index)
      index -= 3
    }
    return String(digits)
  }

  /// Three significant digits from a thousand on.
  static func rate(_ value: Double) -> String {
    guard value.isFinite, value >= 0 else { return "–" }
    let unit = value < 1_000 ? 1 : pow(10, (log10(value)).rounded(.down) - 2)
    return count(Int((value / unit).rounded() * unit))
  }

  static func ratio(_ value: Double) -> String {
    guard value.isFinite else { return "–" }
    if abs(value) >= 100 { return count(Int(value.rounded())) }
    return String(format: abs(value) >= 10 ? "%.1f" : abs(value) >= 0.1 ? "%.2f" : "%.4f", value)
  }
}
