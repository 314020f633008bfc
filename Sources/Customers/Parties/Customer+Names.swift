import CRMCore
public import Foundation

extension Customer {
  /// The name to show: the person's name in the order of its language, the trading name or the legal name; for somebody of whom
  /// no name is known the first contact point; at last the identifier.
  public var displayName: String {
    let name =
      kind == .person ? personName?.text(language: language) : tradingName.trimmedOrNil ?? legalName.trimmedOrNil
    if let name, !name.isEmpty { return name }
    return contactPoints.first?.displayText ?? id.description
  }

  /// What lists are sorted by and names are looked up by: family name first, folded (see `TextFolding.searchKey(_:)`); `nil`
  /// when no name is known.
  public var sortKey: String? {
    let key =
      kind == .person ? personName?.sortKey ?? "" : TextFolding.searchKey(tradingName.trimmedOrNil ?? legalName ?? "")
    return key.isEmpty ? nil : key
  }

  /// Every folded text under which somebody would look for the customer: the sort key, the name as it is said, the legal name,
  /// the nickname.
  public var nameKeys: [String] {
    var keys: Set<String> = []
    if let sortKey { keys.insert(sortKey) }
    let texts = [
      personName?.text(language: language), personName?.nickname, personName?.phonetic, legalName, tradingName,
    ]
    for text in texts {
      if let text = text.trimmedOrNil { keys.insert(TextFolding.searchKey(text)) }
    }
    return keys.sorted()
  }

  /// The customer's time zone, if one is known and this system knows it.
  public var timeZone: TimeZone? { timeZoneID.flatMap { TimeZone(identifier: $0) } }
}

extension ContactPoint {
  /// The point as people read it: as it was typed, else in its usual form.
  var displayText: String {
    if let enteredText { return enteredText }
    return switch value {
    case .email(let address): address.text
    case .phone(let number): number.description
    case .postal(let address): (address.lines + [address.locality].compactMap { $0 }).joined(separator: ", ")
    case .handle(let handle): handle.name
    case .device(let device): device.rawValue
    }
  }
}
