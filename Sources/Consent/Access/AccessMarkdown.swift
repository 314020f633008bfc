import CRMCore

/// Headings and tables; what could be taken for marks is escaped.
struct MarkdownRenderer: AccessRenderer {
  private var number = 0

  func begin(_ header: JSONTree, _ text: inout String) {
    let pages = AccessPages(header)
    text += "# \(Self.escaped(pages.title))\n\n"
    Self.table(pages.facts, &text)
    for section in pages.sections {
      text += "## \(Self.escaped(section.title))\n\n\(Self.escaped(section.explanation))\n\n"
      if section.rows.count == 1, section.rows[0].label.isEmpty {
        text += "\(Self.escaped(section.rows[0].text))\n\n"
      } else {
        Self.table(section.rows, &text)
      }
    }
    text += "## Your data\n\n"
  }

  mutating func show(_ record: JSONTree, _ text: inout String) {
    number += 1
    let (title, rows) = AccessPages.record(record, number: number)
    text += "### \(Self.escaped(title))\n\n"
    Self.table(rows, &text)
  }

  func end(_ summary: JSONTree, _ text: inout String) {
    text += "## Summary\n\n"
    Self.table(AccessRows.rows(of: summary), &text)
  }

  private static func table(_ rows: [AccessRows.Row], _ text: inout String) {
    guard !rows.isEmpty else { return }
    text += "| What | Value |\n| --- | --- |\n"
    for row in rows { text += "| \(escaped(row.label)) | \(escaped(row.text)) |\n" }
    text += "\n"
  }

  static func escaped(_ text: String) -> String {
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "\\", "`", "*", "_", "[", "]", "|", "#", "~", "!": result += "\\\(Character(scalar))"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "&": result += "&amp;"
      case "\n", "\r", "\t": result += " "
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
