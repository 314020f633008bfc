public import CRMCore

/// A field whose texts are words that many records share: a line of business, a country, a label. The audit compares how they are
/// written, with the words that are known and with each other.
///
/// Declare only fields whose words may stand in a report: a finding names the word found and the word meant.
public struct QualityVocabulary<R: Record>: Sendable {
  /// What is known about the words.
  public enum Knowledge: Sendable {
    /// Nothing: words are compared with each other only.
    case open
    /// These words, however they are capitalised, are well known: a text near to one of them is a misspelling. Others may be right.
    case reference([String])
    /// These are the words, and nothing else is one; each may have other names.
    case closed([String], aliases: [String: String] = [:])
  }

  /// The field.
  public let field: FieldName
  /// What is known about the words.
  public let knowledge: Knowledge
  /// How bad a misspelt word is.
  public let severity: QualitySeverity
  let read: @Sendable (R) -> [String]
  let matcher: SpellingRepair?
  let aliases: [String: String]

  /// A vocabulary.
  ///
  /// - Parameters:
  ///   - field: the field to name.
  ///   - knowledge: what is known about the words.
  ///   - severity: how bad a misspelt word is.
  ///   - read: the words of a record.
  public init(
    _ field: FieldName, _ knowledge: Knowledge = .open, severity: QualitySeverity = .warning,
    read: @escaping @Sendable (R) -> [String]
  ) {
    self.field = field
    self.knowledge = knowledge
    self.severity = severity
    self.read = read
    switch knowledge {
    case .open:
      matcher = nil
      aliases = [:]
    case .reference(let words):
      matcher = SpellingRepair(known: words)
      aliases = [:]
    case .closed(let words, let others):
      matcher = SpellingRepair(known: words)
      aliases = Dictionary(others.map { (TextFolding.searchKey($0.key), $0.value) }) { first, _ in first }
    }
  }

  /// The words of a declared field that holds a text or texts.
  public init<Value: FieldConvertible>(
    _ field: Field<R, Value>, _ knowledge: Knowledge = .open, severity: QualitySeverity = .warning
  ) {
    self.init(field.name, knowledge, severity: severity) { field.value(of: $0).fieldValue?.words ?? [] }
  }

  /// What is to be said about one word, whatever the rest of the base says.
  func judgement(of word: String) -> WordJudgement? {
    guard let matcher, PlaceholderText.kind(of: word, in: .word) == nil else { return nil }
    let isClosed = if case .closed = knowledge { true } else { false }
    switch matcher.match(word) {
    case .exact: return nil
    case .repaired(let known, .spacing):
      return isClosed ? WordJudgement(code: QualityReason.misspelt, found: word, meant: known) : nil
    case .repaired(let known, .spelling):
      if let alias = aliases[TextFolding.searchKey(word)] {
        return WordJudgement(code: QualityReason.misspelt, found: word, meant: alias)
      }
      let isCapital = word.first?.isUppercase ?? false
      let meant = isClosed || !isCapital ? known : known.prefix(1).uppercased() + known.dropFirst()
      return WordJudgement(code: QualityReason.misspelt, found: word, meant: meant)
    case .ambiguous, .unknown:
      guard isClosed else { return nil }
      let alias = aliases[TextFolding.searchKey(word)]
      return WordJudgement(
        code: alias == nil ? QualityReason.unknownWord : QualityReason.misspelt, found: word, meant: alias)
    }
  }
}

extension QualityVocabulary<Customer> {
  /// The words of a custom field of texts or choices.
  public static func custom(
    _ name: String, _ knowledge: Knowledge = .open, severity: QualitySeverity = .warning
  ) -> QualityVocabulary {
    QualityVocabulary(.custom(name), knowledge, severity: severity) { $0.customFields[name]?.words ?? [] }
  }
}

/// What is wrong with a word of a vocabulary.
struct WordJudgement: Hashable, Sendable {
  var code: ReasonCode
  var found: String
  var meant: String?

  func finding(
    about record: RecordReference, _ field: FieldName, _ severity: QualitySeverity, isRepairable: Bool
  ) -> QualityFinding {
    var arguments: [String: FieldValue] = ["found": .text(found)]
    guard let meant else {
      return QualityFinding(
        record, field: field.rawValue, .validity, severity, Reason(code, arguments),
        proposal: Reason(QualityReason.choose))
    }
    arguments["meant"] = .text(meant)
    return QualityFinding(
      record, field: field.rawValue, .consistency, severity, Reason(code, arguments),
      proposal: Reason(QualityReason.respell, ["meant": .text(meant)]),
      repair: isRepairable ? .respell(from: found, to: meant) : nil)
  }
}

extension FieldValue {
  /// The texts and codes in it.
  var words: [String] {
    switch self {
    case .text(let text), .choice(let text): [text]
    case .choices(let codes): codes
    case .list(let items): items.flatMap(\.words)
    default: []
    }
  }
}
