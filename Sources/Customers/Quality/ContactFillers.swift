import CRMCore

/// Contact points that only fill a field.
enum ContactFillers {
  /// The kind of filler that a point is; `nil` if it may be real.
  static func kind(of value: ContactPoint.Value) -> PlaceholderText.Kind? {
    switch value {
    case .email(let address): isFiller(address) ? .word : nil
    case .phone(let number): kind(ofDigits: number.nationalNumber)
    case .handle(let handle): PlaceholderText.kind(of: handle.name, in: .word)
    case .postal(let address): part(of: address)?.kind
    case .device: nil
    }
  }

  /// The part of an address that is a filler.
  static func part(of address: PostalAddress) -> (name: String, kind: PlaceholderText.Kind)? {
    let parts = [("locality", address.locality), ("region", address.region), ("postalCode", address.postalCode)]
    for (name, text) in parts + address.lines.map({ ("lines", $0) }) {
      // A code of equal digits may be one; more than five are none.
      if name == "postalCode", let text, text.contains(where: \.isNumber), kind(ofDigits: text) == nil { continue }
      if name == "lines", let text, text.contains(where: \.isNumber) { continue }
      if let text, let kind = PlaceholderText.kind(of: text, in: .word) { return (name, kind) }
    }
    return nil
  }

  /// The point without what is a filler; `nil` if nothing is left of it.
  static func withoutFiller(_ point: ContactPoint) -> ContactPoint? {
    guard kind(of: point.value) != nil else { return point }
    guard case .postal(let address) = point.value else { return nil }
    func real(_ text: String?) -> String? {
      text.flatMap { PlaceholderText.kind(of: $0, in: .word) == nil || $0.contains(where: \.isNumber) ? $0 : nil }
    }
    guard
      let rest = try? PostalAddress(
        lines: address.lines.compactMap { real($0) }, locality: real(address.locality), region: real(address.region),
        postalCode: real(address.postalCode), country: address.country)
    else { return nil }
    var copy = point
    copy.value = .postal(rest)
    return copy
  }

  private static func isFiller(_ address: EmailAddress) -> Bool {
    let domain = address.asciiDomain
    let local = address.localPart.lowercased()
    if fillerDomains.contains(domain) { return true }
    return fillerLocals.contains(local) || PlaceholderText.kind(of: local, in: .word) == .keyboard
  }

  /// Seven or more digits that are all the same or a run of neighbours.
  private static func kind(ofDigits text: String) -> PlaceholderText.Kind? {
    let digits = text.utf8.filter { (0x30...0x39).contains($0) }.map(Int.init)
    guard digits.count >= 6, let first = digits.first else { return nil }
    if digits.allSatisfy({ $0 == first }) { return .repeated }
    let steps = zip(digits, digits.dropFirst()).map { ($1 - $0 + 10) % 10 }
    return digits.count >= 7 && (steps.allSatisfy { $0 == 1 } || steps.allSatisfy { $0 == 9 }) ? .keyboard : nil
  }

  private static let fillerLocals: Set<String> = [
    "test", "test1", "testing", "none", "na", "n.a", "n/a", "noemail", "no-email", "no.email", "nomail", "no-mail",
    "noaddress", "notprovided", "not-provided", "unknown", "fake", "dummy", "xxx", "nobody", "null", "asd", "aaa",
  ]
  private static let fillerDomains: Set<String> = [
    "test.com", "test.ru", "none.com", "noemail.com", "nomail.com", "noemail.org", "fake.com", "asdf.com", "na.com",
    "dummy.com", "xxx.xx",
  ]
}
