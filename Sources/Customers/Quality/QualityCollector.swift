import CRMCore
import Foundation

/// Takes up findings record by record, in memory that does not grow with the base: counts, and the first records of each issue.
struct QualityCollector {
  private struct Key: Hashable {
    var collection: CollectionName
    var field: String
    var severity: QualitySeverity
    var reason: Reason
    var repair: QualityRepair?
  }

  private struct Figures {
    var records = 0
    var score = 0.0
    var completeness = 0.0
    var flawed: [QualityDimension: Int] = [:]
    var distribution = Array(repeating: 0, count: 10)
    var worst: [CollectionQuality.RecordScore] = []
  }

  let limits: QualityAudit.Limits
  private var issues: [Key: QualityIssue] = [:]
  private var figures: [CollectionName: Figures] = [:]
  private(set) var unlisted = 0
  private(set) var unchecked: [CollectionName: Int] = [:]

  init(_ limits: QualityAudit.Limits) {
    self.limits = limits
  }

  /// Takes up the quality of one record with a profile.
  mutating func add(_ quality: RecordQuality, of record: RecordReference) {
    var figure = figures[record.collection] ?? Figures()
    figure.records += 1
    figure.score += quality.score
    figure.completeness += quality.completeness
    figure.distribution[min(9, Int(quality.score / 10))] += 1
    for dimension in Set(quality.findings.filter { $0.severity > .hint }.map(\.dimension)) {
      figure.flawed[dimension, default: 0] += 1
    }
    if quality.score < 100 {
      let entry = CollectionQuality.RecordScore(record: record, score: quality.score)
      let place = figure.worst.firstIndex { $0.score > entry.score } ?? figure.worst.endIndex
      if place < limits.worstRecords {
        figure.worst.insert(entry, at: place)
        if figure.worst.count > limits.worstRecords { figure.worst.removeLast() }
      }
    }
    figures[record.collection] = figure
    for finding in quality.findings { add(finding) }
  }

  /// Takes up a finding that does not count in a score.
  mutating func add(_ finding: QualityFinding) {
    add(finding, count: 1, samples: [finding.record])
  }

  /// Takes up a finding about many records.
  mutating func add(_ finding: QualityFinding, count: Int, samples: [RecordReference]) {
    var reason = finding.reason
    reason.arguments = reason.arguments.filter { Self.kept.contains($0.key) }
    let field = Self.withoutPlaces(finding.field)
    let key = Key(
      collection: finding.record.collection, field: field, severity: finding.severity, reason: reason,
      repair: finding.repair)
    if issues[key] == nil {
      guard issues.count < limits.issues else {
        unlisted += count
        return
      }
      issues[key] = QualityIssue(
        collection: finding.record.collection, field: field, dimension: finding.dimension, severity: finding.severity,
        reason: reason, proposal: finding.proposal, repair: finding.repair, count: 0)
    }
    issues[key]?.count += count
    for record in samples {
      guard let listed = issues[key]?.samples, listed.count < limits.samples else { return }
      if listed.last != record { issues[key]?.samples.append(record) }
    }
  }

  /// Replaces what is proposed about the texts of a field that cannot be read one by one.
  mutating func propose(
    _ proposal: Reason, _ repair: QualityRepair?, forTextsIn field: String, of collection: CollectionName
  ) {
    for (key, issue) in issues
    where key.collection == collection && key.field == field && key.repair == nil
      && issue.proposal.code == QualityReason.enterAnew
    {
      issues[key]?.proposal = proposal
      issues[key]?.repair = repair
    }
  }

  /// Takes up links that could not be followed.
  mutating func addUnchecked(_ collection: CollectionName, count: Int) { unchecked[collection, default: 0] += count }

  /// The figures of every record type with a profile.
  var collections: [CollectionQuality] {
    figures.sorted { $0.key < $1.key }.map { collection, figure in
      let records = Double(figure.records)
      var dimensions: [QualityDimension: Double] = [:]
      for dimension in QualityDimension.allCases {
        dimensions[dimension] = 100 * (1 - Double(figure.flawed[dimension] ?? 0) / records)
      }
      dimensions[.completeness] = 100 * figure.completeness / records
      return CollectionQuality(
        collection: collection, records: figure.records, score: figure.score / records, dimensions: dimensions,
        distribution: figure.distribution, worst: figure.worst)
    }
  }

  /// The issues, the worst first.
  var sortedIssues: [QualityIssue] {
    issues.values.sorted { left, right in
      if left.severity != right.severity { return left.severity > right.severity }
      if left.count != right.count { return left.count > right.count }
      return left.sortText < right.sortText
    }
  }

  /// Arguments by which findings are different issues.
  private static let kept: Set<String> = [
    "kind", "found", "meant", "reference", "collection", "months", "other", "day", "country",
  ]

  private static func withoutPlaces(_ field: String) -> String {
    guard field.contains("[") else { return field }
    var result = ""
    var isInside = false
    for character in field {
      if character == "[" { isInside = true }
      if !isInside { result.append(character) }
      if character == "]" { isInside = false }
    }
    return result
  }
}

extension QualityIssue {
  /// A text that tells issues apart, for a stable order.
  var sortText: String {
    let arguments = reason.arguments.sorted { $0.key < $1.key }.map { "\($0.key)=\($0.value.plainText)" }
    return ([collection.rawValue, field, reason.code.rawValue] + arguments).joined(separator: "\u{1F}")
  }
}
