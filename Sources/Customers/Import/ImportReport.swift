public import CRMCore

/// How many rows of an import became what.
public struct ImportCounts: Hashable, Codable, Sendable {
  /// Rows read.
  public var rows = 0
  /// Rows that became new records.
  public var inserted = 0
  /// Rows that changed records.
  public var updated = 0
  /// Rows whose records were like that already.
  public var unchanged = 0
  /// Rows with problems, which were left out.
  public var rejected = 0
  /// Rows that the importer had no use for.
  public var skipped = 0
  /// Rows that were taken with at least one value repaired.
  public var repaired = 0
  /// Rows that were joined to the record of the row before them: the further lines of a purchase.
  public var joined = 0

  /// Nothing read yet.
  public init() {}

  /// Reads counts; what is not named is 0.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    func count(_ key: CodingKeys) throws -> Int { try container.decodeIfPresent(Int.self, forKey: key) ?? 0 }
    rows = try count(.rows)
    inserted = try count(.inserted)
    updated = try count(.updated)
    unchanged = try count(.unchanged)
    rejected = try count(.rejected)
    skipped = try count(.skipped)
    repaired = try count(.repaired)
    joined = try count(.joined)
  }

  /// Adds the counts of a further batch.
  public mutating func add(_ other: ImportCounts) {
    rows += other.rows
    inserted += other.inserted
    updated += other.updated
    unchanged += other.unchanged
    rejected += other.rejected
    skipped += other.skipped
    repaired += other.repaired
    joined += other.joined
  }
}

/// Why a row was rejected. Holds no value of the row, so that it may be logged.
public struct RowProblem: Hashable, Codable, Sendable {
  /// The line of the file on which the row begins, 1-based.
  public var line: Int
  /// The name of the column, or the field of the record.
  public var column: String
  /// What is wrong.
  public var reason: Reason

  /// A problem in a row.
  public init(line: Int, column: String, reason: Reason) {
    self.line = line
    self.column = column
    self.reason = reason
  }
}

/// A value that was read as another one than it was written as.
public struct RepairedRow: Hashable, Codable, Sendable {
  /// The line of the file on which the row begins, 1-based.
  public var line: Int
  /// The name of the column.
  public var field: String
  /// What was wrong with it.
  public var reason: Reason

  /// A repaired value.
  public init(line: Int, field: String, reason: Reason) {
    self.line = line
    self.field = field
    self.reason = reason
  }
}

/// What came of an import, or would come of it.
public struct ImportReport: Hashable, Sendable {
  /// The run, which ``CustomerDirectory/revertImport(_:registry:skippingChanged:by:)`` takes; in a dry run nothing has this name.
  public var run: Identifier<ImportRun>
  /// Whether nothing was written.
  public var isDryRun: Bool
  /// How many rows became what.
  public var counts: ImportCounts
  /// What was wrong with rejected rows, in the order of the file, up to the limit of ``ImportOptions/maximumReported``.
  public var problems: [RowProblem]
  /// What was repaired, in the order of the file, up to the same limit.
  public var repairs: [RepairedRow]
  /// How often each column was repaired for each reason, over the whole file.
  public var repairCounts: [String: [ReasonCode: Int]]

  /// A report.
  public init(
    run: Identifier<ImportRun>, isDryRun: Bool, counts: ImportCounts = ImportCounts(), problems: [RowProblem] = [],
    repairs: [RepairedRow] = [], repairCounts: [String: [ReasonCode: Int]] = [:]
  ) {
    self.run = run
    self.isDryRun = isDryRun
    self.counts = counts
    self.problems = problems
    self.repairs = repairs
    self.repairCounts = repairCounts
  }
}
