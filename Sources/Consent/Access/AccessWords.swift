import CRMCore

/// The words of an answer in one language: titles, explanations, labels. What no table has a word for is shown under its own name.
struct AccessWords: Sendable {
  let language: String
  private let phrases: ReasonPhrases

  init(_ desk: AccessDesk) {
    language = desk.statement.language
    phrases = ReasonPhrases(ConsentLedger.accessPhrases).overlaying(desk.phrases)
  }

  /// A sentence of the page.
  func callAsFunction(_ name: String, _ arguments: [String: String] = [:]) -> String {
    let code = ReasonCode(rawValue: "access." + name)
    return phrases.sentence(for: Reason(code, arguments.mapValues { .text($0) }), language: language)
  }

  /// What a stored property or a part of the document is called.
  func label(_ name: String) -> String { word("label", name) ?? Self.spaced(name) }

  /// What the records of a type are called.
  func collection(_ name: String) -> String { word("collection", name) ?? Self.spaced(name) }

  /// What a kind of data is called.
  func category(_ name: String) -> String { word("category", name) ?? name }

  private func word(_ table: String, _ name: String) -> String? {
    let code = ReasonCode(rawValue: "access.\(table).\(name)")
    return phrases.sentences[code] == nil ? nil : phrases.sentence(for: Reason(code), language: language)
  }

  /// `contactPoints` as "Contact points".
  static func spaced(_ name: String) -> String {
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
}
