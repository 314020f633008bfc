/// How letters and groups of letters sound, for ``Transliteration/matchingKey(_:)``: the longest group that fits counts.
enum SpellingRules {
  struct Rule: Sendable {
    let pattern: [UInt8]
    let sounds: [UInt8]
    /// How many letters are used up; what is left of the pattern is only looked at.
    let length: Int

    init(_ pattern: String, _ sounds: String, length: Int? = nil) {
      self.pattern = Array(pattern.utf8)
      self.sounds = Array(sounds.utf8)
      self.length = length ?? pattern.utf8.count
    }
  }

  /// Groups of Latin letters by first letter, longest first; a single letter without a rule here sounds as ``single`` says.
  static let groups: [UInt8: [Rule]] = {
    let rules: [Rule] = [
      Rule("schtsch", "w"), Rule("stsch", "w"), Rule("shch", "w"), Rule("szcz", "w"), Rule("sch", "w"),
      Rule("shh", "w"),
      Rule("sh", "w"), Rule("sz", "w"),
      Rule("tsch", "q"), Rule("tsh", "tw"), Rule("tch", "q"), Rule("ts", "c"), Rule("tz", "c"), Rule("th", "t"),
      Rule("ch", "q"), Rule("cz", "q"), Rule("ck", "k"), Rule("ce", "c", length: 1), Rule("ci", "c", length: 1),
      Rule("cy", "c", length: 1),
      Rule("kh", "h"), Rule("gh", "h"), Rule("zh", "j"), Rule("ph", "f"), Rule("qu", "kv"),
    ]
    return Dictionary(grouping: rules) { $0.pattern[0] }
  }()

  /// The sounds of the letters a…z that stand alone.
  static let single: [[UInt8]] = [
    "a", "b", "k", "d", "e", "f", "h", "h", "i", "i", "k", "l", "m", "n", "o", "p", "k", "r", "s", "t", "u", "v", "v",
    "ks",
    "i", "z",
  ].map { (sounds: String) in Array(sounds.utf8) }

  /// The sounds of the Cyrillic letters U+0430…U+045F (Russian, Ukrainian, Belarusian, Bulgarian, Serbian, Macedonian).
  static let cyrillic: [[UInt8]] = [
    "a", "b", "v", "h", "d", "e", "j", "z", "i", "i", "k", "l", "m", "n", "o", "p",
    "r", "s", "t", "u", "f", "h", "c", "q", "w", "w", "", "i", "", "e", "iu", "ia",
    "e", "e", "dj", "h", "e", "z", "i", "i", "i", "l", "n", "q", "k", "i", "u", "dj",
  ].map { (sounds: String) in Array(sounds.utf8) }

  /// Further Cyrillic letters: ґ, and those of Kazakh, Tatar, Bashkir and Kyrgyz.
  static let furtherCyrillic: [UInt32: [UInt8]] = [
    0x491: "h", 0x493: "h", 0x497: "j", 0x49B: "k", 0x4A1: "k", 0x4A3: "n", 0x4AB: "s", 0x4AF: "u", 0x4B1: "u",
    0x4B3: "h",
    0x4BB: "h", 0x4D9: "a", 0x4E9: "o", 0x4E3: "i", 0x4EF: "u", 0x4B7: "q", 0x499: "z",
  ].mapValues { (sounds: String) in Array(sounds.utf8) }

  /// Latin letters of Slavic and Baltic alphabets whose mark changes the sound, spelled as English does; other marks are
  /// dropped before.
  static let marked: [UInt32: String] = [
    0x161: "sh", 0x15D: "shch", 0x10D: "ch", 0x107: "ch", 0x17E: "zh", 0x17C: "zh", 0x111: "dj", 0x15F: "sh",
    0x219: "sh",
    0x163: "ts", 0x21B: "ts",
  ]

  /// Whether the character is written for a sign that has no sound: apostrophes of every kind, and modifier primes.
  static func isSilent(_ value: UInt32) -> Bool {
    switch value {
    case 0x27, 0x60, 0xB4, 0x2B9, 0x2BA, 0x2BC, 0x2019, 0x2018, 0x2032, 0x2033: true
    default: false
    }
  }
}
