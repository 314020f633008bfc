public import CRMCore
import Insights

/// Finds records that are one party: normalises, brings together what shares a key, compares, learns what agreement means,
/// scores, and makes groups.
///
/// Pure: the same records and settings give the same report, whatever the order of the records.
///
/// ```swift
/// let report = try await DuplicateDetector().detect(rows)
/// ```
public struct DuplicateDetector: Sendable {
  /// How it is done.
  public var settings: DuplicateSettings

  /// A detector.
  public init(settings: DuplicateSettings = .standard) {
    self.settings = settings
  }

  /// The duplicates among some records.
  ///
  /// Memory and time grow with the number of records n as n log n: each record meets a bounded number of others.
  ///
  /// - Parameters:
  ///   - records: what to compare. Of several with one identifier the first counts.
  ///   - distinct: pairs that somebody has decided are different; they are neither proposed nor put into one group.
  /// - Throws: `CancellationError`.
  @concurrent
  public func detect(
    _ records: [LinkageRecord], distinct: Set<DistinctPair> = []
  ) async throws -> DuplicateReport {
    var collection = LinkageCollection()
    var last: Identifier<Customer>?
    for record in records.enumerated().sorted(by: { ($0.element.id, $0.offset) < ($1.element.id, $1.offset) }) {
      guard record.element.id != last else { continue }
      last = record.element.id
      collection.append(record.element)
    }
    return try await detect(collection, distinct: distinct)
  }

  /// The duplicates in a collection that is filled in ascending order of identifiers.
  @concurrent
  func detect(
    _ collection: LinkageCollection, distinct: Set<DistinctPair>
  ) async throws -> DuplicateReport {
    var report = DuplicateReport()
    for kind in CustomerKind.allCases {
      guard let table = collection.tables[kind]?.finished() else { continue }
      report.records += table.count
      guard table.count > 1 else { continue }
      let search = DuplicateSearch(table: table, kind: kind, settings: settings, distinct: distinct)
      try await search.run(into: &report)
    }
    report.pairs.sort(by: DuplicatePair.isBefore)
    report.clusters.sort { $0.members[0] < $1.members[0] }
    return report
  }
}

/// Two parties that somebody has decided are different.
public struct DistinctPair: Hashable, Sendable {
  /// The lower identifier.
  public let first: Identifier<Customer>
  /// The higher identifier.
  public let second: Identifier<Customer>

  /// Two parties, in any order.
  public init(_ one: Identifier<Customer>, _ other: Identifier<Customer>) {
    first = min(one, other)
    second = max(one, other)
  }
}

/// The records of a search, by kind of party.
struct LinkageCollection: Sendable {
  private(set) var tables: [CustomerKind: LinkageTableBuilder] = [:]

  /// Adds a record whose identifier is above those of all others.
  mutating func append(_ record: LinkageRecord) {
    tables[record.kind, default: LinkageTableBuilder()].append(record)
  }
}
