import CRMCore
import CRMFormats
import Foundation

/// A text in place of a typed value, and what value it stands for.
struct UnreadText {
  let kind: FieldValue.Kind
  /// How the text is written, if it can be read in one way only.
  let pattern: String?
  /// The value, if the text can be read in one way only.
  let value: FieldValue?

  init(_ text: String, as kind: FieldValue.Kind) {
    self.kind = kind
    switch kind {
    case .day:
      // Patterns that give the same day are one reading; two-digit years leave the century open.
      var readings: [CalendarDay: DatePattern] = [:]
      for pattern in DatePattern.common where !pattern.hasTwoDigitYear {
        if let day = try? DateParser([pattern]).day(text), readings[day] == nil { readings[day] = pattern }
      }
      let only = readings.count == 1 ? readings.first : nil
      value = only.map { .day($0.key) }
      pattern = only?.value.rawValue
    case .integer, .decimal:
      let number = try? NumberParser(.automatic).number(text)
      let whole = number.flatMap { Decimal(NSDecimalNumber(decimal: $0).int64Value) == $0 ? $0 : nil }
      value =
        kind == .integer
        ? whole.map { .integer(NSDecimalNumber(decimal: $0).int64Value) } : number.map { .decimal($0) }
      pattern = nil
    default:
      value = nil
      pattern = nil
    }
  }

  func finding(about record: RecordReference, _ field: String, _ severity: QualitySeverity) -> QualityFinding {
    var arguments: [String: FieldValue] = ["kind": .choice(kind.rawValue)]
    let reason = Reason(QualityReason.unreadable, arguments)
    guard value != nil else {
      return QualityFinding(
        record, field: field, .validity, severity, reason, proposal: Reason(QualityReason.enterAnew))
    }
    arguments["pattern"] = .text(pattern ?? kind.rawValue)
    return QualityFinding(
      record, field: field, .validity, severity, reason, proposal: Reason(QualityReason.read, arguments),
      repair: .read(kind))
  }
}
