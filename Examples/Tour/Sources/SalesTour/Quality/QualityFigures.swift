public import CRM
public import Foundation

/// What the audit says about the data: the files as they came, and the base that was made of them.
public struct QualityFigures: Encodable, Hashable, Sendable {
  /// One audit.
  public struct Audit: Encodable, Hashable, Sendable {
    /// Records that were judged.
    public var records: Int
    /// Their mean score, from 0 to 100, to a tenth; JSON leaves it out where there are no records.
    public var score: Decimal?
    /// The issues that are shown, the worst first.
    public var findings: [Finding]
    /// How many findings there are in all.
    public var all: Int
  }

  /// The same finding about any number of records.
  public struct Finding: Encodable, Hashable, Sendable {
    /// The record type and the field.
    public var field: String
    /// hint, warning or error.
    public var severity: String
    /// How many records it concerns.
    public var count: Int
    /// What is wrong.
    public var sentence: String
    /// What to do.
    public var proposal: String
    /// Whether the package can do it by itself.
    public var isRepairable: Bool
  }

  /// The files as they came.
  public var files: Audit
  /// The base after the import.
  public var base: Audit

  /// The section for people.
  var text: String {
    var lines = ["Data quality", ""]
    for (title, audit) in [("the files as they came", files), ("the base after the import", base)] {
      let score = audit.score.map { "\($0) of 100" } ?? "–"
      lines.append(
        "  \(title): \(NumberText.grouped(audit.records)) records, score \(score), "
          + "\(NumberText.grouped(audit.all)) findings")
      for finding in audit.findings {
        let mark = finding.isRepairable ? " (ready to repair)" : ""
        lines.append(
          "  " + NumberText.right(NumberText.grouped(finding.count), 7) + "  \(NumberText.left(finding.severity, 8))"
            + "\(finding.field): \(finding.sentence) \(finding.proposal)\(mark)")
      }
    }
    return lines.joined(separator: "\n")
  }
}

extension QualityFigures.Audit {
  /// What is shown of a report.
  ///
  /// - Parameters:
  ///   - report: the report.
  ///   - limit: how many issues are shown.
  init(_ report: QualityReport, limit: Int) {
    records = report.collections.reduce(0) { $0 + $1.records }
    score = report.score.map { Decimal(($0 * 10).rounded()) / 10 }
    all = report.issues.reduce(report.unlistedFindings) { $0 + $1.count }
    findings = report.issues.prefix(limit).map { issue in
      QualityFigures.Finding(
        field: issue.field.contains(".") ? issue.field : "\(issue.collection).\(issue.field)",
        severity: issue.severity.rawValue, count: issue.count,
        sentence: Workspace.phrases.sentence(for: issue.reason),
        proposal: Workspace.phrases.sentence(for: issue.proposal), isRepairable: issue.repair != nil)
    }
  }
}
