/// The record that stores are checked with.
struct Specimen: Record {
  static let collection: CollectionName = "specimens"
  static let byGroup = Index<Specimen>("group") { IndexKey($0.group, $0.number) }
  static let byCode = Index<Specimen>("code", unique: true) { specimen in specimen.code.map { IndexKey(ExactText($0)) }
  }
  static let byTag = Index<Specimen>("tag", keys: { specimen in specimen.tags.map { IndexKey($0) } })
  static let byText = Index<Specimen>("text") { IndexKey($0.text) }
  static var indexes: [Index<Specimen>] { [byGroup, byCode, byTag, byText] }
  static var references: [Reference<Specimen>] { [Reference("parent", \.parent)] }

  var id: Identifier<Specimen>
  var group = ""
  var number = 0
  var code: String?
  var tags: [String] = []
  var text = ""
  var payload = ""
  var parent: Identifier<Specimen>?

  init(
    _ id: Identifier<Specimen>, group: String = "", number: Int = 0, code: String? = nil, tags: [String] = [],
    text: String = "", parent: Identifier<Specimen>? = nil
  ) {
    self.id = id
    self.group = group
    self.number = number
    self.code = code
    self.tags = tags
    self.text = text
    self.parent = parent
  }
}

/// A second collection, to show that a commit spans several.
struct Companion: Record {
  static let collection: CollectionName = "companions"

  var id: Identifier<Companion>
  var number: Int
}
