public import CRMCore
public import CRMFormats
public import Foundation

/// What a card says of a customer, and what of it a customer has no place for.
///
/// A card that `VCard.init(_:)` made gives the same customer again; where somebody has changed the card since, the
/// card counts. Cards of other programs are read as far as a customer goes: names (taken apart if they stand in one field),
/// organisation, addresses of every kind, birthday, gender, occupation, tags, note and web site.
public struct CustomerCardReading: Hashable, Sendable {
  /// The customer. Its identity is that of the card if this system made it, else it follows from the card's `UID`, or from the
  /// first address, number or name: a card that is read again means the same customer.
  public private(set) var customer: Customer
  /// The properties that a customer has no place for: pictures, keys, a birthday without year, whatever else programs add.
  public private(set) var leftOut: [VCardProperty] = []
  /// The names of properties whose value could not be read: a telephone number that is none.
  public private(set) var unreadable: [String] = []
  /// Whether the card tells of anybody: it has a name, an address or a number.
  public private(set) var isSomebody: Bool

  private let facts: CustomerCardFacts?

  /// Reads a card.
  ///
  /// - Parameters:
  ///   - card: the card.
  ///   - system: what the address book is called, for identities.
  ///   - region: the country that national telephone numbers are read in.
  ///   - now: the moment of the reading, for records that do not say when they were made.
  public init(_ card: VCard, in system: String, region: CountryCode? = nil, now: Date) {
    facts = CardJSON.value(CustomerCardFacts.self, card.first(CustomerCardFacts.property)?.text)
    let kind = Self.kind(of: card)
    customer = Customer(id: Identifier(derivedFrom: "card"), kind: kind, createdAt: facts?.createdAt ?? now)
    customer.updatedAt = facts?.updatedAt ?? customer.createdAt
    customer.owner = facts?.owner
    customer.stage = facts?.stage ?? .lead
    customer.source = facts == nil ? .imported : facts?.source
    customer.firstTouch = facts?.firstTouch
    customer.foreignKeys = facts?.foreignKeys ?? []
    customer.customFields = facts?.customFields ?? CustomFields()
    customer.organisation = facts?.organisation
    isSomebody = true
    readNames(card, kind)
    if kind == .person { readPerson(card) }
    readPoints(card, region)
    customer.tags = TagSet(card.categories)
    customer.language = card.first("LANG")?.text.trimmedOrNil
    customer.timeZoneID = card.first("TZ").flatMap { TimeZone(identifier: $0.text) == nil ? nil : $0.text }
    let notes = card.all("NOTE").map(\.text).filter { !$0.isEmpty }
    if !notes.isEmpty { customer.customFields[ImportedField.note] = .text(notes.joined(separator: "\n")) }
    if let url = card.first("URL")?.value, !url.isEmpty { customer.customFields[ImportedField.url] = .text(url) }
    customer.id = identifier(of: card, in: system)
    noteRest(of: card)
  }

  private static func kind(of card: VCard) -> CustomerKind {
    switch card.first("KIND")?.text.lowercased() {
    case "org": return .organisation
    case "x-household": return .household
    case "individual": return .person
    default: break
    }
    if card.first("X-ABSHOWAS")?.text.uppercased() == "COMPANY" { return .organisation }
    let organisation = card.first("ORG")?.parts.first ?? ""
    let hasName = card.first("N")?.parts.prefix(3).contains { !$0.isEmpty } ?? false
    let isCalledSo = card.formattedName?.trimmedOrNil.map { $0 == organisation } ?? true
    return !organisation.isEmpty && !hasName && isCalledSo ? .organisation : .person
  }

  private mutating func readNames(_ card: VCard, _ kind: CustomerKind) {
    let organisation = card.first("ORG")?.parts.filter { !$0.isEmpty }.joined(separator: ", ").nilIfEmpty
    guard kind == .person else {
      customer.legalName = organisation ?? (facts == nil ? card.formattedName?.trimmedOrNil : nil)
      customer.tradingName = facts?.tradingName
      return
    }
    if let organisation { customer.customFields[ImportedField.organisation] = .text(organisation) }
    let parts = (card.first("N")?.components ?? []).map { $0.joined(separator: " ").nilIfEmpty }
    var name = PersonName()
    if parts.count >= 5 {
      (name.family, name.given, name.middle, name.prefix, name.suffix) = (
        parts[0], parts[1], parts[2], parts[3], parts[4]
      )
    }
    name.nickname = card.first("NICKNAME")?.list.first?.nilIfEmpty
    name.phonetic = facts?.phonetic ?? Self.phonetic(card)
    if name.given == nil, name.family == nil, name.middle == nil, facts == nil,
      let text = card.formattedName?.trimmedOrNil
    {
      let parts = PersonNameParts(reading: text)
      (name.prefix, name.suffix) = (name.prefix ?? parts.title, name.suffix ?? parts.generation ?? parts.credentials)
      name.given = parts.given
      name.middle = parts.given2
      name.family = [parts.surnamePrefix, parts.surname].compactMap { $0 }.joined(separator: " ").nilIfEmpty
    }
    if name != PersonName() { customer.personName = name }
  }

  private static func phonetic(_ card: VCard) -> String? {
    let parts = ["X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME"].compactMap { card.first($0)?.text.trimmedOrNil }
    return parts.joined(separator: " ").nilIfEmpty
  }

  private mutating func readPerson(_ card: VCard) {
    customer.birthday = card.birthday?.calendarDay
    var demographics = facts?.demographics ?? Demographics()
    if let gender = card.first("GENDER")?.parts {
      let words = ["M": "male", "F": "female", "O": "other", "N": "none"]
      demographics.gender = gender.dropFirst().first?.nilIfEmpty ?? gender.first.flatMap { words[$0] }
    }
    if let title = card.first("TITLE")?.text.nilIfEmpty { demographics.occupation = title }
    if facts?.demographics != nil || demographics != Demographics() { customer.demographics = demographics }
  }

  private mutating func readPoints(_ card: VCard, _ region: CountryCode?) {
    var points: [ContactPoint] = []
    for property in card.properties {
      guard ContactPoint.cardProperties.contains(property.name), !property.value.isEmpty else { continue }
      if let point = ContactPoint(property, of: card, region: region) {
        points.append(point)
      } else {
        unreadable.append(property.name)
      }
    }
    customer.contactPoints = ContactPoints(points)
  }

  private mutating func identifier(of card: VCard, in system: String) -> Identifier<Customer> {
    let uid = card.first("UID")?.text.trimmedOrNil
    if facts != nil, let uid, uid.hasPrefix("urn:uuid:"), let id = Identifier<Customer>(String(uid.dropFirst(9))) {
      return id
    }
    let named = customer.sortKey == nil ? nil : customer.displayName
    let said = customer.contactPoints.first?.canonical ?? named.map(TextFolding.searchKey)
    isSomebody = said != nil
    return Identifier(foreign: uid ?? said ?? "", in: system)
  }

  private mutating func noteRest(of card: VCard) {
    let taken: Set<String> = [
      "FN", "N", "NICKNAME", "ORG", "KIND", "GENDER", "TITLE", "CATEGORIES", "LANG", "TZ", "NOTE", "URL", "UID", "REV",
      "PRODID", "X-ABLABEL", "X-ABADR", "X-ABSHOWAS", "X-PHONETIC-FIRST-NAME", "X-PHONETIC-LAST-NAME",
      CustomerCardFacts.property,
    ]
    leftOut = card.properties.filter { property in
      if property.name == "BDAY" { return customer.birthday == nil }
      return !taken.contains(property.name) && !ContactPoint.cardProperties.contains(property.name)
    }
  }
}

extension String {
  /// `nil` for the empty text.
  var nilIfEmpty: String? { isEmpty ? nil : self }
}
