public import CRMCore

/// One thing about one record that is not as it should be, and what to do about it.
///
/// Neither reason nor proposal holds a value of a person: they name the field, and at most words of a declared vocabulary, domains of
/// mail and days that many records share. A finding may be logged, shown to anybody and kept.
public struct QualityFinding: Hashable, Codable, Sendable {
  /// The record.
  public var record: RecordReference
  /// The field, as rules and `FieldProblem`s name it: `customer.industry`, `customer.contactPoints[1]`, `custom.country`.
  public var field: String
  /// Which quality suffers.
  public var dimension: QualityDimension
  /// How bad it is.
  public var severity: QualitySeverity
  /// What is wrong.
  public var reason: Reason
  /// What to do.
  public var proposal: Reason
  /// The change that does it, where it is safe; see ``CustomerDirectory/repair(_:by:)``.
  public var repair: QualityRepair?

  /// A finding.
  public init(
    _ record: RecordReference, field: String, _ dimension: QualityDimension, _ severity: QualitySeverity,
    _ reason: Reason, proposal: Reason, repair: QualityRepair? = nil
  ) {
    self.record = record
    self.field = field
    self.dimension = dimension
    self.severity = severity
    self.reason = reason
    self.proposal = proposal
    self.repair = repair
  }
}

/// What a finding is about.
public enum QualityDimension: String, Codable, CodingKeyRepresentable, Hashable, Sendable, CaseIterable {
  /// Is there what the profile asks for?
  case completeness
  /// Can each value be what it claims to be?
  case validity
  /// Is each party there once?
  case uniqueness
  /// Do the values agree with each other, and with how the base writes them elsewhere?
  case consistency
  /// Has anybody looked at it lately?
  case freshness
  /// Does everything exist that is pointed to?
  case integrity
}

/// How bad a finding is.
public enum QualitySeverity: String, Codable, CodingKeyRepresentable, Hashable, Sendable, CaseIterable, Comparable {
  /// Worth a look.
  case hint
  /// Probably wrong.
  case warning
  /// Wrong.
  case error

  /// The share of its score that a record loses for each finding: 2 %, 10 % and 30 %.
  public var penalty: Double {
    switch self {
    case .hint: 0.02
    case .warning: 0.1
    case .error: 0.3
    }
  }

  /// From hint to error.
  public static func < (left: QualitySeverity, right: QualitySeverity) -> Bool { left.penalty < right.penalty }
}

/// The quality of one record.
///
/// The score is 100 × the weighted share of required fields that are filled × (1 − penalty) for each finding about anything but
/// completeness, see ``QualitySeverity/penalty``. A record without findings has 100.
public struct RecordQuality: Hashable, Codable, Sendable {
  /// From 0 to 100.
  public var score: Double
  /// The weighted share of required fields that are filled, from 0 to 1.
  public var completeness: Double
  /// All findings.
  public var findings: [QualityFinding]

  /// The quality that follows from findings.
  ///
  /// - Parameters:
  ///   - completeness: the weighted share of required fields that are filled, from 0 to 1.
  ///   - findings: all findings.
  public init(completeness: Double, findings: [QualityFinding]) {
    self.completeness = completeness
    self.findings = findings
    score = findings.reduce(100 * completeness) { score, finding in
      finding.dimension == .completeness ? score : score * (1 - finding.severity.penalty)
    }
  }
}
