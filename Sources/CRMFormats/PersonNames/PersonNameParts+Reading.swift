extension PersonNameParts {
  /// Takes a whole name apart that was written in one field, as far as its form shows how.
  ///
  /// In order: a comma separates surname and given names; a patronymic tells the Russian and Ukrainian orders apart
  /// ("Иванов Иван Иванович", "Иван Иванович Иванов", «Иванов И. И.»); two to four Chinese characters are a surname, of
  /// two characters if it is one of the known ones, and a given name; else the last word is the surname, with the
  /// particles before it. Titles and what stands behind a name are recognised by a short list. O(length).
  public init(reading text: String, language: String? = nil) {
    self.init(language: language)
    let halves = text.split(separator: ",", maxSplits: 1).map { Self.words(String($0)) }
    if halves.count == 2, let first = halves.first, !first.isEmpty, !Self.isSuffix(halves[1].joined(separator: " ")) {
      setSurname(first)
      setGiven(halves[1])
      return
    }
    var words = halves.first ?? []
    if halves.count == 2 { setSuffix(halves[1].joined(separator: " ")) }
    while words.count > 1, let first = words.first, Self.titles.contains(Self.key(first)) {
      title = [title, words.removeFirst()].compactMap { $0 }.joined(separator: " ")
    }
    while words.count > 1, let last = words.last, Self.isSuffix(last) { setSuffix(words.removeLast()) }
    read(words)
  }

  private mutating func read(_ words: [String]) {
    if words.count == 1, NameScript(words[0]) == .han { return readChinese(words[0]) }
    if words.count == 2, words.allSatisfy({ NameScript($0) == .han }) {
      (surname, given) = (words[0], words[1])
      return
    }
    if let place = words.firstIndex(where: Self.isPatronymic), words.count >= 2 {
      given2 = words[place]
      switch (place, words.count) {
      case (1, 2): given = words[0]
      case (2..., place + 1):
        given = words[place - 1]
        setSurname(Array(words[..<(place - 1)]))
      default:
        given = words[..<place].joined(separator: " ").nilIfEmpty
        setSurname(Array(words[(place + 1)...]))
      }
      return
    }
    // «Иванов И. И.»: initials behind the surname.
    let initials = words.drop { !Self.isInitials($0) }
    if initials.count < words.count, !initials.isEmpty, initials.allSatisfy(Self.isInitials),
      NameScript(words[0]) == .cyrillic
    {
      setSurname(Array(words[..<initials.startIndex]))
      setGiven(Array(initials))
      return
    }
    guard words.count > 1 else {
      given = words.first
      return
    }
    var start = words.count - 1
    while start > 1, Self.isParticle(words[start - 1]) { start -= 1 }
    setSurname(Array(words[start...]))
    setGiven(Array(words[..<start]))
  }

  private mutating func readChinese(_ text: String) {
    let characters = Array(text)
    guard (2...4).contains(characters.count) else {
      given = text
      return
    }
    let head = String(characters.prefix(2))
    let isDouble = characters.count > 2 && Self.doubleSurnames.contains(head)
    let length = isDouble || characters.count == 4 ? 2 : 1
    surname = String(characters.prefix(length))
    given = String(characters.dropFirst(length))
  }

  private mutating func setSurname(_ words: [String]) {
    let core = words.drop(while: Self.isParticle)
    if core.isEmpty || core.count == words.count {
      surname = words.joined(separator: " ").nilIfEmpty
    } else {
      surnamePrefix = words[..<core.startIndex].joined(separator: " ")
      surname = core.joined(separator: " ")
    }
  }

  private mutating func setGiven(_ words: [String]) {
    given = words.first
    given2 = words.dropFirst().joined(separator: " ").nilIfEmpty
  }

  private mutating func setSuffix(_ text: String) {
    if Self.generations.contains(Self.key(text)) {
      generation = text
    } else {
      credentials = [text, credentials].compactMap { $0 }.joined(separator: " ")
    }
  }

  /// A surname's particles and the surname without them: "van der Berg" is ("van der", "Berg").
  public static func splitParticles(of surname: String) -> (prefix: String?, core: String) {
    var parts = PersonNameParts()
    parts.setSurname(words(surname))
    return (parts.surnamePrefix, parts.surname ?? surname)
  }

  /// What stands behind a name: whether it tells generations apart; otherwise it is a degree or an honour.
  public static func isGeneration(_ suffix: String) -> Bool { generations.contains(key(suffix)) }

  private static func words(_ text: String) -> [String] {
    text.split(whereSeparator: \.isWhitespace).map(String.init)
  }

  private static func key(_ word: String) -> String { word.lowercased().filter { $0 != "." } }

  private static func isSuffix(_ word: String) -> Bool {
    generations.contains(key(word)) || degrees.contains(key(word))
  }

  private static func isInitials(_ word: String) -> Bool {
    word.contains(".") && word.split(separator: ".").allSatisfy { $0.count == 1 }
  }

  private static func isParticle(_ word: String) -> Bool {
    particles.contains(word.lowercased()) && word.first?.isLowercase == true
  }

  private static let particles: Set<String> = [
    "von", "van", "der", "den", "de", "du", "la", "le", "del", "della", "di", "da", "dos", "das", "do", "zu", "zur",
    "zum",
    "ten", "ter", "vom", "af", "av", "el", "al", "bin", "ibn", "фон", "ван", "де", "дер", "ди", "да", "ла",
  ]
  private static let titles: Set<String> = [
    "dr", "prof", "mr", "mrs", "ms", "miss", "mx", "sir", "herr", "frau", "m", "mme", "mlle", "sr", "sra", "srta",
    "don",
    "doña", "г-н", "г-жа", "проф", "д-р", "господин", "госпожа", "пан", "пані", "доктор", "dipl-ing",
  ]
  private static let generations: Set<String> = [
    "jr", "sr", "ii", "iii", "iv", "junior", "senior", "мл", "ст", "младший", "старший", "jun", "sen",
  ]
  private static let degrees: Set<String> = [
    "phd", "md", "mba", "esq", "dds", "ba", "ma", "msc", "bsc", "llm", "mp", "cpa", "кмн", "дмн", "ктн", "дтн", "кэн",
    "дэн",
  ]
  /// Surnames of two characters in common use.
  private static let doubleSurnames: Set<String> = [
    "欧阳", "太史", "上官", "司马", "东方", "独孤", "南宫", "万俟", "闻人", "夏侯", "诸葛", "尉迟", "公羊", "赫连", "澹台", "皇甫", "宗政", "濮阳",
    "公冶", "太叔", "申屠", "公孙", "慕容", "仲孙", "钟离", "长孙", "宇文", "司徒", "鲜于", "司空", "闾丘", "令狐", "歐陽", "司馬", "東方", "諸葛",
    "尉遲", "公孫", "長孫", "鮮于", "端木", "轩辕", "西门", "呼延", "拓跋",
  ]
}

extension String {
  /// `nil` for the empty text.
  var nilIfEmpty: String? { isEmpty ? nil : self }
}
