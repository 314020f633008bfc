/// Makes digests of contact points, and the secrets that go into links, under one key of the host.
///
/// Keep the key outside the data (a key store, an environment variable): who has the ledger alone cannot find out whose it
/// is. The same key must be used for ever; with another one nobody is found and everything is denied.
public struct ContactDigester: Sendable {
  private let key: HMACSHA256.Key

  /// A digester.
  ///
  /// - Parameter key: at least 32 random bytes; `nil` is returned for fewer.
  public init?(key: [UInt8]) {
    guard key.count >= 32 else { return nil }
    self.key = HMACSHA256.Key(key)
  }

  /// A digester whose key is derived from a text: for tests and trials, never for people's data.
  public init(insecureText text: String) {
    key = HMACSHA256.Key(SHA256.hash(text).bytes)
  }

  /// The digest of a contact point, the same for all spellings of it. O(length).
  public func digest(of point: ContactPoint) -> ContactDigest { digest(canonical: point.canonical) }

  /// The digest of a contact point given by its value; see ``digest(of:)``.
  public func digest(of value: ContactPoint.Value) -> ContactDigest { digest(of: ContactPoint(value)) }

  /// The digest of an e-mail address; see ``digest(of:)``.
  public func digest(of address: EmailAddress) -> ContactDigest { digest(of: .email(address)) }

  /// The digest of a phone number; see ``digest(of:)``.
  public func digest(of number: PhoneNumber) -> ContactDigest { digest(of: .phone(number)) }

  func digest(canonical: String) -> ContactDigest { ContactDigest(code("consent.point", canonical)) }

  /// A secret that belongs to one request and cannot be guessed without the key. Needs no stored state.
  func secret(of request: Identifier<ConsentAct>) -> SHA256.Digest { code("consent.confirm", request.description) }

  /// What the one-time codes for showing who asks are made of.
  func identityDigest(_ text: String) -> SHA256.Digest { code("consent.identity", text) }

  /// The code of a text under the key, in a domain of its own.
  private func code(_ domain: String, _ text: String) -> SHA256.Digest {
    var message = Array(domain.utf8)
    message.append(0)
    message += text.utf8
    return key.authenticationCode(for: message)
  }
}
