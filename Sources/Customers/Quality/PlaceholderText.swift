import CRMCore

/// Recognises texts that only fill a field: `test`, `n/a`, `Select`, `-`, `xxx`, `asdf`. Pure, in several languages.
///
/// What counts depends on where it stands. Somebody may be called Null or Na, and *none* may be an answer.
public enum PlaceholderText {
  /// Where the text stands.
  public enum Place: String, Codable, Hashable, Sendable, CaseIterable {
    /// A part of a person's name.
    case name
    /// A company's name, a category, a town.
    case word
    /// An answer in a field of the host's own.
    case answer
  }

  /// What kind of filler it is.
  public enum Kind: String, Codable, Hashable, Sendable, CaseIterable {
    /// A word that stands for nothing.
    case word
    /// Dashes, dots, question marks.
    case punctuation
    /// One character again and again.
    case repeated
    /// Neighbouring keys.
    case keyboard
  }

  /// The kind of filler that a text is; `nil` if it says something. Case, diacritics and punctuation do not matter. O(length).
  public static func kind(of text: String, in place: Place) -> Kind? {
    // No filler is as long as a sentence.
    guard text.utf8.count <= 160 else { return nil }
    let letters = compact(text)
    guard let first = letters.first else {
      let isFiller = text.unicodeScalars.contains { !$0.properties.isWhitespace }
      return isFiller && text.unicodeScalars.allSatisfy { $0.properties.isWhitespace || fillers.contains($0) }
        ? .punctuation : nil
    }
    if let exceptions = words[letters] { return exceptions.contains(place) ? nil : .word }
    if letters.hasPrefix("test"), isTest(letters.dropFirst(4)) { return .word }
    if keyboard.contains(letters) || (place == .name && digitRuns.contains(letters)) { return .keyboard }
    let least = place == .answer ? (first == "x" ? 3 : 5) : 3
    return letters.utf8.count >= least && letters.allSatisfy { $0 == first } && letters.count >= least ? .repeated : nil
  }

  /// Whether what follows "test" says nothing more: numbers, and words such as "user".
  private static func isTest(_ rest: Substring) -> Bool {
    var rest = rest
    while let next = rest.first {
      if next.isNumber {
        rest = rest.dropFirst()
      } else if let tail = testTails.first(where: { rest.hasPrefix($0) }) {
        rest = rest.dropFirst(tail.count)
      } else {
        return false
      }
    }
    return true
  }

  /// Letters and digits only, folded.
  private static func compact(_ text: String) -> String {
    if text.utf8.allSatisfy({ $0 < 0x80 }) {
      var bytes: [UInt8] = []
      for byte in text.utf8 {
        switch byte {
        case 0x30...0x39, 0x61...0x7A: bytes.append(byte)
        case 0x41...0x5A: bytes.append(byte | 0x20)
        default: break
        }
      }
      return String(decoding: bytes, as: UTF8.self)
    }
    let folded = TextFolding.searchKey(text).unicodeScalars
    return String(
      String.UnicodeScalarView(folded.filter { $0.properties.isAlphabetic || $0.properties.numericType != nil }))
  }

  private static func list(_ text: String) -> Set<String> {
    Set(text.split(separator: ",").map { compact(String($0)) })
  }

  private static let fillers = Set("-–—_.,;:?!*/\\#~'\"`|+=…。？、".unicodeScalars)
  private static let testTails = [
    "test", "ing", "one", "two", "three", "user", "lead", "name", "customer", "account", "company", "person", "entry",
    "record", "data", "client", "contact", "email",
  ]
  private static let keyboard = list("asd, asdf, asdfg, asdfgh, asdfasdf, qwe, qwer, qwert, qwerty, фыва, йцукен, йцук")
  private static let digitRuns = list("123, 1234, 12345, 123456, 1234567, 12345678, 123456789, 0")
  /// Real names, too: taken for fillers in other places only.
  private static let possibleNames = list("na, nan, null, none, no, test, nil, sample, tba, tbd, blank, нет")
  /// Real answers, too.
  private static let possibleAnswers = list("none, no, нет, немає, ні, 无, keine, keiner, empty, blank, default")
  private static let always = list(
    """
    select, please select, select one, choose, please choose, choose one, test, n/a, n.a., nan, nil, null, undefined,
    unknown, unspecified, not specified, not available, not applicable, not provided, not known, not given, not set,
    no data, no name, noname, no value, tbd, tba, tbc, to be determined, to do, dummy, sample, placeholder, missing,
    fake, do not use, lorem ipsum, nn,
    не указано, не указан, не указана, неизвестно, неизвестен, неизвестная, тест, тестовый, тестовая, отсутствует,
    нет данных, н/д, выберите, не выбрано, прочерк, заглушка,
    не вказано, не вказаний, невідомо, невідомий, відсутній, відсутня, немає даних, оберіть, виберіть, не обрано,
    暂无, 未知, 测试, 请选择, 不详, 未填写, 未填, 没有,
    unbekannt, keine angabe, k.a., bitte wählen, inconnu, non renseigné, desconocido, sin datos, sconosciuto, nieznany,
    brak danych
    """.replacing("\n", with: " "))

  /// Words, and the places where they may be real.
  private static let words: [String: Set<Place>] = {
    var words: [String: Set<Place>] = [:]
    for word in always { words[word] = [] }
    for word in possibleAnswers { words[word, default: []].insert(.answer) }
    for word in possibleNames { words[word, default: []].insert(.name) }
    return words
  }()
}
