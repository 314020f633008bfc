import CRMCore
import CRMFormats
import Foundation

extension ContactPoint {
  /// The properties of a card that say how somebody is reached.
  static let cardProperties: Set<String> = [
    "EMAIL", "TEL", "ADR", "IMPP", "X-SOCIALPROFILE", "X-CRM-DEVICE", "X-SKYPE", "X-SKYPE-USERNAME", "X-TELEGRAM",
    "X-ICQ",
    "X-JABBER", "X-QQ", "X-VIBER", "X-WHATSAPP",
  ]

  /// The contact point that a property says; `nil` if its value cannot be read.
  init?(_ property: VCardProperty, of card: VCard, region: CountryCode?) {
    guard let value = Self.value(property, of: card, region) else { return nil }
    let json = property.parameters[ContactPointCardFacts.parameter].first
    let facts = CardJSON.value(ContactPointCardFacts.self, json)
    let written = property.text
    // What other programs write is kept as it was typed, where the number alone would say less.
    let isTyped = facts == nil && property.name == "TEL" && written != value.canonical
    let entered: String? =
      if case .phone(let number) = value, isTyped, written != number.description { written } else { nil }
    self.init(
      value, enteredText: facts?.enteredText ?? entered, label: facts?.label ?? card.label(of: property),
      purpose: facts?.purpose, verification: facts?.verification ?? .unverified,
      isPrimary: property.parameters.preference == 1, addressKind: facts?.addressKind, provenance: facts?.provenance)
  }

  private static func value(_ property: VCardProperty, of card: VCard, _ region: CountryCode?) -> Value? {
    let text = property.text.trimmedOrNil ?? ""
    switch property.name {
    case "EMAIL": return (try? EmailAddress(text)).map { .email($0) }
    case "TEL": return phone(text, region).map { .phone($0) }
    case "ADR": return postal(property, of: card).map { .postal($0) }
    case "X-CRM-DEVICE": return DeviceIdentifier(rawValue: text).map { .device($0) }
    case "IMPP": return handle(uri: property.value).map { .handle($0) }
    case "X-SOCIALPROFILE": return profile(property).map { .handle($0) }
    default:
      let network = property.name.dropFirst(2).split(separator: "-").first?.lowercased() ?? ""
      return (try? NetworkHandle(network: ContactNetwork(rawValue: network), name: text)).map { .handle($0) }
    }
  }

  private static func phone(_ text: String, _ region: CountryCode?) -> PhoneNumber? {
    let halves = text.split(separator: ";ext=", maxSplits: 1).map(String.init)
    if halves.count == 2, let number = try? PhoneNumber(e164: halves[0], phoneExtension: halves[1]) { return number }
    return try? PhoneNumber(text, region: region)
  }

  private static func postal(_ property: VCardProperty, of card: VCard) -> PostalAddress? {
    var parts = property.components
    while parts.count < 7 { parts.append([]) }
    func texts(_ index: Int) -> [String] {
      parts[index].flatMap { $0.split(whereSeparator: \.isNewline).map(String.init) }.filter { $0.trimmedOrNil != nil }
    }
    func text(_ index: Int) -> String? { texts(index).joined(separator: ", ").nilIfEmpty }
    var lines = texts(2) + texts(1) + texts(0)
    let apple = property.group.flatMap { group in
      card.properties.first { $0.group?.lowercased() == group.lowercased() && $0.name == "X-ABADR" }?.text
    }
    let country = text(6).flatMap { CountryNames.code(of: $0) } ?? apple.flatMap { CountryNames.code(of: $0) }
    if country == nil, let name = text(6) { lines.append(name) }
    if lines.isEmpty, let label = property.parameters["LABEL"].first {
      lines = label.split(whereSeparator: \.isNewline).map(String.init)
    }
    return try? PostalAddress(
      lines: lines, locality: text(3), region: text(4), postalCode: text(5), country: country)
  }

  /// `telegram:ann` and its like.
  private static func handle(uri: String) -> NetworkHandle? {
    guard let colon = uri.firstIndex(of: ":") else { return nil }
    let network = String(uri[..<colon]).removingPercentEncoding ?? ""
    let name = String(uri[uri.index(after: colon)...]).removingPercentEncoding ?? ""
    return try? NetworkHandle(network: ContactNetwork(rawValue: network), name: name)
  }

  /// `X-SOCIALPROFILE;TYPE=twitter:http://twitter.com/ann`: the network is the type, the name the end of the path.
  private static func profile(_ property: VCardProperty) -> NetworkHandle? {
    guard let network = property.parameters.types.first else { return nil }
    let stated = property.parameters["X-USER"].first
    guard let name = stated ?? property.text.split(separator: "/").last.map(String.init) else { return nil }
    return try? NetworkHandle(network: ContactNetwork(rawValue: network == "twitter" ? "x" : network), name: name)
  }
}
