public import CRMCore
public import Foundation

/// A rule over one record. Pure.
public struct QualityCheck<R: Record>: Sendable {
  let findings: @Sendable (R, EvaluationMoment) -> [QualityFinding]

  /// A rule.
  ///
  /// - Parameter findings: everything that the rule has against a record.
  public init(_ findings: @escaping @Sendable (R, EvaluationMoment) -> [QualityFinding]) {
    self.findings = findings
  }

  /// An instant must not lie in the future.
  public static func notInFuture(
    _ field: FieldName, severity: QualitySeverity = .error, _ read: @escaping @Sendable (R) -> Date?
  ) -> QualityCheck {
    QualityCheck { record, moment in
      guard let date = read(record), date > moment.now else { return [] }
      return [
        QualityFinding(
          RecordReference(record), field: field.rawValue, .validity, severity, Reason(QualityReason.future),
          proposal: Reason(QualityReason.checkDate))
      ]
    }
  }

  /// A day must not come before another one; nothing is said where one of them is missing.
  public static func order(
    _ first: FieldName, _ second: FieldName, severity: QualitySeverity = .error,
    _ read: @escaping @Sendable (R) -> (first: CalendarDay?, second: CalendarDay?)
  ) -> QualityCheck {
    QualityCheck { record, _ in
      let (early, late) = read(record)
      guard let early, let late, late < early else { return [] }
      return [
        QualityFinding(
          RecordReference(record), field: second.rawValue, .consistency, severity,
          Reason(QualityReason.order, ["other": .text(first.rawValue)]), proposal: Reason(QualityReason.checkDate))
      ]
    }
  }

  /// Texts must say something, and without stray spaces.
  public static func saysSomething(
    _ field: FieldName, in place: PlaceholderText.Place = .word, _ read: @escaping @Sendable (R) -> String?
  ) -> QualityCheck {
    QualityCheck { record, _ in
      TextFindings(record: RecordReference(record), field: field.rawValue, place: place).findings(in: read(record))
    }
  }
}

/// A rule over records that has to look into the store. Asked once for each page of records.
public struct QualityLookup<R: Record>: Sendable {
  let findings: @Sendable (any Store, [R], EvaluationMoment) async throws -> [QualityFinding]

  /// A rule.
  ///
  /// - Parameter findings: everything that the rule has against the records of a page, in their order.
  public init(
    _ findings: @escaping @Sendable (any Store, [R], EvaluationMoment) async throws -> [QualityFinding]
  ) {
    self.findings = findings
  }
}

/// What is said about any text: placeholders and stray spaces.
struct TextFindings {
  var record: RecordReference
  var field: String
  var place: PlaceholderText.Place

  func findings(in text: String?) -> [QualityFinding] {
    guard let text, !text.isEmpty else { return [] }
    let isCustomer = record.collection == Customer.collection
    if let kind = PlaceholderText.kind(of: text, in: place) {
      return [
        QualityFinding(
          record, field: field, .validity, .warning,
          Reason(QualityReason.placeholder, ["kind": .choice(kind.rawValue)]), proposal: Reason(QualityReason.clear),
          repair: isCustomer ? .clear : nil)
      ]
    }
    guard text.hasStraySpaces else { return [] }
    return [
      QualityFinding(
        record, field: field, .consistency, .hint, Reason(QualityReason.spaces), proposal: Reason(QualityReason.trim),
        repair: isCustomer ? .trim : nil)
    ]
  }
}

extension String {
  /// Whether there is white space before or behind, or more than one space inside.
  var hasStraySpaces: Bool { self != withoutStraySpaces }

  /// The text without white space before and behind, and with single spaces inside.
  var withoutStraySpaces: String {
    var result = ""
    var pending = false
    for character in self {
      if character.isWhitespace {
        pending = !result.isEmpty
      } else {
        if pending { result.append(" ") }
        pending = false
        result.append(character)
      }
    }
    return result
  }
}
