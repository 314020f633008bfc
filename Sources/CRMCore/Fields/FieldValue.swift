public import Foundation

/// The value of a field, a custom field or an event property, in one of few kinds that every module understands.
///
/// In JSON it is an object with one member named after the kind, for example `{"integer": 5}` or `{"day": "2026-11-21"}`;
/// `null` is JSON's null. The form is stable on disk.
public enum FieldValue: Hashable, Sendable {
  /// Known to have no value.
  case null
  /// A text.
  case text(String)
  /// A whole number.
  case integer(Int64)
  /// An exact decimal number.
  case decimal(Decimal)
  /// Yes or no.
  case bool(Bool)
  /// An instant, to the millisecond.
  case date(Date)
  /// A calendar day without time or zone.
  case day(CalendarDay)
  /// An amount with its currency.
  case money(Money)
  /// One option of a declared set, by its stable code.
  case choice(String)
  /// Several options of a declared set, by their stable codes, ascending and without repeats.
  case choices([String])
  /// A link to a record.
  case reference(RecordReference)
  /// Several values.
  case list([FieldValue])

  /// The kind of a value, without the value.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// See ``FieldValue/null``.
    case null
    /// See ``FieldValue/text(_:)``.
    case text
    /// See ``FieldValue/integer(_:)``.
    case integer
    /// See ``FieldValue/decimal(_:)``.
    case decimal
    /// See ``FieldValue/bool(_:)``.
    case bool
    /// See ``FieldValue/date(_:)``.
    case date
    /// See ``FieldValue/day(_:)``.
    case day
    /// See ``FieldValue/money(_:)``.
    case money
    /// See ``FieldValue/choice(_:)``.
    case choice
    /// See ``FieldValue/choices(_:)-enum.case``.
    case choices
    /// See ``FieldValue/reference(_:)``.
    case reference
    /// See ``FieldValue/list(_:)``.
    case list
  }

  /// The kind of this value.
  public var kind: Kind {
    switch self {
    case .null: .null
    case .text: .text
    case .integer: .integer
    case .decimal: .decimal
    case .bool: .bool
    case .date: .date
    case .day: .day
    case .money: .money
    case .choice: .choice
    case .choices: .choices
    case .reference: .reference
    case .list: .list
    }
  }

  /// Several options, put into canonical order.
  public static func choices(_ options: Set<String>) -> FieldValue { .choices(options.sorted()) }
}

extension FieldValue {
  /// A short form for people and logs, independent of locale: ISO 8601 for dates, a point in decimals.
  public var plainText: String {
    switch self {
    case .null: ""
    case .text(let value), .choice(let value): value
    case .integer(let value): String(value)
    case .decimal(let value): value.description
    case .bool(let value): value ? "true" : "false"
    case .date(let value): value.formatted(.iso8601)
    case .day(let value): value.description
    case .money(let value): value.description
    case .choices(let values): values.joined(separator: ", ")
    case .reference(let value): value.description
    case .list(let values): values.map(\.plainText).joined(separator: ", ")
    }
  }
}
