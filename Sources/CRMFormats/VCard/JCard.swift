/// A card as JSON: jCard (RFC 7095).
///
/// `["vcard", [["version", {}, "text", "4.0"], ["fn", {}, "text", "Ann Lee"], …]]`. Encoding and decoding a card gives the
/// same card. jCard drops nothing: groups are the parameter `group`, the type of a value stands in third place, and values
/// of unknown properties have the type `unknown`.
extension VCard: Codable {
  /// Reads a jCard.
  ///
  /// - Throws: `DecodingError` when the array is no jCard.
  public init(from decoder: any Decoder) throws {
    var outer = try decoder.unkeyedContainer()
    guard try outer.decode(String.self) == "vcard" else {
      throw DecodingError.dataCorruptedError(in: outer, debugDescription: "not a jCard")
    }
    var list = try outer.nestedUnkeyedContainer()
    var properties: [VCardProperty] = []
    while !list.isAtEnd {
      let entry = try list.decode(JCardProperty.self)
      if entry.property.name != "VERSION" { properties.append(entry.property) }
    }
    self.init(properties)
  }

  /// Writes a jCard. A missing formatted name is left missing.
  public func encode(to encoder: any Encoder) throws {
    var outer = encoder.unkeyedContainer()
    try outer.encode("vcard")
    var list = outer.nestedUnkeyedContainer()
    try list.encode(JCardProperty(property: VCardProperty("VERSION", text: "4.0")))
    for property in properties { try list.encode(JCardProperty(property: property)) }
  }
}

private struct JCardKey: CodingKey {
  let stringValue: String
  var intValue: Int? { nil }
  init(stringValue: String) { self.stringValue = stringValue }
  init?(intValue: Int) { return nil }
}

/// One property: `["tel", {"type": "cell"}, "text", "+49 30 123"]`.
private struct JCardProperty: Codable {
  let property: VCardProperty

  init(property: VCardProperty) {
    self.property = property
  }

  private enum ValueKind { case text, list, structured, parts, date, timestamp, plain }

  private static func kind(_ name: String, _ type: String?) -> ValueKind {
    switch VCardForm.kind(of: name, type) {
    case .text: .text
    case .list: .list
    case .structured: .structured
    case .parts: .parts
    case .date: .date
    case .timestamp: .timestamp
    case .uri where type == "text": .text
    case .uri, .raw: .plain
    }
  }

  private static func typeName(_ property: VCardProperty) -> String {
    property.parameters.valueType ?? usualType(property.name)
  }

  private static func usualType(_ name: String) -> String {
    switch VCardForm.kind(of: name, nil) {
    case .text, .list, .structured, .parts: "text"
    case .uri: "uri"
    case .date: "date-and-or-time"
    case .timestamp: "timestamp"
    case .raw: name == "VERSION" ? "text" : "unknown"
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.unkeyedContainer()
    try container.encode(property.name.lowercased())
    var parameters = container.nestedContainer(keyedBy: JCardKey.self)
    if let group = property.group { try parameters.encode(group, forKey: JCardKey(stringValue: "group")) }
    for name in property.parameters.names where name != "VALUE" {
      let values = property.parameters[name]
      let key = JCardKey(stringValue: name.lowercased())
      if values.count == 1 {
        try parameters.encode(values[0], forKey: key)
      } else {
        try parameters.encode(values, forKey: key)
      }
    }
    try container.encode(Self.typeName(property))
    switch Self.kind(property.name, property.parameters.valueType) {
    case .text: try container.encode(property.text)
    case .list: for text in property.list { try container.encode(text) }
    case .structured: try encode(property.components, to: &container)
    case .parts:
      let parts = VCardText.split(property.value, at: ";").map { VCardText.unescaped($0) }
      if parts.count == 1 { try container.encode(parts[0]) } else { try container.encode(parts) }
    case .date, .timestamp: try container.encode(property.date?.extendedText ?? property.text)
    case .plain: try container.encode(property.value)
    }
  }

  private func encode(_ components: [[String]], to container: inout any UnkeyedEncodingContainer) throws {
    var list = container.nestedUnkeyedContainer()
    for texts in components {
      if texts.count < 2 { try list.encode(texts.first ?? "") } else { try list.encode(texts) }
    }
  }

  init(from decoder: any Decoder) throws {
    var container = try decoder.unkeyedContainer()
    let name = try container.decode(String.self).uppercased()
    let keyed = try container.nestedContainer(keyedBy: JCardKey.self)
    var parameters: VCardParameters = [:]
    var group: String?
    for key in keyed.allKeys.sorted(by: { $0.stringValue < $1.stringValue }) {
      let several = try? keyed.decode([String].self, forKey: key)
      let values = try several ?? [keyed.decode(String.self, forKey: key)]
      if key.stringValue.lowercased() == "group" {
        group = values.first
      } else {
        parameters.add(key.stringValue, values)
      }
    }
    let type = try container.decode(String.self).lowercased()
    if type != Self.usualType(name), type != "unknown" { parameters["VALUE"] = [type] }
    var values: [JCardValue] = []
    while !container.isAtEnd { values.append(try container.decode(JCardValue.self)) }
    let kind = Self.kind(name, parameters.valueType)
    property = VCardProperty(name, value: Self.value(values, kind), parameters: parameters, group: group)
  }

  private static func value(_ values: [JCardValue], _ kind: ValueKind) -> String {
    switch kind {
    case .text: VCardText.escaped(values.first?.text ?? "")
    case .list: values.map { VCardText.escaped($0.text) }.joined(separator: ",")
    case .structured, .parts:
      (values.first?.parts ?? []).map { $0.map(VCardText.escaped).joined(separator: ",") }.joined(separator: ";")
    case .date, .timestamp, .plain: values.map(\.text).joined(separator: ",")
    }
  }
}

/// A value of a jCard: a text, a number or truth value of another program, or a list of parts.
private enum JCardValue: Decodable {
  case single(String)
  case structured([[String]])

  init(from decoder: any Decoder) throws {
    if var list = try? decoder.unkeyedContainer() {
      var parts: [[String]] = []
      while !list.isAtEnd {
        if let texts = try? list.decode([String].self) {
          parts.append(texts)
        } else {
          parts.append([try Self.text(list.superDecoder().singleValueContainer())])
        }
      }
      self = .structured(parts)
    } else {
      self = .single(try Self.text(decoder.singleValueContainer()))
    }
  }

  private static func text(_ container: any SingleValueDecodingContainer) throws -> String {
    if let text = try? container.decode(String.self) { return text }
    if let flag = try? container.decode(Bool.self) { return flag ? "true" : "false" }
    if let number = try? container.decode(Int.self) { return String(number) }
    return String(try container.decode(Double.self))
  }

  var text: String {
    switch self {
    case .single(let text): text
    case .structured(let parts): parts.map { $0.joined(separator: ",") }.joined(separator: ";")
    }
  }

  var parts: [[String]] {
    switch self {
    case .single(let text): [[text]]
    case .structured(let parts): parts
    }
  }
}
