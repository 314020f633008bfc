/// One pattern of name parts: `{surname-core}, {given-initial} {given2-initial}`.
struct PersonNamePattern: Sendable {
  private enum Element: Sendable {
    case literal(String)
    case field(Substring, modifiers: Set<Substring>)
  }

  private let elements: [Element]

  /// A pattern of the table.
  init(_ text: some StringProtocol) {
    var elements: [Element] = []
    var rest = Substring(text)
    while let open = rest.firstIndex(of: "{"), let close = rest[open...].firstIndex(of: "}") {
      if open > rest.startIndex { elements.append(.literal(String(rest[..<open]))) }
      let words = rest[rest.index(after: open)..<close].split(separator: "-")
      if let field = words.first { elements.append(.field(field, modifiers: Set(words.dropFirst()))) }
      rest = rest[rest.index(after: close)...]
    }
    if !rest.isEmpty { elements.append(.literal(String(rest))) }
    self.elements = elements
  }

  /// The text that a name gives. A missing part takes the literals around it away: before the first part that is there and
  /// behind the last one there are none, between two of them the literals are united (UTS 35, part 8, "Process a
  /// namePattern").
  func text(of name: PersonNameParts, _ rules: PersonNameRules) -> String {
    let name = standingInForSurname(name)
    var result = ""
    var before = ""
    var after = ""
    var hasBegun = false
    var skipsLead = false
    var hasGap = false
    for element in elements {
      switch element {
      case .literal(let text):
        if skipsLead { continue }
        if hasGap { after += text } else { before += text }
      case .field(let field, let modifiers):
        let text = Self.value(of: field, modifiers, in: name, rules)
        if text.isEmpty {
          if hasBegun {
            hasGap = true
          } else {
            skipsLead = true
            before = ""
          }
          after = ""
          continue
        }
        result += hasGap ? Self.united(before, after) : before
        result += text
        (before, after, hasBegun, skipsLead, hasGap) = ("", "", true, false, false)
      }
    }
    return hasGap || !hasBegun ? result : result + before
  }

  /// A name without surname stands in its place where the pattern has no room for given names, or only for initials.
  private func standingInForSurname(_ name: PersonNameParts) -> PersonNameParts {
    guard name.surname == nil, name.surnamePrefix == nil, let given = name.given else { return name }
    let showsGiven = elements.contains { element in
      guard case .field("given", let modifiers) = element else { return false }
      return !modifiers.contains("initial") && !modifiers.contains("monogram")
    }
    let asksForSurname = elements.contains { if case .field("surname", _) = $0 { true } else { false } }
    guard !showsGiven, asksForSurname else { return name }
    var name = name
    name.surname = given
    name.given = nil
    name.informal = nil
    return name
  }

  private static func value(
    of field: Substring, _ modifiers: Set<Substring>, in name: PersonNameParts, _ rules: PersonNameRules
  ) -> String {
    var text: String?
    switch field {
    case "title": text = name.title
    case "given": text = modifiers.contains("informal") ? name.informal ?? name.given : name.given
    case "given2": text = name.given2
    case "surname":
      if modifiers.contains("core") {
        text = name.surname
      } else if modifiers.contains("prefix") {
        text = name.surnamePrefix
      } else {
        text = [name.surnamePrefix, name.surname].compactMap { $0 }.joined(separator: " ")
      }
    case "surname2": text = name.surname2
    case "generation": text = name.generation
    case "credentials": text = name.credentials
    default: break
    }
    guard let text, !text.isEmpty else { return "" }
    if modifiers.contains("monogram") { return text.first.map { String($0).uppercased() } ?? "" }
    if modifiers.contains("initial") { return rules.initials(of: text, retainingHyphens: modifiers.contains("retain")) }
    return text
  }

  /// One literal out of two that stand around a gap: the first up to its first space and the second from its last one.
  private static func united(_ before: String, _ after: String) -> String {
    if before.hasSuffix(after) { return before }
    let head = before.prefix { !$0.isWhitespace }
    let tail = after.reversed().prefix { !$0.isWhitespace }
    let hasSpace = head.count < before.count || tail.count < after.count
    return head + (hasSpace ? " " : "") + String(tail.reversed())
  }
}
