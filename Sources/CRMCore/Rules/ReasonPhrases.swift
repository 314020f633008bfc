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

  /// The sentence for a reason: in `language`, else in English, else the code itself.
  ///
  /// Of a tag with script or region (`zh-Hans-CN`, `ru_UA`) the longest part counts that there is a sentence for. The place of a
  /// missing argument stays as it is in the table; what an argument says is never read as a place for another one. O(length).
  public func sentence(for reason: Reason, language: String = "en") -> String {
    let languages = sentences[reason.code] ?? [:]
    guard let sentence = Self.sentence(in: languages, language) ?? languages["en"] else { return reason.code.rawValue }
    var result = ""
    var rest = sentence[...]
    while let open = rest.firstIndex(of: "{") {
      result += rest[..<open]
      rest = rest[open...]
      let name = rest.dropFirst().prefix { $0 != "{" && $0 != "}" }
      if name.endIndex < rest.endIndex, rest[name.endIndex] == "}", let value = reason.arguments[String(name)] {
        result += value.plainText
        rest = rest[rest.index(after: name.endIndex)...]
      } else {
        result.append("{")
        rest = rest.dropFirst()
      }
    }
    return result + rest
  }

  private static func sentence(in languages: [String: String], _ language: String) -> String? {
    var tag = language.replacing("_", with: "-")[...]
    if let exact = languages[language] { return exact }
    while true {
      if let sentence = languages[String(tag)] { return sentence }
      guard let dash = tag.lastIndex(of: "-") else { return nil }
      tag = tag[..<dash]
    }
  }

  /// This table with another one's sentences in place of, and beside, its own.
  public func overlaying(_ other: ReasonPhrases) -> ReasonPhrases {
    ReasonPhrases(sentences.merging(other.sentences) { $0.merging($1) { _, new in new } })
  }
}
