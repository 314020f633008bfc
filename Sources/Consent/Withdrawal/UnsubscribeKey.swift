/// A secret of the host under which unsubscribe tokens are signed.
public struct UnsubscribeKey: Hashable, Sendable {
  /// The name of the key, 1 to 32 letters and digits; it stands in every token.
  public let id: String
  let secret: [UInt8]

  /// A key.
  ///
  /// - Parameters:
  ///   - id: its name, 1 to 32 ASCII letters and digits; never used again for another secret.
  ///   - secret: at least 32 random bytes.
  /// - Returns: `nil` for a shorter secret or another name.
  public init?(id: String, secret: [UInt8]) {
    let isName = id.utf8.allSatisfy { byte in
      switch byte {
      case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: true
      default: false
      }
    }
    guard (1...32).contains(id.utf8.count), isName, secret.count >= 32 else { return nil }
    self.id = id
    self.secret = secret
  }
}

/// The keys of a host for unsubscribe tokens: one that signs, and older ones that are still recognised.
///
/// To rotate, make a new key the one that signs and keep the old one among the others: a message can be unsubscribed from for
/// at least 60 days, better for ever. Taking a key away makes all its links useless.
public struct UnsubscribeKeys: Sendable {
  /// The key that signs.
  public let current: UnsubscribeKey
  private let others: [UnsubscribeKey]

  /// Keys; of two with the same name the first counts, `current` before all.
  public init(current: UnsubscribeKey, others: [UnsubscribeKey] = []) {
    self.current = current
    self.others = others
  }

  func key(_ id: String) -> UnsubscribeKey? { id == current.id ? current : others.first { $0.id == id } }
}
