/// Turns reasons into sentences, in the languages there are sentences for.
///
/// Each module brings its own table (English, Russian, Ukrainian, Chinese); the umbrella unites them, and a host lays its own
/// over them with ``overlaying(_:)``.
public struct ReasonPhrases: Hashable, Codable, Sendable {
  /// By code, then by language (`en`, `ru`, `uk`, `zh` …): a sentence with `{argument}` where an argument goes.
  public var sentences: [ReasonCode: [String: String]]

  /// A table of sentences.
  public init(_ sentences: [ReasonCode: [String: String]] = [:]) {
    self.sentences = sentences
  }

  /// The sentence for a reason: in `language`, else in English, else the code itself. A missing argument shows as its name.
  public func sentence(for reason: Reason, language: String = "en") -> String {
    let languages = sentences[reason.code] ?? [:]
    guard var sentence = languages[language] ?? languages["en"] else { return reason.code.rawValue }
    for (name, value) in reason.arguments {
      sentence = sentence.replacing("{\(name)}", with: value.plainText)
    }
    return sentence
  }

  /// This table with another one's sentences in place of, and beside, its own.
  public func overlaying(_ other: ReasonPhrases) -> ReasonPhrases {
    ReasonPhrases(sentences.merging(other.sentences) { $0.merging($1) { _, new in new } })
  }
}
