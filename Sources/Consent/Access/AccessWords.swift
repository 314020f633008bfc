import CRMCore

/// The words of an answer in one language: titles, explanations, labels. What no table has a word for is shown under its own name.
struct AccessWords: Sendable {
  let language: String
  private let phrases: ReasonPhrases
  /// By table and name, looked up once for each row of a page.
  private let words: [String: [String: String]]

  init(_ desk: AccessDesk) {
    let language = desk.statement.language
    let phrases = ReasonPhrases(ConsentLedger.accessPhrases).overlaying(desk.phrases)
    var words: [String: [String: String]] = [:]
    for code in phrases.sentences.keys {
      let parts = code.rawValue.split(separator: ".", maxSplits: 2).map(String.init)
      guard parts.count == 3, parts[0] == "access" else { continue }
      words[parts[1], default: [:]][parts[2]] = phrases.sentence(for: Reason(code), language: language)
    }
    self.language = language
    self.phrases = phrases
    self.words = words
  }

  /// A sentence of the page.
  func callAsFunction(_ name: String, _ arguments: [String: String] = [:]) -> String {
    let code = ReasonCode(rawValue: "access." + name)
    return phrases.sentence(for: Reason(code, arguments.mapValues { .text($0) }), language: language)
  }

  /// What a stored property or a part of the document is called.
  func label(_ name: String) -> String { words["label"]?[name] ?? Self.spaced(name) }

  /// What the records of a type are called.
  func collection(_ name: String) -> String { words["collection"]?[name] ?? Self.spaced(name) }

  /// What a kind of data is called.
  func category(_ name: String) -> String { words["category"]?[name] ?? name }

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
