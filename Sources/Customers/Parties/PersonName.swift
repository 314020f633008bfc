import CRMCore

/// The parts of a person's name. Which parts there are, and in what order they are said, depends on the language.
public struct PersonName: Hashable, Codable, Sendable {
  /// The given name, or what the person is called by.
  public var given: String?
  /// The family name.
  public var family: String?
  /// Further given names, or the patronymic.
  public var middle: String?
  /// What stands before the name: Dr., Mrs.
  public var prefix: String?
  /// What stands after the name: Jr., PhD.
  public var suffix: String?
  /// What friends and colleagues say.
  public var nickname: String?
  /// How the name is said, in letters that the staff can read: kana for kanji, Latin for Cyrillic.
  public var phonetic: String?

  /// A name from its parts.
  public init(
    given: String? = nil, family: String? = nil, middle: String? = nil, prefix: String? = nil, suffix: String? = nil,
    nickname: String? = nil, phonetic: String? = nil
  ) {
    self.given = given
    self.family = family
    self.middle = middle
    self.prefix = prefix
    self.suffix = suffix
    self.nickname = nickname
    self.phonetic = phonetic
  }

  /// Whether no part holds anything but white space.
  public var isEmpty: Bool { [given, family, middle, nickname].allSatisfy { $0.trimmedOrNil == nil } }

  /// The name as a line of text.
  ///
  /// - Parameter language: a BCP 47 tag. Chinese, Japanese, Korean, Vietnamese and Hungarian names begin with the family name;
  ///   Chinese and Japanese names in their own script are written without spaces.
  public func text(language: String? = nil) -> String {
    let parts = Self.familyComesFirst(in: language) ? [family, middle, given] : [given, middle, family]
    let core = parts.compactMap(\.trimmedOrNil)
    let joined = core.joined(separator: core.contains(where: \.hasIdeographs) ? "" : " ")
    let name = joined.isEmpty ? nickname.trimmedOrNil ?? "" : joined
    return [prefix.trimmedOrNil, name, suffix.trimmedOrNil].compactMap { $0 }.filter { !$0.isEmpty }
      .joined(separator: " ")
  }

  /// Family name first, then the given and middle names: what lists are sorted by. Folded as `TextFolding.searchKey(_:)` does.
  public var sortKey: String {
    let parts = [family, given, middle].compactMap(\.trimmedOrNil)
    return TextFolding.searchKey(parts.isEmpty ? nickname.trimmedOrNil ?? "" : parts.joined(separator: " "))
  }

  private static func familyComesFirst(in language: String?) -> Bool {
    guard let primary = language?.lowercased().split(whereSeparator: { $0 == "-" || $0 == "_" }).first else {
      return false
    }
    return ["zh", "ja", "ko", "vi", "hu"].contains(primary)
  }
}

extension Optional<String> {
  /// The text without white space around it; `nil` if nothing is left.
  var trimmedOrNil: String? { self?.trimmedOrNil }
}

extension String {
  /// The text without white space around it; `nil` if nothing is left.
  var trimmedOrNil: String? {
    var rest = self[...]
    while let first = rest.first, first.isWhitespace { rest.removeFirst() }
    while let last = rest.last, last.isWhitespace { rest.removeLast() }
    return rest.isEmpty ? nil : String(rest)
  }

  /// Whether any letter is a Han or kana one.
  var hasIdeographs: Bool {
    unicodeScalars.contains { (0x3040...0x30FF).contains($0.value) || (0x3400...0x9FFF).contains($0.value) }
  }
}
