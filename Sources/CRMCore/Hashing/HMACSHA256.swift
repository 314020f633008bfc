/// The keyed message authentication code HMAC (RFC 2104) over SHA-256.
public enum HMACSHA256 {
  /// A key that is made ready once and used often: the code of a short message then costs half.
  public struct Key: Sendable {
    private let inner: SHA256
    private let outer: SHA256

    /// A key of any length; RFC 2104 advises at least 32 bytes.
    public init(_ key: [UInt8]) {
      let block = 64
      var padded = key.count > block ? SHA256.hash(key).bytes : key
      padded.append(contentsOf: repeatElement(0, count: block - padded.count))
      var inner = SHA256()
      inner.update(padded.map { $0 ^ 0x36 })
      self.inner = inner
      var outer = SHA256()
      outer.update(padded.map { $0 ^ 0x5c })
      self.outer = outer
    }

    /// The code of `message` under the key. O(n).
    public func authenticationCode(for message: [UInt8]) -> SHA256.Digest {
      var inner = inner
      inner.update(message)
      var outer = outer
      outer.update(inner.finalize().bytes)
      return outer.finalize()
    }
  }

  /// The code of `message` under `key`. Keys of any length are allowed; RFC 2104 advises at least 32 bytes. O(n).
  public static func authenticationCode(for message: [UInt8], key: [UInt8]) -> SHA256.Digest {
    Key(key).authenticationCode(for: message)
  }

  /// Whether `code` is the full 32-byte code of `message` under `key`. Compares in constant time, so that an attacker
  /// learns nothing from how long a refusal takes; a truncated code is refused.
  public static func isValid(_ code: [UInt8], for message: [UInt8], key: [UInt8]) -> Bool {
    constantTimeEqual(code, authenticationCode(for: message, key: key).bytes)
  }

  /// Whether two byte strings are equal, in a time that depends on their lengths only, never on their contents. Use it
  /// for every comparison with a secret (signatures, tokens).
  public static func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
    guard left.count == right.count else { return false }
    var difference: UInt8 = 0
    for index in left.indices {
      difference |= left[index] ^ right[index]
    }
    return difference == 0
  }
}
