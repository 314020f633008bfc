import Foundation

/// Words that end text messages when somebody sends them back.
///
/// English, Russian, Ukrainian, Chinese, German, French and Spanish, with the variants that carriers demand. A word has to be
/// the whole message; a clear one may also begin or end a short message ("stop please"). Case, accents, quotation marks,
/// emoji and full-width letters do not matter. When in doubt it is a stop: that errs on the side of the person.
public struct StopWords: Codable, Hashable, Sendable {
  /// A word that was recognised.
  public struct Match: Codable, Hashable, Sendable {
    /// The language of the word, as BCP 47 tag. A word of several languages has the first one.
    public var language: String
    /// The word as it stands in the table.
    public var word: String
  }

  /// By language: words that stop also as the first or last word of a short message.
  public var clear: [String: [String]]
  /// By language: words and phrases that stop only as the whole message.
  public var whole: [String: [String]]
  /// Words that turn the meaning of a word behind them round: "don't stop".
  public var negations: [String]

  /// A table.
  public init(clear: [String: [String]], whole: [String: [String]], negations: [String]) {
    self.clear = clear
    self.whole = whole
    self.negations = negations
  }

  /// The stop word in a message; `nil` if there is none. O(words of the table + length).
  public func match(_ text: String) -> Match? {
    let words = Self.words(text)
    guard !words.isEmpty, words.count <= 12 else { return nil }
    let message = words.joined(separator: " ")
    for table in [clear, whole] {
      for (language, entries) in table.sorted(by: { $0.key < $1.key }) {
        for entry in entries where Self.folded(entry) == message { return Match(language: language, word: entry) }
      }
    }
    guard (2...4).contains(words.count) else { return nil }
    // "Don't stop" is none; "stop, no more" is one.
    let isTurned = !Set(negations.map(Self.folded)).isDisjoint(with: words.dropLast())
    for (language, entries) in clear.sorted(by: { $0.key < $1.key }) {
      for entry in entries {
        let word = Self.folded(entry)
        if words.first == word || (words.last == word && !isTurned) { return Match(language: language, word: entry) }
      }
    }
    return nil
  }

  private static func folded(_ text: String) -> String { words(text).joined(separator: " ") }

  /// The words without case, accents, width and whatever is neither letter nor digit.
  private static func words(_ text: String) -> [String] {
    TextFolding.searchKey(text)
      .split { !($0.isLetter || $0.isNumber || $0 == "'" || $0 == "’") }
      .map { $0.replacing("’", with: "'").trimmingCharacters(in: CharacterSet(charactersIn: "'")) }
      .filter { !$0.isEmpty }
  }

  /// The table that comes with the library.
  public static let standard = StopWords(
    clear: [
      "en": ["stop", "stopall", "unsubscribe", "optout"],
      "ru": ["стоп", "отписаться", "отписка", "отпишите"],
      "uk": ["стоп", "відписатися", "відписатись", "відписка", "відпишіть"],
      "zh": ["退订", "退訂", "取消订阅", "取消訂閱", "TD"],
      "de": ["stopp", "abmelden", "abbestellen"],
      "fr": ["arrêt", "arrêter", "désabonner", "désinscrire", "désinscription"],
      "es": ["baja", "alto", "desuscribir", "desuscribirse"],
    ],
    whole: [
      "en": [
        "stop all", "end", "quit", "cancel", "revoke", "opt out", "opt-out", "remove", "remove me", "no more",
        "stop texting me", "stop sending me messages", "leave me alone", "arret",
      ],
      "ru": [
        "отмена", "отменить", "отписать", "отпишите меня", "отказ", "отказываюсь", "не присылать", "не пишите",
        "не пишите мне", "больше не присылайте", "прекратите", "хватит", "удалите мой номер",
      ],
      "uk": [
        "скасувати", "відміна", "відмова", "відмовляюсь", "не надсилати", "не надсилайте", "не пишіть",
        "не пишіть мені",
        "більше не надсилайте", "припиніть", "досить", "видаліть мій номер",
      ],
      "zh": [
        "T", "0000", "取消", "停止", "拒收", "拒绝", "不要", "不要再发", "不要再发了", "别发了", "别再发了", "回T",
        "退", "停止接收",
      ],
      "de": [
        "ende", "aus", "abmeldung", "kündigen", "austragen", "keine werbung", "keine sms", "keine sms mehr",
        "widerruf", "widerrufen", "löschen",
      ],
      "fr": [
        "annuler", "fin", "stop sms", "résilier", "désabonnement", "supprimer", "plus de sms", "ne plus recevoir",
        "arrêtez",
      ],
      "es": [
        "cancelar", "parar", "detener", "salir", "fin", "dar de baja", "darme de baja", "basta", "eliminar", "no más",
        "anular",
      ],
    ],
    negations: [
      "don't", "dont", "not", "never", "can't", "cant", "won't", "wont", "nonstop", "не", "нельзя", "никогда", "ніколи",
      "nicht",
      "kein", "pas", "no", "nunca", "别", "不",
    ])
}
