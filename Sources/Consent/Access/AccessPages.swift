import CRMCore

/// What the renderings for people share: a tree as titles, and rows of a label and a text, in one language.
struct AccessPages {
  /// A line of a table.
  struct Row {
    var label: String
    var text: String
  }

  /// The header of a document.
  struct Header {
    var title: String
    var facts: [Row]
    var sections: [Section]
  }

  /// A section of the header: title, explanation, rows.
  struct Section {
    var title: String
    var explanation: String
    var rows: [Row]

    /// The text of a section that has nothing but one.
    var plainText: String? { rows.count == 1 && rows[0].label.isEmpty ? rows[0].text : nil }
  }

  let words: AccessWords

  func header(_ tree: JSONTree) -> Header {
    let hidden: Set<String> = ["title", "language", "sections"]
    let facts = rows(of: .object((tree.members ?? [:]).filter { !hidden.contains($0.key) }))
    var parts: [JSONTree] = []
    if case .list(let sections)? = tree["sections"] { parts = sections }
    let sections = parts.map { part in
      let items = part["items"] ?? .list([])
      return Section(
        title: "\(text(of: part["title"])) (\(text(of: part["article"])))", explanation: text(of: part["explanation"]),
        rows: items == .list([]) ? [Row(label: "", text: words("notStated"))] : rows(of: items))
    }
    return Header(title: text(of: tree["title"]), facts: facts, sections: sections)
  }

  /// The title of a record and its rows.
  func record(_ record: JSONTree, number: Int) -> (title: String, rows: [Row]) {
    let collection = words.collection(text(of: record["collection"]))
    var members = record.members ?? [:]
    let values = members["values"]
    for name in ["collection", "role", "values"] { members[name] = nil }
    if record["role"] == "named" {
      return ("\(number). \(words("named", ["collection": collection]))", rows(of: .object(members)))
    }
    return ("\(number). \(collection)", rows(of: values ?? .null) + rows(of: .object(members)))
  }

  /// The rows of the summary, whose counts are by type and by kind of data.
  func summary(_ tree: JSONTree) -> [Row] {
    sorted(tree.members ?? [:]).flatMap { name, value -> [Row] in
      let label = words.label(name)
      guard let counts = value.members else { return rows(of: value, under: label) }
      return sorted(counts).map { key, count in
        let category = words.category(key)
        let word = name == "categories" ? category.prefix(1).uppercased() + category.dropFirst() : words.collection(key)
        return Row(label: joined(label, word), text: text(of: count))
      }
    }
  }

  private func rows(of tree: JSONTree, under label: String = "") -> [Row] {
    switch tree {
    case .object(let members):
      if let code = members["withheld"], let reason = members["because"], members.count == 2 {
        let arguments = ["reason": text(of: reason), "code": text(of: code)]
        return [Row(label: label, text: words("withheld", arguments))]
      }
      return sorted(members).flatMap { name, value in
        let path = joined(label, words.label(name))
        if name == "category", case .text(let category) = value {
          return [Row(label: path, text: words.category(category))]
        }
        return rows(of: value, under: path)
      }
    case .list(let values):
      guard values.contains(where: { $0.members != nil }) else {
        return [Row(label: label, text: values.isEmpty ? "–" : values.map { text(of: $0) }.joined(separator: "; "))]
      }
      return values.enumerated().flatMap { rows(of: $0.element, under: joined(label, String($0.offset + 1))) }
    default: return [Row(label: label, text: text(of: tree))]
    }
  }

  private func text(of tree: JSONTree?) -> String {
    switch tree {
    case nil: ""
    case .text(let text): text
    case .bool(let value): words(value ? "yes" : "no")
    case .null: "–"
    case .some(let tree): tree.json
    }
  }

  private func sorted(_ members: [String: JSONTree]) -> [(key: String, value: JSONTree)] {
    members.sorted { $0.key.utf8.lexicographicallyPrecedes($1.key.utf8) }
  }

  private func joined(_ left: String, _ right: String) -> String { left.isEmpty ? right : "\(left) › \(right)" }
}
