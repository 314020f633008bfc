public import Foundation

/// A checkpoint with signatures over its text.
///
/// As text: the checkpoint's text, an empty line, and for each signature a line of an em dash, the signer's name and the signature
/// in base 64, as in the signed notes of transparency logs.
public struct SignedAuditCheckpoint: Hashable, Codable, Sendable {
  /// A signature.
  public struct Signature: Hashable, Codable, Sendable {
    /// Which key has signed.
    public var name: String
    /// The signature.
    public var bytes: Data

    /// A signature.
    public init(name: String, bytes: Data) {
      self.name = name
      self.bytes = bytes
    }
  }

  /// What is signed.
  public var checkpoint: AuditCheckpoint
  /// The signatures.
  public var signatures: [Signature]

  /// A checkpoint with signatures.
  public init(_ checkpoint: AuditCheckpoint, signatures: [Signature] = []) {
    self.checkpoint = checkpoint
    self.signatures = signatures
  }

  private static let dash = "\u{2014} "

  /// What a host publishes.
  public var text: String {
    checkpoint.text + "\n"
      + signatures.map { "\(Self.dash)\($0.name) \($0.bytes.base64EncodedString())\n" }.joined()
  }

  /// Reads a text; `nil` if it is none: what is read gives the same text again, byte by byte.
  public init?(text: String) {
    guard let end = text.range(of: "\n\n"), let checkpoint = AuditCheckpoint(text: text[..<end.lowerBound] + "\n")
    else { return nil }
    var signatures: [Signature] = []
    var lines = text[end.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
    guard lines.popLast()?.isEmpty == true else { return nil }
    for line in lines {
      guard line.hasPrefix(Self.dash) else { return nil }
      let parts = line.dropFirst(Self.dash.count).split(separator: " ", omittingEmptySubsequences: false)
      guard parts.count == 2, AuditCheckpoint.isName(String(parts[0])),
        let bytes = Data(base64Encoded: String(parts[1]))
      else { return nil }
      signatures.append(Signature(name: String(parts[0]), bytes: bytes))
    }
    self.init(checkpoint, signatures: signatures)
    guard self.text.utf8.elementsEqual(text.utf8) else { return nil }
  }

  /// Whether the holder of a key has signed just this checkpoint.
  public func isSigned(by key: AuditSignatureCheck) -> Bool {
    let message = [UInt8](checkpoint.text.utf8)
    return signatures.contains { $0.name == key.name && key.isValid([UInt8]($0.bytes), message) }
  }
}

/// Signs checkpoints with a key of the host: a key store, a device, another service. The package keeps no keys.
public struct AuditSigner: Sendable {
  /// Which key it is; no spaces. A new key gets a new name.
  public let name: String
  let sign: @Sendable ([UInt8]) async throws -> [UInt8]

  /// A signer.
  ///
  /// - Parameters:
  ///   - name: which key it is.
  ///   - sign: gives the signature of a message.
  /// - Precondition: the name is neither empty nor has spaces or control characters.
  public init(_ name: String, sign: @escaping @Sendable (_ message: [UInt8]) async throws -> [UInt8]) {
    precondition(AuditCheckpoint.isName(name), "the name of a key has neither spaces nor control characters")
    self.name = name
    self.sign = sign
  }

  /// Signs with HMAC-SHA256: shows to those who have the key that somebody who has it made the checkpoint.
  ///
  /// - Parameters:
  ///   - name: which key it is.
  ///   - key: at least 32 random bytes, kept outside the data.
  public static func hmac(_ name: String, key: [UInt8]) -> AuditSigner {
    AuditSigner(name) { HMACSHA256.authenticationCode(for: $0, key: key).bytes }
  }
}

/// Checks the signatures of one key.
public struct AuditSignatureCheck: Sendable {
  /// Which key it is.
  public let name: String
  let isValid: @Sendable (_ signature: [UInt8], _ message: [UInt8]) -> Bool

  /// A check.
  ///
  /// - Parameters:
  ///   - name: which key it is.
  ///   - isValid: whether a signature is one of a message.
  public init(_ name: String, isValid: @escaping @Sendable (_ signature: [UInt8], _ message: [UInt8]) -> Bool) {
    self.name = name
    self.isValid = isValid
  }

  /// Checks what ``AuditSigner/hmac(_:key:)`` signs, in constant time.
  public static func hmac(_ name: String, key: [UInt8]) -> AuditSignatureCheck {
    AuditSignatureCheck(name) { HMACSHA256.isValid($0, for: $1, key: key) }
  }
}
