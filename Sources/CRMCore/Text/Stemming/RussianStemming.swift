/// The steps of Snowball's Russian algorithm; see ``Stemmer/russian``.
struct RussianStemming {
  private var word: SlavicWord

  init(_ text: String) {
    let letters = text.unicodeScalars.map { $0 == "ё" ? "е" : $0 }
    word = SlavicWord(letters, vowels: Self.vowels)
  }

  mutating func stem() -> String {
    if !word.remove(Self.gerunds, guarded: Self.guardedGerunds, after: Self.aOrYa) {
      _ = word.remove(Self.reflexives)
      if word.remove(Self.adjectives) {
        _ = word.remove(Self.participles, guarded: Self.guardedParticiples, after: Self.aOrYa)
      } else if !word.remove(Self.verbs, guarded: Self.guardedVerbs, after: Self.aOrYa) {
        _ = word.remove(Self.nouns)
      }
    }
    _ = word.remove(Self.i)
    for ending in Self.derivations where word.hasEnding(ending) {
      if word.letters.count - ending.count >= word.innerRegion { _ = word.remove(Self.derivation) }
      break
    }
    if word.remove(Self.superlatives) {
      word.removeDouble("н")
    } else if word.hasEnding(["н"]) {
      word.removeDouble("н")
    } else {
      _ = word.remove(Self.softSign)
    }
    return word.text
  }

  private static let vowels: Set<Unicode.Scalar> = ["а", "е", "и", "о", "у", "ы", "э", "ю", "я"]
  private static let aOrYa: Set<Unicode.Scalar> = ["а", "я"]
  private static let guardedGerunds = Endings(["в", "вши", "вшись"])
  private static let gerunds = Endings(["ив", "ивши", "ившись", "ыв", "ывши", "ывшись"])
  private static let reflexives = Endings(["ся", "сь"])
  private static let adjectives = Endings([
    "ее", "ие", "ые", "ое", "ими", "ыми", "ей", "ий", "ый", "ой", "ем", "им", "ым", "ом", "его", "ого", "ему", "ому",
    "их", "ых", "ую", "юю", "ая", "яя", "ою", "ею",
  ])
  private static let guardedParticiples = Endings(["ем", "нн", "вш", "ющ", "щ"])
  private static let participles = Endings(["ивш", "ывш", "ующ"])
  private static let guardedVerbs = Endings([
    "ла", "на", "ете", "йте", "ли", "й", "л", "ем", "н", "ло", "но", "ет", "ют", "ны", "ть", "ешь", "нно",
  ])
  private static let verbs = Endings([
    "ила", "ыла", "ена", "ейте", "уйте", "ите", "или", "ыли", "ей", "уй", "ил", "ыл", "им", "ым", "ен", "ило", "ыло",
    "ено", "ят", "ует", "уют", "ит", "ыт", "ены", "ить", "ыть", "ишь", "ую", "ю",
  ])
  private static let nouns = Endings([
    "а", "ев", "ов", "ие", "ье", "е", "иями", "ями", "ами", "еи", "ии", "и", "ией", "ей", "ой", "ий", "й", "иям", "ям",
    "ием", "ем", "ам", "ом", "о", "у", "ах", "иях", "ях", "ы", "ь", "ию", "ью", "ю", "ия", "ья", "я",
  ])
  private static let i = Endings(["и"])
  private static let derivations: [[Unicode.Scalar]] = [["о", "с", "т", "ь"], ["о", "с", "т"]]
  private static let derivation = Endings(["ост", "ость"])
  private static let superlatives = Endings(["ейш", "ейше"])
  private static let softSign = Endings(["ь"])
}
