public import CRMCore
import CRMFormats
import Foundation

/// A field that holds texts, and should hold values of another kind: days or numbers, as a file gave them.
///
/// A text that can be read in one way only has a ready repair. Days of which a single one is ambiguous, such as "01-02-17", are often
/// clear as a column: an audit names the pattern that fits them all.
public struct QualityTypedText<R: Record>: Sendable {
  /// The field.
  public let field: FieldName
  /// What it should hold: `day`, `integer` or `decimal`.
  public let kind: FieldValue.Kind
  /// How bad a text is.
  public let severity: QualitySeverity
  private let read: @Sendable (R) -> String?

  /// A field.
  ///
  /// - Parameters:
  ///   - field: the field to name.
  ///   - kind: what it should hold: `day`, `integer` or `decimal`.
  ///   - severity: how bad a text is.
  ///   - read: the text in the field; `nil` where there is none.
  public init(
    _ field: FieldName, _ kind: FieldValue.Kind, severity: QualitySeverity = .warning,
    read: @escaping @Sendable (R) -> String?
  ) {
    self.field = field
    self.kind = kind
    self.severity = severity
    self.read = read
  }

  /// The text in the field, if it says something.
  func text(of record: R) -> String? {
    read(record).trimmedOrNil.flatMap { PlaceholderText.kind(of: $0, in: .answer) == nil ? $0 : nil }
  }

  func findings(in record: R) -> [QualityFinding] {
    guard let text = text(of: record) else { return [] }
    let unread = UnreadText(text, as: kind)
    let reason = Reason(QualityReason.unreadable, ["kind": .choice(kind.rawValue)])
    let isReadable = unread.value != nil
    return [
      QualityFinding(
        RecordReference(record), field: field.rawValue, .validity, severity, reason,
        proposal: isReadable ? Self.reading(as: unread.pattern ?? kind.rawValue) : Reason(QualityReason.enterAnew),
        repair: isReadable && R.self == Customer.self ? .read(kind, pattern: nil) : nil)
    ]
  }

  /// What to do about the texts of a column that cannot be read one by one.
  ///
  /// - Parameter samples: some hundred of them.
  func proposal(for samples: [String]) -> (proposal: Reason, repair: QualityRepair?)? {
    guard kind == .day else { return nil }
    let report = DatePatternReport(samples: samples)
    guard let best = report.best, report.samplesRead * 100 >= report.samplesExamined * 95 else { return nil }
    let isSafe = !report.isAmbiguous && R.self == Customer.self
    return (Self.reading(as: best.rawValue), isSafe ? .read(kind, pattern: best.rawValue) : nil)
  }

  private static func reading(as pattern: String) -> Reason {
    Reason(QualityReason.read, ["pattern": .text(pattern)])
  }
}

/// A text in place of a typed value, and what value it stands for.
struct UnreadText {
  /// How a day is written, if the text can be read in one way only.
  let pattern: String?
  /// The value, if the text can be read in one way only.
  let value: FieldValue?

  /// Reads a text.
  ///
  /// - Parameters:
  ///   - text: the text.
  ///   - kind: what it should be.
  ///   - known: how days are written; `nil` takes what can be read in one way only.
  init(_ text: String, as kind: FieldValue.Kind, pattern known: String? = nil) {
    switch kind {
    case .day:
      // Patterns that give the same day are one reading; two-digit years leave the century open.
      let patterns =
        known.map { [DatePattern(rawValue: $0)].compactMap(\.self) }
        ?? DatePattern.common.filter { !$0.hasTwoDigitYear }
      var readings: [CalendarDay: DatePattern] = [:]
      for pattern in patterns {
        if let day = try? DateParser([pattern]).day(text), readings[day] == nil { readings[day] = pattern }
      }
      let only = readings.count == 1 ? readings.first : nil
      value = only.map { .day($0.key) }
      pattern = only?.value.rawValue
    case .integer:
      let number = try? NumberParser(.automatic).number(text)
      let whole = number.map { NSDecimalNumber(decimal: $0).int64Value }
      value = whole.flatMap { Decimal($0) == number ? .integer($0) : nil }
      pattern = nil
    case .decimal:
      value = (try? NumberParser(.automatic).number(text)).map { .decimal($0) }
      pattern = nil
    default:
      value = nil
      pattern = nil
    }
  }
}
