public import CRMCore

/// What is expected of the records of one type: which fields should be filled, which words they are written with, and which rules
/// hold. Declared once by the host; the audit reads nothing else.
///
/// Customers have a ready one with all built-in rules, ``CustomerDirectory/qualityProfile(_:)``, and so has the catalogue,
/// ``products``. For records of other modules, or of the host:
///
/// ```swift
/// var deals = QualityProfile<Deal>()
/// deals.requirements = [QualityRequirement(Deal.fields.customer, weight: 2, severity: .warning)]
/// ```
public struct QualityProfile<R: Record>: Sendable {
  /// What should be filled.
  public var requirements: [QualityRequirement<R>]
  /// Fields whose texts are words that many records share.
  public var vocabularies: [QualityVocabulary<R>]
  /// Fields that hold texts, and should hold days or numbers.
  public var typedTexts: [QualityTypedText<R>]
  /// Days of which no single one should stand out, for example birthdays: each by the name of its field.
  public var spreadDays: [FieldName: @Sendable (R) -> CalendarDay?]
  /// Rules over one record.
  public var checks: [QualityCheck<R>]
  /// Rules that have to look into the store, asked page by page.
  public var lookups: [QualityLookup<R>]

  /// A profile; by default one that expects nothing.
  public init(
    requirements: [QualityRequirement<R>] = [], vocabularies: [QualityVocabulary<R>] = [],
    typedTexts: [QualityTypedText<R>] = [], spreadDays: [FieldName: @Sendable (R) -> CalendarDay?] = [:],
    checks: [QualityCheck<R>] = [],
    lookups: [QualityLookup<R>] = []
  ) {
    self.requirements = requirements
    self.vocabularies = vocabularies
    self.typedTexts = typedTexts
    self.spreadDays = spreadDays
    self.checks = checks
    self.lookups = lookups
  }

  /// What requirements, typed texts and checks say about one record; words and look-ups are not in it. Pure.
  ///
  /// - Parameters:
  ///   - record: the record.
  ///   - moment: now, and the zone in which days are reckoned.
  public func judged(_ record: R, at moment: EvaluationMoment) -> RecordQuality {
    let reference = RecordReference(record)
    var findings: [QualityFinding] = []
    var total = 0
    var filled = 0
    for requirement in requirements where requirement.applies(record) {
      total += requirement.weight
      if requirement.isMet(record) {
        filled += requirement.weight
      } else {
        findings.append(
          QualityFinding(
            reference, field: requirement.field.rawValue, .completeness, requirement.severity,
            Reason(QualityReason.missing), proposal: Reason(QualityReason.fillIn)))
      }
    }
    for text in typedTexts { findings += text.findings(in: record) }
    for check in checks { findings += check.findings(record, moment) }
    return RecordQuality(completeness: total == 0 ? 1 : Double(filled) / Double(total), findings: findings)
  }
}

/// A field that should be filled.
public struct QualityRequirement<R: Record>: Sendable {
  /// The field.
  public let field: FieldName
  /// How much it counts, compared with the others; at least 1.
  public let weight: Int
  /// How bad it is when it is not filled.
  public let severity: QualitySeverity
  let applies: @Sendable (R) -> Bool
  let isMet: @Sendable (R) -> Bool

  /// A requirement of one's own.
  ///
  /// - Parameters:
  ///   - field: the field to name.
  ///   - weight: how much it counts.
  ///   - severity: how bad it is when it is not filled.
  ///   - applies: of which records it is asked.
  ///   - isMet: whether it is filled.
  public init(
    _ field: FieldName, weight: Int = 1, severity: QualitySeverity = .hint,
    when applies: @escaping @Sendable (R) -> Bool = { _ in true }, isMet: @escaping @Sendable (R) -> Bool
  ) {
    self.field = field
    self.weight = max(1, weight)
    self.severity = severity
    self.applies = applies
    self.isMet = isMet
  }

  /// A field that must have a value. A text that only fills the field (see ``PlaceholderText``) is none.
  public init<Value: FieldConvertible>(
    _ field: Field<R, Value>, weight: Int = 1, severity: QualitySeverity = .hint,
    when applies: @escaping @Sendable (R) -> Bool = { _ in true }
  ) {
    self.init(field.name, weight: weight, severity: severity, when: applies) {
      field.value(of: $0).fieldValue.map(\.isFilled) ?? false
    }
  }

  /// A field that tells whether something is there, which must be so.
  public init(
    _ field: Field<R, Bool>, weight: Int = 1, severity: QualitySeverity = .hint,
    when applies: @escaping @Sendable (R) -> Bool = { _ in true }
  ) {
    self.init(field.name, weight: weight, severity: severity, when: applies) { field.value(of: $0) }
  }
}

extension QualityRequirement<Customer> {
  /// A custom field that must have a value.
  public static func custom(
    _ name: String, weight: Int = 1, severity: QualitySeverity = .hint,
    when applies: @escaping @Sendable (Customer) -> Bool = { _ in true }
  ) -> QualityRequirement {
    QualityRequirement(.custom(name), weight: weight, severity: severity, when: applies) {
      $0.customFields[name]?.isFilled ?? false
    }
  }
}

extension FieldValue {
  /// Whether it says anything: not `null`, not empty, not a placeholder.
  var isFilled: Bool {
    switch self {
    case .null: false
    case .text(let text), .choice(let text):
      text.trimmedOrNil != nil && PlaceholderText.kind(of: text, in: .answer) == nil
    case .choices(let codes): !codes.isEmpty
    case .list(let items): !items.isEmpty
    default: true
    }
  }
}
