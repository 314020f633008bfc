public import Foundation

/// What opens the commitment of one entry: the salt and the fact. Who has both can show that the entry is about just this fact; who
/// has the entry alone learns nothing, not even by guessing.
public struct AuditOpening: Hashable, Codable, Sendable {
  /// The entry.
  public var index: UInt64
  /// 32 random bytes.
  public var salt: Data
  /// The fact; see ``AuditFact``.
  public var fact: Data
  /// The record that the fact is about.
  public var record: RecordReference
  /// Whom the fact is about.
  public var subjects: [AuditSubject]

  /// An opening.
  public init(index: UInt64, salt: Data, fact: Data, record: RecordReference, subjects: [AuditSubject] = []) {
    self.index = index
    self.salt = salt
    self.fact = fact
    self.record = record
    self.subjects = subjects
  }

  /// The commitment to the fact: HMAC-SHA256 with the salt as the key. O(length).
  public var commitment: SHA256.Digest { Self.commitment(to: [UInt8](fact), salt: [UInt8](salt)) }

  /// The commitment to a fact under a salt. O(length).
  public static func commitment(to fact: [UInt8], salt: [UInt8]) -> SHA256.Digest {
    HMACSHA256.authenticationCode(for: fact, key: salt)
  }

  /// The fact, if the opening belongs to this entry: the commitment is that of the entry, and the fact says what the entry says in
  /// the open, and about whom it is. `nil` otherwise.
  public func fact(provenBy leaf: AuditLeaf) -> AuditFact? {
    guard index == leaf.index, let sealed = leaf.commitment,
      HMACSHA256.constantTimeEqual(commitment.bytes, sealed.bytes), let fact = try? AuditFact(bytes: fact),
      fact.agrees(with: leaf), fact.record == record, fact.subjects ?? subjects == subjects
    else { return nil }
    return fact
  }
}

/// Where the salts of a trail come from.
public struct AuditSalts: Sendable {
  private let make: @Sendable (UInt64) -> [UInt8]

  /// A source of salts.
  ///
  /// - Parameter make: gives 32 bytes for the entry with an index. Who can foresee them can test guesses about erased facts.
  public init(_ make: @escaping @Sendable (_ index: UInt64) -> [UInt8]) {
    self.make = make
  }

  /// Four independent draws of the environment's randomness for each entry: of the live one, 256 bits of the system's generator.
  public static func drawn(from environment: CRMEnvironment) -> AuditSalts {
    AuditSalts { _ in
      (0..<4).flatMap { _ in
        var generator = environment.generator()
        let word = generator.next()
        return (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) }
      }
    }
  }

  func salt(of index: UInt64) -> [UInt8] {
    let salt = make(index)
    precondition(salt.count == 32, "a salt has 32 bytes")
    return salt
  }
}
