public import Foundation

/// What one entry of an ``AuditTrail`` says in the open, as the line of text that is hashed. It holds no personal data: what happened
/// to whom stands in the fact behind the commitment.
///
/// ```
/// 17 204.0 2026-11-22T08:33:46.123Z inserted 5e2f…c1 consentActs
/// ```
/// The parts are separated by one space: the entry's index; the position of the commit in the store's history, and the place of the
/// change in it; the commit's date; the kind; the commitment in hexadecimal digits, or `-`; and the matter, which is the rest of
/// the line.
public struct AuditLeaf: Hashable, Sendable {
  /// What kind of entry it is. Open: an older version verifies the entries of a newer one.
  public struct Kind: OpenVocabulary {
    /// The stable name: letters of ASCII.
    public let rawValue: String

    /// A kind of this name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// A record was new; the matter is its collection.
    public static let inserted: Kind = "inserted"
    /// A record got a new value; the matter is its collection.
    public static let updated: Kind = "updated"
    /// A record was deleted; the matter is its collection.
    public static let deleted: Kind = "deleted"
    /// A record was there whose writing is not in the history any more: sealed as it was found. The position is that of the commit
    /// which wrote it last.
    public static let found: Kind = "found"
    /// From here on the changes of a collection are sealed; the matter is the collection.
    public static let covers: Kind = "covers"
    /// Commits were lost before they were sealed; the matter is the first and the last one, `18-40`.
    public static let gap: Kind = "gap"
    /// Openings were erased; the matter is their number.
    public static let forgot: Kind = "forgot"

    /// Whether the entry tells of a change that stands in the history.
    public var isChange: Bool { self == .inserted || self == .updated || self == .deleted }
  }

  /// The place in the trail, from 0.
  public let index: UInt64
  /// The commit in the store's history that the entry tells of; 0 is before the first one.
  public let position: UInt64
  /// The place of the change in its commit, from 0.
  public let ordinal: Int
  /// When: the date of the commit; for entries that tell of no commit, when they were sealed.
  public let date: Date
  /// What kind of entry it is.
  public let kind: Kind
  /// The salted commitment to the fact; `nil` where nothing is hidden.
  public let commitment: SHA256.Digest?
  /// What it is about; see ``Kind``.
  public let matter: String
  /// The line that is hashed, without a line feed.
  public let line: String

  /// An entry from its parts.
  ///
  /// - Precondition: neither the kind nor the matter has control characters, and the kind no spaces.
  public init(
    index: UInt64, position: UInt64, ordinal: Int, date: Date, kind: Kind, commitment: SHA256.Digest?, matter: String
  ) {
    precondition(!kind.rawValue.utf8.contains { $0 <= 0x20 }, "the name of a kind has no spaces")
    precondition(Self.isPlain(matter), "a line of the trail has no control characters")
    self.index = index
    self.position = position
    self.ordinal = ordinal
    self.date = date.truncatedToMilliseconds
    self.kind = kind
    self.commitment = commitment
    self.matter = matter
    let instant = InstantText.text(self.date) ?? String(self.date.millisecondsSince1970)
    line = "\(index) \(position).\(ordinal) \(instant) \(kind) \(commitment?.hex ?? "-") \(matter)"
  }

  /// Reads a line; `nil` if it is none.
  public init?(line: String) {
    let parts = line.split(separator: " ", maxSplits: 5, omittingEmptySubsequences: false)
    guard parts.count == 6, Self.isPlain(line), let index = UInt64(parts[0]), !parts[3].isEmpty else { return nil }
    let place = parts[1].split(separator: ".", omittingEmptySubsequences: false)
    guard place.count == 2, let position = UInt64(place[0]), let ordinal = Int(place[1]), ordinal >= 0 else {
      return nil
    }
    let instant = String(parts[2])
    let milliseconds = Int64(instant).map { Date(millisecondsSince1970: $0) }
    guard let date = InstantText.date(instant) ?? milliseconds else { return nil }
    let commitment = SHA256.Digest(hex: String(parts[4]))
    guard commitment != nil || parts[4] == "-" else { return nil }
    self.index = index
    self.position = position
    self.ordinal = ordinal
    self.date = date
    kind = Kind(rawValue: String(parts[3]))
    self.commitment = commitment
    matter = String(parts[5])
    self.line = line
  }

  /// The leaf hash of RFC 6962, section 2.1: SHA-256(0x00 ‖ line). The leaves of a trail are those of a Merkle tree as they are.
  public var hash: SHA256.Digest { AuditChain.leafHash(of: Array(line.utf8)) }

  /// Whether a text can stand in a line.
  static func isPlain(_ text: String) -> Bool { !text.utf8.contains { $0 < 0x20 || $0 == 0x7F } }

  /// The commits lost, if the entry tells of a gap.
  public var gap: ClosedRange<UInt64>? {
    guard kind == .gap else { return nil }
    let ends = matter.split(separator: "-", omittingEmptySubsequences: false).map { UInt64($0) }
    guard ends.count == 2, let first = ends[0], let last = ends[1], first <= last else { return nil }
    return first...last
  }

  /// The openings erased, if the entry tells of that.
  public var forgotten: UInt64? { kind == .forgot ? UInt64(matter) : nil }
}

/// An entry of an ``AuditTrail`` as it is sealed.
public struct AuditEntry: Hashable, Sendable {
  /// What it says.
  public let leaf: AuditLeaf
  /// The value of the chain with this entry as the last one.
  public let chain: SHA256.Digest

  /// An entry and the value of the chain after it.
  public init(_ leaf: AuditLeaf, chain: SHA256.Digest) {
    self.leaf = leaf
    self.chain = chain
  }

  /// The place in the trail, from 0.
  public var index: UInt64 { leaf.index }

  /// The entry as a line of an exported trail: the chain's value in hexadecimal digits, a space, the leaf's line.
  public var exported: String { chain.hex + " " + leaf.line }

  /// Reads a line of an exported trail; `nil` if it is none.
  public init?(exported line: String) {
    guard let space = line.utf8.firstIndex(of: 0x20), let chain = SHA256.Digest(hex: String(line[..<space])),
      let leaf = AuditLeaf(line: String(line[line.utf8.index(after: space)...]))
    else { return nil }
    self.init(leaf, chain: chain)
  }
}
