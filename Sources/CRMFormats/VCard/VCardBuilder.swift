/// Puts the properties of a card together, and brings what 4.0 says inside of another property to its place: the label of
/// an address, and what a name is sorted by.
struct VCardBuilder: Sendable {
  private var properties: [VCardProperty] = []
  private var labels: [VCardProperty] = []
  private var sortings: [[String]] = []

  /// Whether the last property was an agent without value: the agent's card follows.
  var expectsNestedCard: Bool {
    guard let last = properties.last, last.name == "RELATED" else { return false }
    return last.value.isEmpty && last.parameters.hasType("agent")
  }

  mutating func take(_ reading: VCardPropertyReading) {
    switch reading.name {
    case "BEGIN", "END": break
    case "LABEL": take(label: VCardProperty("X-LABEL", value: reading.value, parameters: reading.parameters))
    case "SORT-STRING":
      let words = reading.property.list
      if !attach(sorting: words) { sortings.append(words) }
    default: properties.append(reading.property)
    }
  }

  /// A label belongs to the nearest address above it that has the same types and no label yet.
  private mutating func take(label: VCardProperty) {
    if !attach(label) { labels.append(label) }
  }

  private mutating func attach(_ label: VCardProperty) -> Bool {
    let types = Set(label.parameters.types)
    let place = properties.lastIndex {
      $0.name == "ADR" && $0.parameters["LABEL"].isEmpty && Set($0.parameters.types) == types
    }
    guard let place else { return false }
    properties[place] = properties[place].setting("LABEL", to: [label.text])
    return true
  }

  private mutating func attach(sorting words: [String]) -> Bool {
    guard let place = properties.lastIndex(where: { $0.name == "N" && $0.parameters["SORT-AS"].isEmpty }) else {
      return false
    }
    properties[place] = properties[place].setting("SORT-AS", to: words)
    return true
  }

  mutating func takeNestedCard(_ lines: [String]) {
    guard let agent = properties.popLast() else { return }
    properties.append(
      VCardProperty(agent.name, text: lines.joined(separator: "\n"), parameters: agent.parameters, group: agent.group))
  }

  mutating func build() -> VCard {
    for label in labels where !attach(label) {
      var parameters = label.parameters
      parameters["LABEL"] = [label.text]
      properties.append(VCardProperty("ADR", value: "", parameters: parameters))
    }
    for words in sortings where !attach(sorting: words) {
      properties.append(VCardProperty("N", value: ""))
      _ = attach(sorting: words)
    }
    return VCard(properties)
  }
}

extension VCardProperty {
  /// The same property with another parameter.
  func setting(_ parameter: String, to values: [String]) -> VCardProperty {
    var parameters = parameters
    parameters[parameter] = values
    return VCardProperty(name, value: value, parameters: parameters, group: group)
  }
}
