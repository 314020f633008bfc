/// The steps of the Ukrainian algorithm; see ``Stemmer/ukrainian``.
struct UkrainianStemming {
  private var word: SlavicWord

  init(_ text: String) {
    let letters = text.unicodeScalars.filter { !SpellingRules.isSilent($0.value) }.map { $0 == "ґ" ? "г" : $0 }
    word = SlavicWord(letters, vowels: Self.vowels)
  }

  mutating func stem() -> String {
    if !word.remove(Self.gerunds) {
      if word.remove(Self.reflexives) {
        _ = word.remove(Self.verbs, guarded: Self.shortVerbs, after: Self.vowels, guardRegion: 0)
      } else if !word.remove(Self.adjectives), !word.remove(Self.verbs) {
        _ = word.remove(Self.nouns)
      }
    }
    for ending in Self.abstracts where word.hasEnding(ending) {
      if word.letters.count - ending.count >= word.outerRegion { _ = word.remove(Self.abstract) }
      break
    }
    _ = word.remove(Self.softSign)
    word.removeDouble("н")
    return word.text
  }

  private static let vowels: Set<Unicode.Scalar> = ["а", "е", "є", "и", "і", "ї", "о", "у", "ю", "я"]
  /// Adverbial participles of the perfective aspect: прочитавши, зробивши.
  private static let gerunds = Endings([
    "авши", "явши", "ивши", "івши", "увши", "авшись", "явшись", "ившись", "івшись", "увшись",
  ])
  private static let reflexives = Endings(["ся", "сь"])
  /// Adjectives of the hard and the soft group; endings of one vowel are among those of nouns.
  private static let adjectives = Endings([
    "ий", "ій", "ого", "ього", "ому", "ьому", "им", "ім", "их", "іх", "ими", "іми", "ої", "ьої", "ьою",
  ])
  /// Infinitive, present and future, past, imperative of both conjugations.
  private static let verbs = Endings([
    "ати", "яти", "ити", "іти", "їти", "ути", "увати", "ювати", "аю", "яю", "ую", "юю", "аєш", "яєш", "уєш", "юєш",
    "ає",
    "яє", "ує", "ює", "аємо", "яємо", "уємо", "юємо", "аєте", "яєте", "уєте", "юєте", "ають", "яють", "ують", "юють",
    "иш", "ить", "имо", "ите", "ять", "ать", "еш", "емо", "ете", "уть", "ють", "ав", "яв", "ив", "ував", "ював", "ала",
    "яла", "ила", "іла", "ула", "увала", "ювала", "ало", "яло", "ило", "іло", "уло", "увало", "ювало", "али", "яли",
    "или", "іли", "ули", "ували", "ювали", "ай", "яй", "уй", "юй", "айте", "яйте", "уйте", "юйте",
  ])
  /// What follows the vowel of the theme, where a verb is known by its reflexive ending.
  private static let shortVerbs = Endings(["ти", "в", "ла", "ло", "ли"])
  /// The four declensions of nouns, and the short endings of adjectives.
  private static let nouns = Endings([
    "а", "и", "і", "у", "ою", "о", "ам", "ами", "ах", "я", "ю", "ею", "єю", "е", "є", "ї", "ям", "ями", "ях", "ом",
    "ем",
    "єм", "ові", "еві", "єві", "ів", "їв", "ей", "їй", "й", "ь", "ія", "ії", "ію", "ією", "ій", "іям", "іями", "іях",
    "ію",
  ])
  /// Abstract nouns: швидкість, швидкості, швидкістю.
  private static let abstracts: [[Unicode.Scalar]] = [
    ["і", "с", "т", "ь"], ["і", "с", "т"], ["о", "с", "т"],
  ]
  private static let abstract = Endings(["ість", "іст", "ост"])
  private static let softSign = Endings(["ь"])
}
