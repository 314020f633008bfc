import Foundation

/// A place where post arrives, in the parts that all countries share.
///
/// Parts are kept as typed but for white space around them; empty lines are dropped. Only what cannot be an address is
/// refused: nothing at all, control characters, absurd lengths, a country that does not exist. What is known of a party's place
/// may be the country alone; whether a letter can go there is told by `isDeliverable`. How a label is laid out in a country is the
/// host's matter.
public struct PostalAddress: Hashable, Sendable {
  /// The lines above the town: building, street and number, flat; from the outside in or as the country writes them.
  public let lines: [String]
  /// The town.
  public let locality: String?
  /// State, province or region.
  public let region: String?
  /// The postal code as typed.
  public let postalCode: String?
  /// The country.
  public let country: CountryCode?

  /// An address of its parts.
  ///
  /// - Throws: `ContactPointError` with everything that is wrong.
  public init(
    lines: [String] = [], locality: String? = nil, region: String? = nil, postalCode: String? = nil,
    country: CountryCode? = nil
  ) throws(ContactPointError) {
    self.lines = lines.compactMap(PostalAddress.trimmed)
    self.locality = locality.flatMap(PostalAddress.trimmed)
    self.region = region.flatMap(PostalAddress.trimmed)
    self.postalCode = postalCode.flatMap(PostalAddress.trimmed)
    self.country = country

    var problems: [ContactPointProblem] = []
    if self.lines.isEmpty, self.locality == nil, self.region == nil, self.postalCode == nil, country == nil {
      problems.append(ContactPointProblem(field: .postalAddress, reason: .empty))
    }
    if self.lines.count > 10 { problems.append(ContactPointProblem(field: .lines, reason: .tooLong)) }
    let parts: [(ContactPointProblem.Field, [String], Int)] = [
      (.lines, self.lines, 200), (.locality, self.locality.map { [$0] } ?? [], 100),
      (.region, self.region.map { [$0] } ?? [], 100), (.postalCode, self.postalCode.map { [$0] } ?? [], 20),
    ]
    for (field, texts, limit) in parts {
      if texts.contains(where: { $0.unicodeScalars.count > limit }) {
        problems.append(ContactPointProblem(field: field, reason: .tooLong))
      }
      if texts.contains(where: { $0.unicodeScalars.contains { $0.properties.generalCategory == .control } }) {
        problems.append(ContactPointProblem(field: field, reason: .invalidCharacter))
      }
    }
    if let country, !country.isAssigned {
      problems.append(ContactPointProblem(field: .country, reason: .unknownCountry))
    }
    guard problems.isEmpty else { throw ContactPointError(problems) }
  }

  /// Whether there is enough for a letter: a street or box, and the town or the postal code. An address of
  /// a country or a region alone tells where somebody is, and many share it.
  public var isDeliverable: Bool { !lines.isEmpty && (locality != nil || postalCode != nil) }

  private static func trimmed(_ text: String) -> String? {
    let trimmed = text.trimmingCharacters(in: .whitespacesAndNewlines)
    return trimmed.isEmpty ? nil : trimmed
  }

  /// The form for matching: country, postal code, town and lines, folded; stable, not for a label.
  ///
  /// Case, Latin diacritics, punctuation and spacing do not count, and common words for streets and flats are shortened
  /// (street → st, Straße → str, улица → ул). The region is left out, because some write it, some write its
  /// abbreviation and most leave it away. Complexity: O(n).
  public var canonical: String {
    let code = postalCode.map { TextFolding.searchKey($0).filter { $0.isLetter || $0.isNumber } } ?? ""
    let town = locality.map { PostalWords.canonical([$0]) } ?? ""
    let country = country?.rawValue.lowercased() ?? ""
    return "\(country)|\(code)|\(town)|\(PostalWords.canonical(lines))"
  }
}

extension PostalAddress: Codable {
  private enum CodingKeys: String, CodingKey { case lines, locality, region, postalCode, country }

  /// Reads the parts; absent parts are empty.
  ///
  /// - Throws: a decoding error, also when the parts are no address.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    let lines = try container.decodeIfPresent([String].self, forKey: .lines) ?? []
    let locality = try container.decodeIfPresent(String.self, forKey: .locality)
    let region = try container.decodeIfPresent(String.self, forKey: .region)
    let postalCode = try container.decodeIfPresent(String.self, forKey: .postalCode)
    let country = try container.decodeIfPresent(CountryCode.self, forKey: .country)
    do throws(ContactPointError) {
      try self.init(lines: lines, locality: locality, region: region, postalCode: postalCode, country: country)
    } catch {
      throw DecodingError.dataCorrupted(
        DecodingError.Context(codingPath: decoder.codingPath, debugDescription: error.description))
    }
  }

  /// Writes the parts that there are.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    if !lines.isEmpty { try container.encode(lines, forKey: .lines) }
    try container.encodeIfPresent(locality, forKey: .locality)
    try container.encodeIfPresent(region, forKey: .region)
    try container.encodeIfPresent(postalCode, forKey: .postalCode)
    try container.encodeIfPresent(country, forKey: .country)
  }
}

/// Words of addresses in the form for matching.
private enum PostalWords {
  static func canonical(_ texts: [String]) -> String {
    var words: [String] = []
    for text in texts {
      for word in TextFolding.searchKey(text).split(whereSeparator: { !$0.isLetter && !$0.isNumber }) {
        words.append(shortened(String(word)))
      }
    }
    return words.joined(separator: " ")
  }

  private static func shortened(_ word: String) -> String {
    if let short = abbreviations[word] { return short }
    return word.hasSuffix("strasse") ? word.dropLast(7) + "str" : word
  }

  /// Sources: USPS Publication 28, appendix C (street suffixes and unit designators); usual abbreviations in German,
  /// French, Russian and Ukrainian.
  private static let abbreviations: [String: String] = [
    "street": "st", "avenue": "ave", "road": "rd", "boulevard": "blvd", "drive": "dr", "lane": "ln", "court": "ct",
    "square": "sq", "place": "pl", "highway": "hwy", "parkway": "pkwy", "terrace": "ter", "apartment": "apt",
    "suite": "ste", "floor": "fl", "building": "bldg", "strasse": "str", "platz": "pl", "rue": "r",
    "улица": "ул", "проспект": "пр", "переулок": "пер", "дом": "д", "квартира": "кв", "вулиця": "вул",
    "провулок": "пров", "будинок": "буд",
  ]
}
