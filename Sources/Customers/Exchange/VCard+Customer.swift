import CRMCore
public import CRMFormats
import Foundation

/// Custom fields under which imports keep what a customer has no property for.
enum ImportedField {
  static let organisation = "organisation"
  static let note = "note"
  static let url = "url"
  static let all = [organisation, note, url]
}

extension VCard {
  /// The card of a customer.
  ///
  /// What vCard has a word for stands under it: names, organisation, addresses of every kind with their labels, birthday,
  /// gender, occupation, tags, language, zone, note and web site. The rest (stage, owner, source, foreign keys, custom fields,
  /// what is known about each contact point) stands in `X-CRM-` properties, so that `CustomerCardReading` gives an equal
  /// customer. A card to be given away is made by `removingInternalFacts()`.
  public init(_ customer: Customer) {
    self.init(formattedName: customer.displayName)
    var fields = customer.customFields
    append("KIND", text: customer.kind.cardWord)
    appendNames(of: customer, taking: &fields)
    append("GENDER", gender: customer.demographics?.gender)
    append("TITLE", text: customer.demographics?.occupation)
    if let birthday = customer.birthday { append(VCardProperty("BDAY", value: VCardDate(birthday).description)) }
    for (index, point) in customer.contactPoints.enumerated() { append(point, group: "point\(index + 1)") }
    if !customer.tags.isEmpty { append(VCardProperty("CATEGORIES", list: Array(customer.tags))) }
    append("LANG", text: customer.language)
    append("TZ", text: customer.timeZoneID)
    take(ImportedField.note, from: &fields) { VCardProperty("NOTE", text: $0) }
    take(ImportedField.url, from: &fields) { VCardProperty("URL", value: $0) }
    append(VCardProperty("UID", value: "urn:uuid:\(customer.id.description.lowercased())"))
    let facts = CustomerCardFacts(
      tradingName: customer.tradingName, phonetic: customer.personName?.phonetic, demographics: customer.demographics,
      organisation: customer.organisation, owner: customer.owner, stage: customer.stage, source: customer.source,
      firstTouch: customer.firstTouch, foreignKeys: customer.foreignKeys.isEmpty ? nil : customer.foreignKeys,
      customFields: fields.isEmpty ? nil : fields, createdAt: customer.createdAt, updatedAt: customer.updatedAt)
    append(CustomerCardFacts.property, text: CardJSON.text(facts))
  }

  /// The card without what only this system understands, for giving it away.
  public func removingInternalFacts() -> VCard {
    VCard(
      properties.compactMap { property in
        guard !property.name.hasPrefix("X-CRM-") else { return nil }
        var parameters = property.parameters
        parameters[ContactPointCardFacts.parameter] = []
        return VCardProperty(property.name, value: property.value, parameters: parameters, group: property.group)
      })
  }

  private mutating func append(_ name: String, text: String?) {
    if let text, !text.isEmpty { append(VCardProperty(name, text: text)) }
  }

  /// The letters of vCard for the two words that everybody uses, the words themselves for all others.
  private mutating func append(_ name: String, gender: String?) {
    switch gender {
    case nil, "": break
    case "male": append(VCardProperty(name, value: "M"))
    case "female": append(VCardProperty(name, value: "F"))
    case let gender?: append(VCardProperty(name, components: [[], [gender]]))
    }
  }

  private mutating func appendNames(of customer: Customer, taking fields: inout CustomFields) {
    switch customer.kind {
    case .person:
      if let name = customer.personName {
        let parts = [name.family, name.given, name.middle, name.prefix, name.suffix]
        append(VCardProperty("N", components: parts.map { $0.map { [$0] } ?? [] }))
        if let nickname = name.nickname { append(VCardProperty("NICKNAME", list: [nickname])) }
      }
      take(ImportedField.organisation, from: &fields) { VCardProperty("ORG", components: [[$0]]) }
    case .organisation, .household:
      if let name = customer.legalName { append(VCardProperty("ORG", components: [[name]])) }
    }
  }

  /// Moves a text of a custom field to a property, if that says the same when it is read again.
  private mutating func take(_ field: String, from fields: inout CustomFields, _ make: (String) -> VCardProperty) {
    guard case .text(let text) = fields[field], !text.isEmpty else { return }
    let property = make(text)
    guard property.text == text else { return }
    append(property)
    fields[field] = nil
  }

  private mutating func append(_ point: ContactPoint, group: String) {
    var parameters: VCardParameters = [:]
    var facts = ContactPointCardFacts()
    var labelGroup: String?
    switch point.label?.lowercased() {
    case nil: break
    case let word? where ["work", "home", "cell"].contains(word) && word == point.label: parameters["TYPE"] = [word]
    case "mobile":
      parameters["TYPE"] = ["cell"]
      facts.label = point.label
    default:
      labelGroup = group
      facts.label = point.label
    }
    facts.enteredText = point.enteredText
    facts.purpose = point.purpose
    if point.verification != .unverified { facts.verification = point.verification }
    if point.addressKind != ContactPoint(point.value).addressKind { facts.addressKind = point.addressKind }
    facts.provenance = point.provenance
    if point.isPrimary { parameters.preference = 1 }
    if let text = CardJSON.text(facts), text != "{}" { parameters[ContactPointCardFacts.parameter] = [text] }
    append(point.value.cardProperty(parameters, group: labelGroup))
    if let labelGroup, let label = point.label { append(VCardProperty("X-ABLABEL", text: label, group: labelGroup)) }
  }
}

extension CustomerKind {
  /// The word of vCard; households are none of its kinds.
  var cardWord: String {
    switch self {
    case .person: "individual"
    case .organisation: "org"
    case .household: "x-household"
    }
  }
}

extension ContactPoint.Value {
  fileprivate func cardProperty(_ parameters: VCardParameters, group: String?) -> VCardProperty {
    switch self {
    case .email(let address): VCardProperty("EMAIL", text: address.text, parameters: parameters, group: group)
    case .phone(let number): VCardProperty("TEL", text: number.description, parameters: parameters, group: group)
    case .postal(let address):
      VCardProperty(
        "ADR",
        components: [
          [], [], address.lines, [address.locality].compactMap { $0 }, [address.region].compactMap { $0 },
          [address.postalCode].compactMap { $0 }, [address.country?.rawValue].compactMap { $0 },
        ], parameters: parameters, group: group)
    case .handle(let handle):
      VCardProperty(
        "IMPP", value: "\(Self.encoded(handle.network.rawValue)):\(Self.encoded(handle.name))", parameters: parameters,
        group: group)
    case .device(let device):
      VCardProperty("X-CRM-DEVICE", text: device.rawValue, parameters: parameters, group: group)
    }
  }

  private static func encoded(_ text: String) -> String {
    let allowed = CharacterSet(charactersIn: "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-._~")
    return text.addingPercentEncoding(withAllowedCharacters: allowed) ?? text
  }
}
