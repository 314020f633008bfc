/// What opens the commitments of a block of entries: salts and facts. The only place of a trail where personal data can be; without it
/// the chain holds all the same.
public struct AuditOpenings: Record {
  /// `auditOpenings`.
  public static let collection: CollectionName = "auditOpenings"

  /// By trail, whom the facts are about, and first entry of the block.
  public static let bySubject = Index<AuditOpenings>("subject") { record in
    record.openings.flatMap { opening in
      opening.subjects.map { IndexKey(ExactText(record.origin), $0, Int64(clamping: record.first)) }
    }
  }
  /// By trail, record that the facts are about, and first entry of the block.
  public static let byRecord = Index<AuditOpenings>("record") { record in
    record.openings.map { IndexKey(ExactText(record.origin), $0.record, Int64(clamping: record.first)) }
  }
  /// The declared indexes. References are not declared: what happened to a record is not changed when records are merged.
  public static var indexes: [Index<AuditOpenings>] { [bySubject, byRecord] }

  /// That of the block.
  public var id: Identifier<AuditOpenings>
  /// The trail.
  public var origin: String
  /// The index of the block's first entry.
  public var first: UInt64
  /// One for each entry that has a commitment and was not forgotten.
  public var openings: [AuditOpening]

  init(origin: String, first: UInt64, openings: [AuditOpening]) {
    id = AuditBlock.id(of: origin, first: first).cast()
    self.origin = origin
    self.first = first
    self.openings = openings
  }
}
