public import CRMCore
public import Foundation

/// One run of an import: what it read, what came of it, and where it stands.
public struct ImportRun: Record {
  /// `importRuns`.
  public static let collection: CollectionName = "importRuns"
  /// By the moment of the start.
  public static let byStart = Index<ImportRun>("start") { IndexKey($0.startedAt) }
  /// The declared indexes.
  public static var indexes: [Index<ImportRun>] { [byStart] }

  /// Where a run stands.
  public enum State: String, Codable, Hashable, Sendable, CaseIterable {
    /// It is at work, or was cut off without a chance to say so.
    case running
    /// All rows were read.
    case finished
    /// Somebody stopped it; whole batches stay.
    case cancelled
    /// It was undone.
    case reverted
  }

  /// The run's identity.
  public var id: Identifier<ImportRun>
  /// The importer's name.
  public var name: String
  /// The file's name.
  public var source: String?
  /// The collection that the records belong to.
  public var target: CollectionName
  /// Where it stands.
  public var state: State
  /// Who started it.
  public var author: Author
  /// When.
  public var startedAt: Date
  /// When it ended, in whatever way.
  public var endedAt: Date?
  /// How many rows became what.
  public var counts: ImportCounts
  /// The line of the last row that was dealt with; 0 before the first.
  public var lastLine: Int

  /// A run that begins.
  public init(
    id: Identifier<ImportRun>, name: String, source: String? = nil, target: CollectionName, author: Author,
    startedAt: Date
  ) {
    self.id = id
    self.name = name
    self.source = source
    self.target = target
    self.author = author
    self.startedAt = startedAt
    state = .running
    counts = ImportCounts()
    lastLine = 0
  }
}
