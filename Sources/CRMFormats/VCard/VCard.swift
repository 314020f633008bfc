/// A business card: the people and organisations that address books exchange (RFC 6350).
///
/// A card is its list of properties, in order, in the form of vCard 4.0. What a property is that we do not know, and what
/// groups properties, is kept, so that a card which is read and written again has lost nothing.
///
/// ```swift
/// var card = VCard(formattedName: "Ann Lee")
/// card.append(VCardProperty("TEL", text: "+49 30 123456", parameters: ["TYPE": "cell"]))
/// let bytes = VCardWriter.bytes(of: [card])
/// ```
public struct VCard: Hashable, Sendable {
  /// The versions of the format.
  public enum Version: String, Codable, Hashable, Sendable, CaseIterable {
    /// vCard 2.1 of the Versit Consortium, 1996: old phones, Android and Outlook. Read only.
    case v21 = "2.1"
    /// vCard 3.0, RFC 2426: iPhone, Gmail and most services.
    case v30 = "3.0"
    /// vCard 4.0, RFC 6350.
    case v40 = "4.0"
  }

  /// The properties in order, without `BEGIN`, `END` and `VERSION`.
  public var properties: [VCardProperty]

  /// A card of these properties.
  public init(_ properties: [VCardProperty] = []) {
    self.properties = properties
  }

  /// A card with the name that is shown, which every card must have.
  public init(formattedName: String) {
    properties = [VCardProperty("FN", text: formattedName)]
  }

  /// Adds a property at the end.
  public mutating func append(_ property: VCardProperty) { properties.append(property) }

  /// The properties of a name, the preferred ones first, otherwise in order. O(properties).
  public func all(_ name: String) -> [VCardProperty] {
    let name = name.uppercased()
    let found = properties.filter { $0.name == name }
    guard found.contains(where: { !$0.parameters["PREF"].isEmpty }) else { return found }
    return found.enumerated().sorted {
      ($0.element.parameters.preference ?? 101, $0.offset) < ($1.element.parameters.preference ?? 101, $1.offset)
    }.map(\.element)
  }

  /// The preferred property of a name, else the first.
  public func first(_ name: String) -> VCardProperty? { all(name).first }

  /// The card as a version must have it: with a formatted name, and in 3.0 with a name in parts.
  ///
  /// A missing formatted name is made of the name's parts, the organisation, the nickname, an address or a number.
  public func completed(for version: Version = .v40) -> VCard {
    var card = self
    if first("FN") == nil {
      card.properties.insert(VCardProperty("FN", text: shownName), at: 0)
    }
    if version != .v40, first("N") == nil {
      let place = card.properties.firstIndex { $0.name == "FN" }.map { $0 + 1 } ?? 0
      card.properties.insert(VCardProperty("N", value: ""), at: place)
    }
    return card
  }

  /// What the card is called by whatever it has; may be empty.
  var shownName: String {
    if let name = first("N")?.parts, name.count >= 5 {
      let text = [name[3], name[1], name[2], name[0], name[4]].filter { !$0.isEmpty }.joined(separator: " ")
      if !text.isEmpty { return text }
    }
    for name in ["ORG", "NICKNAME"] {
      if let text = first(name)?.parts.first(where: { !$0.isEmpty }) { return text }
    }
    for name in ["EMAIL", "TEL"] {
      if let text = first(name)?.text, !text.isEmpty { return text }
    }
    return ""
  }
}

extension VCard {
  /// The name that is shown, as the card states it.
  public var formattedName: String? { first("FN")?.text }

  /// The day of birth, of which any part may be missing.
  public var birthday: VCardDate? { first("BDAY")?.date }

  /// The tags.
  public var categories: [String] { all("CATEGORIES").flatMap(\.list).filter { !$0.isEmpty } }

  /// What people call a property: the label that address books of Apple and Google keep beside it (`item1.X-ABLabel`),
  /// else its first type that says where or what: `work`, `home`, `cell`.
  public func label(of property: VCardProperty) -> String? {
    if let group = property.group?.lowercased() {
      let label = properties.first { $0.group?.lowercased() == group && $0.name == "X-ABLABEL" }
      if let text = label?.text, !text.isEmpty {
        // Apple writes its own words as `_$!<HomePage>!$_`.
        return text.hasPrefix("_$!<") && text.hasSuffix(">!$_") ? String(text.dropFirst(4).dropLast(4)) : text
      }
    }
    return property.parameters.types.first { !Self.wordsWithoutMeaning.contains($0) }
  }

  /// Types that say how a value is written, or what is usual.
  private static let wordsWithoutMeaning: Set<String> = [
    "internet", "voice", "dom", "intl", "postal", "parcel", "x400",
  ]
}
