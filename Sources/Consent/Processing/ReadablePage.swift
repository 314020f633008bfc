/// A page of headings, paragraphs, lists and tables that is written as Markdown and as HTML. Texts are shown as they are: nothing in
/// them is read as markup.
struct ReadablePage {
  enum Block {
    case heading(String)
    case subheading(String)
    case paragraph(String)
    case list([String])
    case table([String], [[String]])
  }

  let title: String
  private var blocks: [Block] = []

  init(title: String) {
    self.title = title
  }

  /// Adds a block; an empty list or table adds a dash.
  mutating func add(_ block: Block) {
    switch block {
    case .list([]), .table(_, []): blocks.append(.paragraph("–"))
    default: blocks.append(block)
    }
  }

  var markdown: String {
    var text = "# \(Self.escaped(title))\n"
    for block in blocks {
      text += "\n"
      switch block {
      case .heading(let heading): text += "## \(Self.escaped(heading))\n"
      case .subheading(let heading): text += "### \(Self.escaped(heading))\n"
      case .paragraph(let paragraph): text += Self.escaped(paragraph) + "\n"
      case .list(let items): for item in items { text += "- \(Self.escaped(item))\n" }
      case .table(let header, let rows):
        text += Self.row(header) + Self.row(header.map { _ in "---" }, isEscaped: true)
        for row in rows { text += Self.row(row) }
      }
    }
    return text
  }

  var html: String {
    var text =
      "<!DOCTYPE html>\n<html lang=\"en\">\n<head><meta charset=\"utf-8\"><title>\(Self.entities(title))</title></head>\n"
    text += "<body>\n<h1>\(Self.entities(title))</h1>\n"
    for block in blocks {
      switch block {
      case .heading(let heading): text += "<h2>\(Self.entities(heading))</h2>\n"
      case .subheading(let heading): text += "<h3>\(Self.entities(heading))</h3>\n"
      case .paragraph(let paragraph): text += "<p>\(Self.entities(paragraph))</p>\n"
      case .list(let items):
        text += "<ul>\n" + items.map { "<li>\(Self.entities($0))</li>\n" }.joined() + "</ul>\n"
      case .table(let header, let rows):
        text += "<table>\n" + Self.cells(header, "th")
        for row in rows { text += Self.cells(row, "td") }
        text += "</table>\n"
      }
    }
    return text + "</body>\n</html>\n"
  }

  private static func row(_ cells: [String], isEscaped: Bool = false) -> String {
    "| " + cells.map { isEscaped ? $0 : escaped($0) }.joined(separator: " | ") + " |\n"
  }

  private static func cells(_ cells: [String], _ tag: String) -> String {
    "<tr>" + cells.map { "<\(tag)>\(entities($0))</\(tag)>" }.joined() + "</tr>\n"
  }

  /// With a backslash before what Markdown would read as a sign, and line breaks as spaces.
  private static func escaped(_ text: String) -> String {
    var result = ""
    for character in text {
      if character.isNewline {
        result += " "
      } else {
        if "\\`*_{}[]<>#|~&!".contains(character) { result += "\\" }
        result.append(character)
      }
    }
    return result
  }

  private static func entities(_ text: String) -> String {
    var result = ""
    for character in text {
      switch character {
      case "&": result += "&amp;"
      case "<": result += "&lt;"
      case ">": result += "&gt;"
      case "\"": result += "&quot;"
      default: result.append(character)
      }
    }
    return result
  }
}
