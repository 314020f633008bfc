import CRMCore

/// How an export is written. All are made of one tree, so that they tell the same.
public enum AccessFormat: String, Codable, Sendable, CaseIterable {
  /// One JSON document with the names in order.
  case json
  /// One self-contained HTML page.
  case html
  /// Markdown.
  case markdown

  func renderer(_ words: AccessWords) -> any AccessRenderer {
    switch self {
    case .json: JSONRenderer()
    case .html: HTMLRenderer(pages: AccessPages(words: words))
    case .markdown: MarkdownRenderer(pages: AccessPages(words: words))
    }
  }
}

/// Writes the parts of a document: the header once, every record, the summary once.
protocol AccessRenderer {
  mutating func begin(_ header: JSONTree, _ text: inout String)
  mutating func show(_ record: JSONTree, _ text: inout String)
  mutating func end(_ summary: JSONTree, _ text: inout String)
}

struct JSONRenderer: AccessRenderer {
  private var isFirst = true

  func begin(_ header: JSONTree, _ text: inout String) {
    text += "{\"header\":"
    header.write(to: &text)
    text += ",\"records\":["
  }

  mutating func show(_ record: JSONTree, _ text: inout String) {
    text += isFirst ? "\n" : ",\n"
    isFirst = false
    record.write(to: &text)
  }

  func end(_ summary: JSONTree, _ text: inout String) {
    text += "\n],\"summary\":"
    summary.write(to: &text)
    text += "}\n"
  }
}
