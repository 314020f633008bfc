public import CRMCore
public import Foundation

/// What an audit found over the whole base.
public struct QualityReport: Hashable, Codable, Sendable {
  /// The name of the audit.
  public var name: String
  /// The moment that it was made for.
  public var date: Date
  /// Each record type with a profile, in the order of its name.
  public var collections: [CollectionQuality]
  /// What is wrong, the worst first: by severity, then by the number of findings.
  public var issues: [QualityIssue]
  /// The number of findings that belong to no listed issue, because there were too many different ones.
  public var unlistedFindings: Int
  /// Links into collections that no registered type has, by collection: whether they lead anywhere is not known.
  public var uncheckedReferences: [CollectionName: Int]
  /// Fields declared as vocabularies that have too many different words to be one.
  public var freeTextFields: [String]
  /// What a detector of duplicates found, if it was given.
  public var duplicates: DuplicateFigures?

  /// A report.
  public init(
    name: String, date: Date, collections: [CollectionQuality] = [], issues: [QualityIssue] = [],
    unlistedFindings: Int = 0, uncheckedReferences: [CollectionName: Int] = [:], freeTextFields: [String] = [],
    duplicates: DuplicateFigures? = nil
  ) {
    self.name = name
    self.date = date
    self.collections = collections
    self.issues = issues
    self.unlistedFindings = unlistedFindings
    self.uncheckedReferences = uncheckedReferences
    self.freeTextFields = freeTextFields
    self.duplicates = duplicates
  }

  /// The mean score of all records with a profile, from 0 to 100; `nil` if there are none.
  public var score: Double? {
    let records = collections.reduce(0) { $0 + $1.records }
    guard records > 0 else { return nil }
    return collections.reduce(0) { $0 + $1.score * Double($1.records) } / Double(records)
  }

  /// The quality of one record type.
  public subscript(collection: CollectionName) -> CollectionQuality? {
    collections.first { $0.collection == collection }
  }

  /// The issues with a code, the worst first.
  public func issues(_ code: ReasonCode) -> [QualityIssue] { issues.filter { $0.reason.code == code } }
}

/// The quality of all records of one type.
public struct CollectionQuality: Hashable, Codable, Sendable {
  /// The record type.
  public var collection: CollectionName
  /// How many records there are.
  public var records: Int
  /// The mean of the records' scores, from 0 to 100.
  public var score: Double
  /// From 0 to 100 each. Completeness: the mean share of required fields that are filled. The others: the share of records without a
  /// warning or an error of that kind.
  public var dimensions: [QualityDimension: Double]
  /// How many records have a score from 0 to under 10, from 10 to under 20, …, from 90 to 100.
  public var distribution: [Int]
  /// The records with the lowest scores, the worst first.
  public var worst: [RecordScore]

  /// A record and its score.
  public struct RecordScore: Hashable, Codable, Sendable {
    /// The record.
    public var record: RecordReference
    /// Its score.
    public var score: Double

    /// A record with a score.
    public init(record: RecordReference, score: Double) {
      self.record = record
      self.score = score
    }
  }

  /// Figures of a record type.
  public init(
    collection: CollectionName, records: Int, score: Double, dimensions: [QualityDimension: Double],
    distribution: [Int], worst: [RecordScore] = []
  ) {
    self.collection = collection
    self.records = records
    self.score = score
    self.dimensions = dimensions
    self.distribution = distribution
    self.worst = worst
  }
}

/// The same finding about any number of records.
public struct QualityIssue: Hashable, Codable, Sendable {
  /// The record type.
  public var collection: CollectionName
  /// The field, without places in lists: `customer.contactPoints`.
  public var field: String
  /// Which quality suffers.
  public var dimension: QualityDimension
  /// How bad it is.
  public var severity: QualitySeverity
  /// What is wrong. Arguments that differ between the findings are left out.
  public var reason: Reason
  /// What to do.
  public var proposal: Reason
  /// The change that does it to each record, where it is safe; see ``CustomerDirectory/repairAll(_:by:isDryRun:report:)``.
  public var repair: QualityRepair?
  /// How many findings there are.
  public var count: Int
  /// The first records concerned, in the order of their identifiers.
  public var samples: [RecordReference]

  /// An issue.
  public init(
    collection: CollectionName, field: String, dimension: QualityDimension, severity: QualitySeverity, reason: Reason,
    proposal: Reason, repair: QualityRepair? = nil, count: Int, samples: [RecordReference] = []
  ) {
    self.collection = collection
    self.field = field
    self.dimension = dimension
    self.severity = severity
    self.reason = reason
    self.proposal = proposal
    self.repair = repair
    self.count = count
    self.samples = samples
  }
}

/// What a detector of duplicates found: handed to the audit, which finds exact ones only by itself.
public struct DuplicateFigures: Hashable, Codable, Sendable {
  /// Groups of records that are one party.
  public var groups: Int
  /// Records that would go if each group were merged.
  public var surplus: Int
  /// Pairs that somebody has to look at.
  public var possiblePairs: Int

  /// Figures of a detector.
  public init(groups: Int, surplus: Int, possiblePairs: Int) {
    self.groups = groups
    self.surplus = surplus
    self.possiblePairs = possiblePairs
  }
}

extension DuplicateFigures {
  /// The figures of a search for duplicates.
  public init(_ report: DuplicateReport) {
    self.init(
      groups: report.clusters.count, surplus: report.clusters.reduce(0) { $0 + $1.members.count - 1 },
      possiblePairs: report.possiblePairs.count)
  }
}
