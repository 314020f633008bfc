/// Names across scripts: a key under which the usual spellings of a name meet, and published romanisations.
public enum Transliteration {
  /// A key that is equal for the usual spellings of one name in Cyrillic and Latin letters, and close for the others.
  ///
  /// `Юлия`, `Yulia`, `Iuliia` and `Julija` all give `iulia`; `Щербаков`, `Shcherbakov` and `Sherbakov` give `werbakov`. The key
  /// is for comparing, not for showing. It writes one ASCII letter per sound:
  /// - й, и, і, ї, ы, y, j and i are `i`; an `i` before e or o melts into `e` (ё, є, ye, je, ie, yo, jo, io; е and э too);
  /// - г, ґ, х, g, h, gh and kh are `h`, so that Russian and Ukrainian romanisations meet (Oleg, Oleh); в, v and w are `v`;
  /// - ж and zh are `j`; ч, ch, tch, tsch and cz are `q`; ш, щ, sh, sch, shch, szcz and schtsch are `w`; ц, ts, tz and c before
  ///   e, i, y are `c`, another c is `k`; x is `ks`, ph is `f`, th is `t`;
  /// - soft and hard signs and apostrophes are dropped; a double letter counts once;
  /// - Latin marks are dropped, except that š, č, ž and their like keep their sound;
  /// - a run of Han characters is read as pinyin without tones, written together (see ``pinyin(_:separator:)``);
  /// - digits and other scripts stay, folded; everything else separates words by one space.
  ///
  /// Latin letters are read as romanised Cyrillic, so that j is a glide: Джон and John do not meet.
  /// Complexity: O(n); some 10 µs more for a text with Han characters.
  public static func matchingKey(_ text: String) -> String {
    var builder = MatchingKeyBuilder()
    _ = spell(soundScalars(text), into: &builder, isBeginning: false)
    return builder.finish()
  }

  /// The texts with one of which ``matchingKey(_:)`` of every text that begins with `text` begins: what to look for while
  /// somebody is typing. Usually one, at most six: `s` can become `sh`, `y` can become `ye`.
  ///
  /// None is a beginning of another. A separator at the end of the text ends the word.
  public static func matchingKeyBeginnings(_ text: String) -> [String] {
    var builder = MatchingKeyBuilder()
    let alternatives = spell(soundScalars(text), into: &builder, isBeginning: true)
    var found = Set(builder.beginnings())
    for alternative in alternatives { found.formUnion(alternative.beginnings()) }
    let sorted = found.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    // In this order a text follows directly what it begins with.
    return sorted.reduce(into: []) { kept, text in
      if let last = kept.last, text.utf8.starts(with: last.utf8) { return }
      kept.append(text)
    }
  }

  /// The folded text with Han characters read and with the Latin letters spelled without marks.
  private static func soundScalars(_ text: String) -> [Unicode.Scalar] {
    var folded = TextFolding.folded(text)
    if TextFolding.isASCII(folded) { return Array(folded.unicodeScalars) }
    if folded.unicodeScalars.contains(where: isHan) { folded = pinyin(folded, separator: "") }
    var spelled = String.UnicodeScalarView()
    var hasMarks = false
    for scalar in folded.unicodeScalars {
      if let letters = SpellingRules.marked[scalar.value] {
        spelled.append(contentsOf: letters.unicodeScalars)
      } else {
        spelled.append(scalar)
        hasMarks = hasMarks || (0x80..<0x250).contains(scalar.value) || (0x1E00..<0x1F00).contains(scalar.value)
      }
    }
    return Array(hasMarks ? TextFolding.searchKey(String(spelled)).unicodeScalars : spelled)
  }

  /// Adds the sounds of the text.
  ///
  /// - Returns: the keys that would have been written if the text went on in the middle of a group of letters.
  private static func spell(
    _ scalars: [Unicode.Scalar], into builder: inout MatchingKeyBuilder, isBeginning: Bool
  ) -> [MatchingKeyBuilder] {
    var alternatives: [MatchingKeyBuilder] = []
    var index = 0
    while index < scalars.count {
      let scalar = scalars[index]
      var length = 1
      switch scalar.value {
      case 0x61...0x7A:
        let rules = SpellingRules.groups[UInt8(truncatingIfNeeded: scalar.value)] ?? []
        if isBeginning {
          for rule in rules where goesOn(scalars[index...], in: rule) {
            var alternative = builder
            alternative.append(rule.sounds)
            alternatives.append(alternative)
          }
        }
        if let rule = rules.first(where: { fits($0, scalars[index...]) }) {
          builder.append(rule.sounds)
          length = rule.length
        } else {
          builder.append(SpellingRules.single[Int(scalar.value - 0x61)])
        }
      case 0x430...0x45F:
        let next = index + 1 < scalars.count ? scalars[index + 1] : nil
        let group = cyrillicGroup(scalar, next)
        if isBeginning, next == nil {
          for follower: Unicode.Scalar in ["ч", "с"] {
            guard let sounds = cyrillicGroup(scalar, follower) else { continue }
            var alternative = builder
            alternative.append(sounds)
            alternatives.append(alternative)
          }
        }
        builder.append(group ?? SpellingRules.cyrillic[Int(scalar.value - 0x430)])
        length = group == nil ? 1 : 2
      case 0x30...0x39:
        builder.appendVerbatim(scalar)
      default:
        spellOther(scalar, into: &builder)
      }
      index += length
    }
    return alternatives
  }

  private static func spellOther(_ scalar: Unicode.Scalar, into builder: inout MatchingKeyBuilder) {
    if let sounds = SpellingRules.furtherCyrillic[scalar.value] { return builder.append(sounds) }
    if SpellingRules.isSilent(scalar.value) { return }
    switch WordClass(scalar) {
    case .letter, .digit, .ideograph: builder.appendVerbatim(scalar)
    case .mark, .format: break
    case .apostrophe, .other: builder.separate()
    }
  }

  /// сч sounds as щ, and тс as ц.
  private static func cyrillicGroup(_ scalar: Unicode.Scalar, _ next: Unicode.Scalar?) -> [UInt8]? {
    switch (scalar, next) {
    case ("с", "ч"): [UInt8(ascii: "w")]
    case ("т", "с"): [UInt8(ascii: "c")]
    default: nil
    }
  }

  private static func fits(_ rule: SpellingRules.Rule, _ rest: ArraySlice<Unicode.Scalar>) -> Bool {
    rest.count >= rule.pattern.count && zip(rule.pattern, rest).allSatisfy { UInt32($0) == $1.value }
  }

  /// Whether the text ends in the middle of the rule's pattern.
  private static func goesOn(_ rest: ArraySlice<Unicode.Scalar>, in rule: SpellingRules.Rule) -> Bool {
    rest.count < rule.pattern.count && zip(rule.pattern, rest).allSatisfy { UInt32($0) == $1.value }
  }
}
