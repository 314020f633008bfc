import CRMCore

/// Headings and tables; what could be taken for marks is escaped.
struct MarkdownRenderer: AccessRenderer {
  let pages: AccessPages
  private var number = 0

  init(pages: AccessPages) { self.pages = pages }

  func begin(_ header: JSONTree, _ text: inout String) {
    let header = pages.header(header)
    text += "# \(Self.escaped(header.title))\n\n"
    table(header.facts, &text)
    for section in header.sections {
      text += "## \(Self.escaped(section.title))\n\n\(Self.escaped(section.explanation))\n\n"
      if let plain = section.plainText {
        text += "\(Self.escaped(plain))\n\n"
      } else {
        table(section.rows, &text)
      }
    }
    text += "## \(Self.escaped(pages.words("yourData")))\n\n"
  }

  mutating func show(_ record: JSONTree, _ text: inout String) {
    number += 1
    let (title, rows) = pages.record(record, number: number)
    text += "### \(Self.escaped(title))\n\n"
    table(rows, &text)
  }

  func end(_ summary: JSONTree, _ text: inout String) {
    text += "## \(Self.escaped(pages.words("summary")))\n\n"
    table(pages.summary(summary), &text)
  }

  private func table(_ rows: [AccessPages.Row], _ text: inout String) {
    guard !rows.isEmpty else { return }
    text += "| \(Self.escaped(pages.words("what"))) | \(Self.escaped(pages.words("value"))) |\n| --- | --- |\n"
    for row in rows { text += "| \(Self.escaped(row.label)) | \(Self.escaped(row.text)) |\n" }
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
