/// The steps of Porter2; see ``Stemmer/english``. `Y` is a y that is a consonant.
struct EnglishStemming {
  private var word: [UInt8]
  /// Where the regions R1 and R2 begin.
  private var regions = (r1: 0, r2: 0)

  init(_ word: [UInt8]) {
    self.word = word
  }

  mutating func stem() -> [UInt8] {
    if let exception = Self.exceptions[String(decoding: word, as: UTF8.self)] { return Array(exception.utf8) }
    guard word.count > 2 else { return word }
    markConsonants()
    markRegions()
    removePlural()
    removePast()
    if word.count > 2, let last = word.last, last == Self.y || last == Self.consonantY, !isVowel(word.count - 2) {
      word[word.count - 1] = UInt8(ascii: "i")
    }
    replaceDerivation()
    replaceFurther()
    removeEnding()
    removeLast()
    return word.map { $0 == Self.consonantY ? Self.y : $0 }
  }

  private static let y = UInt8(ascii: "y")
  private static let consonantY = UInt8(ascii: "Y")
  private static let vowels = Set("aeiouy".utf8)

  private func isVowel(_ index: Int) -> Bool { Self.vowels.contains(word[index]) }

  private mutating func markConsonants() {
    if word[0] == UInt8(ascii: "'") { word.removeFirst() }
    for index in word.indices where word[index] == Self.y && (index == 0 || isVowel(index - 1)) {
      word[index] = Self.consonantY
    }
  }

  private mutating func markRegions() {
    let beginning = Self.beginnings.first { word.starts(with: $0) }
    let r1 = beginning?.count ?? regionStart(after: 0)
    regions = (r1, regionStart(after: r1))
  }

  /// The place after the first consonant that follows a vowel.
  private func regionStart(after start: Int) -> Int {
    var index = start
    while index < word.count, !isVowel(index) { index += 1 }
    while index < word.count, isVowel(index) { index += 1 }
    return min(index + 1, word.count)
  }

  private func ends(with suffix: String, before end: Int? = nil) -> Bool {
    word[..<(end ?? word.count)].reversed().starts(with: suffix.utf8.reversed())
  }

  /// The longest of the suffixes that the word has.
  private func longest(_ suffixes: [String]) -> String? {
    suffixes.filter { ends(with: $0) }.max { $0.utf8.count < $1.utf8.count }
  }

  private mutating func replace(_ suffix: String, by text: String) {
    word.removeLast(suffix.utf8.count)
    word.append(contentsOf: text.utf8)
  }

  private func hasVowel(before end: Int) -> Bool { (0..<max(end, 0)).contains { isVowel($0) } }

  /// Whether the word up to `end` ends in a short syllable.
  private func endsInShortSyllable(_ end: Int) -> Bool {
    if ends(with: "past", before: end) { return true }
    guard end >= 2, !isVowel(end - 1), isVowel(end - 2) else { return false }
    if end == 2 { return true }
    return !isVowel(end - 3) && !"wxY".utf8.contains(word[end - 1])
  }

  /// Step 1a.
  private mutating func removePlural() {
    if let genitive = longest(["'", "'s", "'s'"]) { replace(genitive, by: "") }
    switch longest(["sses", "ied", "ies", "us", "ss", "s"]) {
    case "sses": replace("sses", by: "ss")
    case .some(let suffix) where suffix == "ied" || suffix == "ies": replace(suffix, by: word.count > 4 ? "i" : "ie")
    case "s": if hasVowel(before: word.count - 2) { word.removeLast() }
    default: break
    }
  }

  /// Step 1b.
  private mutating func removePast() {
    guard let suffix = longest(["eed", "eedly", "ed", "edly", "ing", "ingly"]) else { return }
    let end = word.count - suffix.utf8.count
    if suffix == "eed" || suffix == "eedly" {
      let isKept = ["proc", "exc", "succ"].contains { end == $0.utf8.count && ends(with: $0, before: end) }
      if end >= regions.r1, !isKept { replace(suffix, by: "ee") }
      return
    }
    if suffix == "ing" {
      if end == 2, word[1] == Self.y, !isVowel(0) { return replace("ying", by: "ie") }
      let kept = ["inn", "out", "cann", "herr", "earr", "even"]
      if kept.contains(where: { end == $0.utf8.count && ends(with: $0, before: end) }) { return }
    }
    guard hasVowel(before: end) else { return }
    word.removeLast(word.count - end)
    if ["at", "bl", "iz"].contains(where: { ends(with: $0) }) {
      word.append(UInt8(ascii: "e"))
    } else if let last = word.last, word.count > 1, word[word.count - 2] == last, "bdfgmnprt".utf8.contains(last) {
      if word.count > 3 || !(word.count == 3 && "aeo".utf8.contains(word[0])) { word.removeLast() }
    } else if word.count == regions.r1, endsInShortSyllable(word.count) {
      word.append(UInt8(ascii: "e"))
    }
  }

  /// Step 2.
  private mutating func replaceDerivation() {
    guard let suffix = longest(Self.derivations.map(\.0)), word.count - suffix.utf8.count >= regions.r1 else { return }
    let end = word.count - suffix.utf8.count
    if suffix == "ogi", !ends(with: "l", before: end) { return }
    if suffix == "li", end == 0 || !"cdeghkmnrt".utf8.contains(word[end - 1]) { return }
    replace(suffix, by: Self.derivations.first { $0.0 == suffix }?.1 ?? suffix)
  }

  /// Step 3.
  private mutating func replaceFurther() {
    guard let suffix = longest(Self.further.map(\.0)), word.count - suffix.utf8.count >= regions.r1 else { return }
    if suffix == "ative", word.count - suffix.utf8.count < regions.r2 { return }
    replace(suffix, by: Self.further.first { $0.0 == suffix }?.1 ?? suffix)
  }

  /// Step 4.
  private mutating func removeEnding() {
    guard let suffix = longest(Self.endings), word.count - suffix.utf8.count >= regions.r2 else { return }
    let end = word.count - suffix.utf8.count
    if suffix == "ion", !ends(with: "s", before: end), !ends(with: "t", before: end) { return }
    word.removeLast(suffix.utf8.count)
  }

  /// Step 5.
  private mutating func removeLast() {
    let end = word.count - 1
    if ends(with: "e") {
      if end >= regions.r2 || (end >= regions.r1 && !endsInShortSyllable(end)) { word.removeLast() }
    } else if ends(with: "ll"), end >= regions.r2 {
      word.removeLast()
    }
  }

  private static let beginnings = [
    "gener", "commun", "arsen", "past", "univers", "later", "emerg", "organ", "inter",
  ].map { (text: String) in Array(text.utf8) }

  private static let exceptions: [String: String] = [
    "skis": "ski", "skies": "sky", "idly": "idl", "gently": "gentl", "ugly": "ugli", "early": "earli", "only": "onli",
    "singly": "singl", "sky": "sky", "news": "news", "howe": "howe", "atlas": "atlas", "cosmos": "cosmos",
    "bias": "bias", "andes": "andes",
  ]

  private static let derivations: [(String, String)] = [
    ("tional", "tion"), ("enci", "ence"), ("anci", "ance"), ("abli", "able"), ("entli", "ent"), ("izer", "ize"),
    ("ization", "ize"), ("ational", "ate"), ("ation", "ate"), ("ator", "ate"), ("alism", "al"), ("aliti", "al"),
    ("alli", "al"), ("fulness", "ful"), ("ousli", "ous"), ("ousness", "ous"), ("iveness", "ive"), ("iviti", "ive"),
    ("biliti", "ble"), ("bli", "ble"), ("ogist", "og"), ("ogi", "og"), ("fulli", "ful"), ("lessli", "less"), ("li", ""),
  ]

  private static let further: [(String, String)] = [
    ("tional", "tion"), ("ational", "ate"), ("alize", "al"), ("icate", "ic"), ("iciti", "ic"), ("ical", "ic"),
    ("ful", ""), ("ness", ""), ("ative", ""),
  ]

  private static let endings = [
    "al", "ance", "ence", "er", "ic", "able", "ible", "ant", "ement", "ment", "ent", "ism", "ate", "iti", "ous", "ive",
    "ize", "ion",
  ]
}
