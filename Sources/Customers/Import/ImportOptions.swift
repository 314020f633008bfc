public import CRMCore

/// How an import is run.
public struct ImportOptions: Hashable, Sendable {
  /// Whether nothing is written; the report tells what would be. Keeps every record of the file in memory.
  public var isDryRun: Bool
  /// How many rows make one commit, at least 1.
  public var batchSize: Int
  /// How many problems, and how many repairs, a report lists; all are counted.
  public var maximumReported: Int
  /// The run's identity; give it again to go on with a run that was cut off. `nil` makes a new one.
  public var run: Identifier<ImportRun>?

  /// Options; by default a run that writes, 500 rows at a time.
  public init(
    isDryRun: Bool = false, batchSize: Int = 500, maximumReported: Int = 1_000, run: Identifier<ImportRun>? = nil
  ) {
    self.isDryRun = isDryRun
    self.batchSize = batchSize
    self.maximumReported = maximumReported
    self.run = run
  }
}
