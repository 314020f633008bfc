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

extension FieldValue: Codable {
  private enum Key: String, CodingKey {
    case text, integer, decimal, bool, date, day, money, choice, choices, reference, list
  }

  /// Reads the one-member object, or null.
  ///
  /// - Throws: `DecodingError` if there is no member or more than one, or its name is not a kind.
  public init(from decoder: any Decoder) throws {
    if let single = try? decoder.singleValueContainer(), single.decodeNil() {
      self = .null
      return
    }
    let container = try decoder.container(keyedBy: Key.self)
    guard container.allKeys.count == 1, let key = container.allKeys.first else {
      throw DecodingError.dataCorrupted(
        .init(codingPath: decoder.codingPath, debugDescription: "a field value has exactly one kind"))
    }
    switch key {
    case .text: self = .text(try container.decode(String.self, forKey: key))
    case .integer: self = .integer(try container.decode(Int64.self, forKey: key))
    case .decimal: self = .decimal(try Self.decimal(in: container, forKey: key))
    case .bool: self = .bool(try container.decode(Bool.self, forKey: key))
    case .date: self = .date(try container.decode(InstantText.self, forKey: key).date)
    case .day: self = .day(try container.decode(CalendarDay.self, forKey: key))
    case .money: self = .money(try container.decode(Money.self, forKey: key))
    case .choice: self = .choice(try container.decode(String.self, forKey: key))
    case .choices: self = .choices(try container.decode([String].self, forKey: key))
    case .reference: self = .reference(try container.decode(RecordReference.self, forKey: key))
    case .list: self = .list(try container.decode([FieldValue].self, forKey: key))
    }
  }

  /// Writes the one-member object, or null. Decimals are written as strings, because JSON numbers lose digits; instants as
  /// ISO 8601 in UTC with milliseconds, whatever the encoder's date strategy.
  public func encode(to encoder: any Encoder) throws {
    if self == .null {
      var container = encoder.singleValueContainer()
      return try container.encodeNil()
    }
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .null: break
    case .text(let value): try container.encode(value, forKey: .text)
    case .integer(let value): try container.encode(value, forKey: .integer)
    case .decimal(let value): try container.encode(value.description, forKey: .decimal)
    case .bool(let value): try container.encode(value, forKey: .bool)
    case .date(let value): try container.encode(InstantText(value), forKey: .date)
    case .day(let value): try container.encode(value, forKey: .day)
    case .money(let value): try container.encode(value, forKey: .money)
    case .choice(let value): try container.encode(value, forKey: .choice)
    case .choices(let value): try container.encode(value, forKey: .choices)
    case .reference(let value): try container.encode(value, forKey: .reference)
    case .list(let value): try container.encode(value, forKey: .list)
    }
  }

  private static func decimal(in container: KeyedDecodingContainer<Key>, forKey key: Key) throws -> Decimal {
    let text = try container.decode(String.self, forKey: key)
    guard let value = Decimal(string: text, locale: Locale(identifier: "en_US_POSIX")) else {
      throw DecodingError.dataCorruptedError(forKey: key, in: container, debugDescription: "not a decimal number")
    }
    return value
  }
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
