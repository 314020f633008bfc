public import CRMCore
public import Foundation

/// What an audit found, kept to see whether the base gets better: figures only, no records named.
public struct QualitySnapshot: Record {
  /// `qualitySnapshots`.
  public static let collection: CollectionName = "qualitySnapshots"
  /// By the audit's name, then by time.
  public static let byName = Index<QualitySnapshot>("name") { IndexKey(ExactText($0.name), $0.date) }
  /// The declared indexes.
  public static var indexes: [Index<QualitySnapshot>] { [byName] }

  /// Derived from name and date: an audit of one moment is kept once.
  public var id: Identifier<QualitySnapshot>
  /// The audit's name.
  public var name: String
  /// The moment that the audit was made for.
  public var date: Date
  /// The mean score of all records with a profile, from 0 to 100.
  public var score: Double?
  /// How many records of each type were judged.
  public var records: [CollectionName: Int]
  /// The mean score of each record type.
  public var scores: [CollectionName: Double]
  /// From 0 to 100 each, over all record types.
  public var dimensions: [QualityDimension: Double]
  /// The number of findings by issue.
  public var issues: [Issue: Int] { Dictionary(counts.map { ($0.issue, $0.count) }) { $0 + $1 } }
  private var counts: [Count]

  /// What an issue is known by from one audit to the next.
  public struct Issue: Hashable, Codable, Sendable, Comparable {
    /// The record type.
    public var collection: CollectionName
    /// The field.
    public var field: String
    /// What is wrong.
    public var code: ReasonCode

    /// An issue of a field.
    public init(collection: CollectionName, field: String, code: ReasonCode) {
      self.collection = collection
      self.field = field
      self.code = code
    }

    /// By record type, field and code.
    public static func < (left: Issue, right: Issue) -> Bool {
      (left.collection, left.field, left.code) < (right.collection, right.field, right.code)
    }
  }

  private struct Count: Hashable, Codable, Sendable {
    var issue: Issue
    var count: Int
  }

  /// The figures of a report.
  public init(of report: QualityReport) {
    id = Identifier(derivedFrom: Self.collection.rawValue, report.name, String(report.date.millisecondsSince1970))
    name = report.name
    date = report.date
    score = report.score
    records = Dictionary(report.collections.map { ($0.collection, $0.records) }) { first, _ in first }
    scores = Dictionary(report.collections.map { ($0.collection, $0.score) }) { first, _ in first }
    let all = Double(report.collections.reduce(0) { $0 + $1.records })
    dimensions = [:]
    for collection in report.collections {
      for (dimension, value) in collection.dimensions {
        dimensions[dimension, default: 0] += value * Double(collection.records) / all
      }
    }
    var sums: [Issue: Int] = [:]
    for issue in report.issues {
      let key = Issue(collection: issue.collection, field: issue.field, code: issue.reason.code)
      sums[key, default: 0] += issue.count
    }
    counts = sums.sorted { $0.key < $1.key }.map { Count(issue: $0.key, count: $0.value) }
  }

  /// What changed from an earlier snapshot to this one.
  public func trend(since earlier: QualitySnapshot) -> QualityTrend {
    let old = earlier.issues
    let new = issues
    var changes: [QualityTrend.Change] = []
    for issue in Set(old.keys).union(new.keys).sorted() where old[issue] != new[issue] {
      changes.append(QualityTrend.Change(issue: issue, before: old[issue] ?? 0, after: new[issue] ?? 0))
    }
    let scoreChange: Double? = if let score, let before = earlier.score { score - before } else { nil }
    return QualityTrend(from: earlier.date, until: date, scoreChange: scoreChange, changes: changes)
  }
}

/// What changed between two audits of the same name.
public struct QualityTrend: Hashable, Codable, Sendable {
  /// An issue whose number of findings changed.
  public struct Change: Hashable, Codable, Sendable {
    /// The issue.
    public var issue: QualitySnapshot.Issue
    /// Findings before.
    public var before: Int
    /// Findings after.
    public var after: Int

    /// A change.
    public init(issue: QualitySnapshot.Issue, before: Int, after: Int) {
      self.issue = issue
      self.before = before
      self.after = after
    }
  }

  /// The moment of the earlier audit.
  public var from: Date
  /// The moment of the later audit.
  public var until: Date
  /// How many points the mean score rose; `nil` if one of them had no records.
  public var scoreChange: Double?
  /// Every issue whose number of findings changed, in the order of type, field and code.
  public var changes: [Change]

  /// A trend.
  public init(from: Date, until: Date, scoreChange: Double?, changes: [Change]) {
    self.from = from
    self.until = until
    self.scoreChange = scoreChange
    self.changes = changes
  }

  /// Issues that were not there before.
  public var appeared: [Change] { changes.filter { $0.before == 0 } }
  /// Issues that are there no more.
  public var resolved: [Change] { changes.filter { $0.after == 0 } }
}

extension CustomerDirectory {
  /// Keeps the figures of a report, together with a `quality.audited` event; a report that is kept already changes nothing.
  @discardableResult
  public func keep(_ report: QualityReport, by author: Author) async throws -> QualitySnapshot {
    try await store.perform { try await prepareKeep(report, by: author) }
  }

  /// The changes that ``keep(_:by:)`` commits.
  public func prepareKeep(_ report: QualityReport, by author: Author) async throws -> Prepared<QualitySnapshot> {
    let snapshot = QualitySnapshot(of: report)
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    if let known = try await store.get(snapshot.id) { return Prepared(known.record, changes: changes) }
    changes.insert(snapshot)
    var properties: [String: FieldValue] = ["name": .text(snapshot.name)]
    if let score = snapshot.score { properties["score"] = score.fieldValue }
    changes.insert(
      event(.qualityAudited, about: RecordReference(snapshot), customer: nil, at: now, by: author, properties))
    return Prepared(snapshot, changes: changes)
  }

  /// One page of the snapshots of an audit, latest first.
  public func qualitySnapshots(
    of name: String, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<QualitySnapshot> {
    try await page(Query(QualitySnapshot.byName, ExactText(name)).descending().limited(to: limit).after(cursor))
  }
}

extension EventName {
  /// The quality of the base was looked at; `name`, `score`.
  public static let qualityAudited: EventName = "quality.audited"
}
