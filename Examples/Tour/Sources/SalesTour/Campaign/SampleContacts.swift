import CRM

/// Contact points for accounts, of which the data know none: a mailbox under `example.com` that follows from the account's name
/// and belongs to nobody (RFC 2606).
enum SampleContacts {
  static func points(of account: String) -> ContactPoints {
    guard let address = try? EmailAddress("buyer@\(label(account)).example.com") else { return [] }
    return [ContactPoint(.email(address), label: "sample")]
  }

  /// A name as a label of a domain.
  private static func label(_ name: String) -> String {
    let folded = TextFolding.searchKey(name).unicodeScalars
    let words = folded.split { !($0.isASCII && ($0.properties.isAlphabetic || $0.properties.numericType != nil)) }
    let label = words.map(String.init).joined(separator: "-").prefix(60)
    if !label.isEmpty { return String(label) }
    let id: Identifier<Customer> = SalesBase.id(name)
    return "account-" + id.description.lowercased().prefix(8)
  }
}
