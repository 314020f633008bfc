import CRMCore

/// How an export is written. All are made of one tree, so that they tell the same.
public enum AccessFormat: String, Codable, Sendable, CaseIterable {
  /// One JSON document with the names in order.
  case json
  /// One self-contained HTML page.
  case html
  /// Markdown.
  case markdown

  var renderer: any AccessRenderer {
    switch self {
    case .json: JSONRenderer()
    case .html: HTMLRenderer()
    case .markdown: MarkdownRenderer()
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

/// What the renderings for people share: a tree as rows of a label and a text.
enum AccessRows {
  struct Row {
    var label: String
    var text: String
  }

  static func rows(of tree: JSONTree, under label: String = "") -> [Row] {
    switch tree {
    case .object(let members):
      if let reason = members["withheld"], let sentence = members["because"], members.count == 2 {
        return [Row(label: label, text: "withheld: \(text(of: sentence)) (\(text(of: reason)))")]
      }
      return members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }.flatMap { name, value in
        rows(of: value, under: joined(label, words(name)))
      }
    case .list(let values):
      guard values.contains(where: { $0.members != nil }) else {
        return [Row(label: label, text: values.map(text).joined(separator: "; "))]
      }
      return values.enumerated().flatMap { rows(of: $0.element, under: joined(label, String($0.offset + 1))) }
    default: return [Row(label: label, text: text(of: tree))]
    }
  }

  static func text(of tree: JSONTree) -> String {
    switch tree {
    case .text(let text): text
    case .bool(let value): value ? "yes" : "no"
    case .null: "–"
    default: tree.json
    }
  }

  /// `contactPoints` as "Contact points".
  static func words(_ name: String) -> String {
    var words = ""
    var wasUpper = true
    for character in name {
      let isUpper = character.isUppercase
      if isUpper, !wasUpper { words += " " }
      words += isUpper && !wasUpper ? character.lowercased() : String(character)
      wasUpper = isUpper
    }
    return words.prefix(1).uppercased() + words.dropFirst()
  }

  private static func joined(_ left: String, _ right: String) -> String { left.isEmpty ? right : "\(left) › \(right)" }
}

/// The parts of a document for people, with their titles.
struct AccessPages {
  /// A section of the header: title, explanation, rows.
  struct Section {
    var title: String
    var explanation: String
    var rows: [AccessRows.Row]
  }

  var title: String
  var language: String
  var facts: [AccessRows.Row]
  var sections: [Section]

  init(_ header: JSONTree) {
    title = header["title"].map(AccessRows.text) ?? ""
    language = header["language"].map(AccessRows.text) ?? "en"
    let hidden: Set<String> = ["title", "language", "sections"]
    facts = AccessRows.rows(of: .object((header.members ?? [:]).filter { !hidden.contains($0.key) }))
    guard case .list(let parts)? = header["sections"] else {
      sections = []
      return
    }
    sections = parts.map { part in
      let items = part["items"] ?? .list([])
      let article = part["article"].map(AccessRows.text) ?? ""
      return Section(
        title: "\(part["title"].map(AccessRows.text) ?? "") (\(article))",
        explanation: part["explanation"].map(AccessRows.text) ?? "",
        rows: items == .list([]) ? [AccessRows.Row(label: "", text: "not stated")] : AccessRows.rows(of: items))
    }
  }

  /// The title of a record and its rows.
  static func record(_ record: JSONTree, number: Int) -> (title: String, rows: [AccessRows.Row]) {
    let collection = AccessRows.words(record["collection"].map(AccessRows.text) ?? "")
    var members = record.members ?? [:]
    let values = members["values"]
    for name in ["collection", "role", "values"] { members[name] = nil }
    if record["role"] == "named" {
      return ("\(number). You are named in: \(collection)", AccessRows.rows(of: .object(members)))
    }
    return ("\(number). \(collection)", AccessRows.rows(of: values ?? .null) + AccessRows.rows(of: .object(members)))
  }
}
