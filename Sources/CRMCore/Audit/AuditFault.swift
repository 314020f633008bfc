/// What is wrong with a trail, and where: the first place that does not hold.
public enum AuditFault: Error, Hashable, Sendable {
  /// The entry at this place cannot be read.
  case malformed(index: UInt64)
  /// Another entry stands where this one is expected: one is missing, was added or was moved.
  case misplaced(expected: UInt64, found: UInt64)
  /// This entry, or its value of the chain, is not as it was sealed.
  case changed(index: UInt64)
  /// The entry tells of a change that an earlier entry has told of, or passed over.
  case repeated(index: UInt64)
  /// The entries end before they should: before the end that the store or a checkpoint tells.
  case truncated(size: UInt64, expected: UInt64)
  /// There are entries behind the end that the store tells.
  case surplus(index: UInt64)
  /// The entries up to this size are not those of the checkpoint (or of the end that the store tells): they were rewritten somewhere
  /// behind ``AuditReport/provenSize``.
  case rewritten(size: UInt64)
  /// A checkpoint belongs to another trail.
  case foreignCheckpoint(size: UInt64)
  /// What opens the entry is not what was sealed.
  case contradicted(index: UInt64)
  /// More entries cannot be opened than the trail says were forgotten.
  case undeclaredLoss(missing: UInt64, declared: UInt64)
}

/// What a verification found.
public struct AuditReport: Hashable, Sendable {
  /// The most gaps that are listed.
  public static let listedGaps = 100

  /// The trail.
  public let origin: String
  /// The entries that hold, from the beginning (or from the checkpoint that the verification began with).
  public internal(set) var size: UInt64
  /// The value of the chain after them.
  public internal(set) var head: SHA256.Digest
  /// The size of the greatest checkpoint that the entries agree with: nothing before it was rewritten since it was published.
  public internal(set) var provenSize: UInt64?
  /// The types whose changes are sealed.
  public internal(set) var covered: [CollectionName] = []
  /// Commits that were lost before they were sealed; the first ``listedGaps``.
  public internal(set) var gaps: [ClosedRange<UInt64>] = []
  /// The number of gaps.
  public internal(set) var gapCount = 0
  /// Openings that the trail says were forgotten.
  public internal(set) var forgotten: UInt64 = 0
  /// Entries whose openings were checked and hold.
  public internal(set) var proven: UInt64 = 0
  /// Entries with a commitment that cannot be opened any more.
  public internal(set) var notOpenable: UInt64 = 0
  /// The first thing that is wrong; `nil` if nothing is.
  public internal(set) var fault: AuditFault?

  /// Whether nothing is wrong. A gap is no fault of the trail: look at ``gaps``.
  public var isIntact: Bool { fault == nil }
  /// Whether nothing is wrong, and nothing was lost before it was sealed.
  public var isComplete: Bool { isIntact && gapCount == 0 }

  init(origin: String, size: UInt64, head: SHA256.Digest) {
    self.origin = origin
    self.size = size
    self.head = head
  }
}
