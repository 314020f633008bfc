import CRMCore

/// One page without anything from elsewhere: headings in order, a caption and row headers for every table.
struct HTMLRenderer: AccessRenderer {
  let pages: AccessPages
  private var number = 0

  init(pages: AccessPages) { self.pages = pages }

  func begin(_ header: JSONTree, _ text: inout String) {
    let header = pages.header(header)
    let title = Self.escaped(header.title)
    text += """
      <!DOCTYPE html>
      <html lang="\(Self.escaped(pages.words.language))">
      <head>
      <meta charset="utf-8">
      <meta name="viewport" content="width=device-width, initial-scale=1">
      <title>\(title)</title>
      <style>\(Self.style)</style>
      </head>
      <body>
      <main>
      <h1>\(title)</h1>

      """
    Self.table(pages.words("thisDocument"), header.facts, &text)
    for section in header.sections {
      text += "<section>\n<h2>\(Self.escaped(section.title))</h2>\n<p>\(Self.escaped(section.explanation))</p>\n"
      if let plain = section.plainText {
        text += "<p>\(Self.escaped(plain))</p>\n"
      } else {
        Self.table(section.title, section.rows, &text)
      }
      text += "</section>\n"
    }
    text += "<section>\n<h2>\(Self.escaped(pages.words("yourData")))</h2>\n"
  }

  mutating func show(_ record: JSONTree, _ text: inout String) {
    number += 1
    let (title, rows) = pages.record(record, number: number)
    text += "<h3>\(Self.escaped(title))</h3>\n"
    Self.table(title, rows, &text)
  }

  func end(_ summary: JSONTree, _ text: inout String) {
    let title = pages.words("summary")
    text += "</section>\n<section>\n<h2>\(Self.escaped(title))</h2>\n"
    Self.table(title, pages.summary(summary), &text)
    text += "</section>\n</main>\n</body>\n</html>\n"
  }

  private static func table(_ caption: String, _ rows: [AccessPages.Row], _ text: inout String) {
    guard !rows.isEmpty else { return }
    text += "<table>\n<caption>\(escaped(caption))</caption>\n<tbody>\n"
    for row in rows {
      text += "<tr><th scope=\"row\">\(escaped(row.label))</th><td>\(escaped(row.text))</td></tr>\n"
    }
    text += "</tbody>\n</table>\n"
  }

  private static let style =
    "body{font-family:sans-serif;line-height:1.5;max-width:60rem;margin:auto;padding:1rem}"
    + "table{border-collapse:collapse;width:100%;margin-bottom:1rem}"
    + "caption{text-align:left;font-weight:bold;padding:.25rem 0}"
    + "th,td{border:1px solid #767676;padding:.25rem .5rem;text-align:left;vertical-align:top;overflow-wrap:anywhere}"
    + "th{width:35%;background:#f2f2f2}td{white-space:pre-wrap}"

  /// A text as it may stand in an element or between the quotes of an attribute. Signs that turn the direction of writing are shown
  /// as codes, so that nothing reads other than it is.
  static func escaped(_ text: String) -> String {
    // The first bytes of what is escaped; nearly every text has none of them.
    let isPlain = text.utf8.allSatisfy { byte in
      switch byte {
      case 0x20, 0x21, 0x23...0x25, 0x28...0x3B, 0x3D, 0x3F...0x7E, 0xC3...0xE1, 0xE3...0xFF, 0x80...0xC1: true
      default: false
      }
    }
    if isPlain { return text }
    var result = ""
    for scalar in text.unicodeScalars {
      switch scalar {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      case "'": result += "&#39;"
      case "\n", "\t": result.unicodeScalars.append(scalar)
      case "\u{202A}"..."\u{202E}", "\u{2066}"..."\u{2069}", "\u{0}"..."\u{1F}", "\u{7F}"..."\u{9F}":
        result += "[U+\(String(scalar.value, radix: 16, uppercase: true))]"
      default: result.unicodeScalars.append(scalar)
      }
    }
    return result
  }
}
