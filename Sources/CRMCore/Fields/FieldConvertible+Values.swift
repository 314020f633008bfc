public import Foundation

extension String: FieldConvertible {
  /// A text.
  public var fieldValue: FieldValue? { .text(self) }
  /// Text.
  public static var fieldKind: FieldValue.Kind? { .text }
}

extension Bool: FieldConvertible {
  /// Yes or no.
  public var fieldValue: FieldValue? { .bool(self) }
  /// Yes or no.
  public static var fieldKind: FieldValue.Kind? { .bool }
}

extension Int: FieldConvertible {
  /// A whole number.
  public var fieldValue: FieldValue? { .integer(Int64(self)) }
  /// Whole numbers.
  public static var fieldKind: FieldValue.Kind? { .integer }
}

extension Int64: FieldConvertible {
  /// A whole number.
  public var fieldValue: FieldValue? { .integer(self) }
  /// Whole numbers.
  public static var fieldKind: FieldValue.Kind? { .integer }
}

extension Decimal: FieldConvertible {
  /// A decimal number; not-a-number is *missing*.
  public var fieldValue: FieldValue? { isFinite ? .decimal(self) : nil }
  /// Decimal numbers.
  public static var fieldKind: FieldValue.Kind? { .decimal }
}

extension Double: FieldConvertible {
  /// The decimal number that the shortest text of this one shows (0.1 is exactly 0.1); *missing* if it is not finite or beyond
  /// the range of `Decimal`.
  public var fieldValue: FieldValue? {
    guard isFinite, magnitude < 1e120, let value = Decimal(string: description, locale: nil), value.isFinite else {
      return nil
    }
    return .decimal(value)
  }
  /// Decimal numbers.
  public static var fieldKind: FieldValue.Kind? { .decimal }
}

extension Date: FieldConvertible {
  /// An instant.
  public var fieldValue: FieldValue? { .date(self) }
  /// Instants.
  public static var fieldKind: FieldValue.Kind? { .date }
}

extension CalendarDay: FieldConvertible {
  /// A day.
  public var fieldValue: FieldValue? { .day(self) }
  /// Days.
  public static var fieldKind: FieldValue.Kind? { .day }
}

extension Money: FieldConvertible {
  /// An amount.
  public var fieldValue: FieldValue? { .money(self) }
  /// Amounts.
  public static var fieldKind: FieldValue.Kind? { .money }
}

extension RecordReference: FieldConvertible {
  /// A link.
  public var fieldValue: FieldValue? { .reference(self) }
  /// Links.
  public static var fieldKind: FieldValue.Kind? { .reference }
}

extension Identifier: FieldConvertible where R: Record {
  /// A link.
  public var fieldValue: FieldValue? { .reference(RecordReference(self)) }
  /// Links.
  public static var fieldKind: FieldValue.Kind? { .reference }
}

extension FieldValue: FieldConvertible {
  /// Itself; `null` is *missing*.
  public var fieldValue: FieldValue? { self == .null ? nil : self }
}

extension Optional: FieldConvertible where Wrapped: FieldConvertible {
  /// The wrapped value; `nil` is *missing*.
  public var fieldValue: FieldValue? { self?.fieldValue }
  /// That of the wrapped type.
  public static var fieldKind: FieldValue.Kind? { Wrapped.fieldKind }
  /// That of the wrapped type.
  public static var fieldElementKind: FieldValue.Kind? { Wrapped.fieldElementKind }
  /// Those of the wrapped type.
  public static var fieldChoices: [String]? { Wrapped.fieldChoices }
}

extension Array: FieldConvertible where Element: FieldConvertible {
  /// A list; missing if it is empty.
  public var fieldValue: FieldValue? { isEmpty ? nil : .list(compactMap(\.fieldValue)) }
  /// Lists.
  public static var fieldKind: FieldValue.Kind? { .list }
  /// The kind of the elements.
  public static var fieldElementKind: FieldValue.Kind? { Element.fieldKind }
  /// The choices of the elements.
  public static var fieldChoices: [String]? { Element.fieldChoices }
}

extension Set: FieldConvertible where Element: FieldConvertible {
  /// A list in the order of the plain texts; missing if it is empty.
  public var fieldValue: FieldValue? {
    isEmpty ? nil : .list(compactMap(\.fieldValue).sorted { $0.plainText < $1.plainText })
  }
  /// Lists.
  public static var fieldKind: FieldValue.Kind? { .list }
  /// The kind of the elements.
  public static var fieldElementKind: FieldValue.Kind? { Element.fieldKind }
  /// The choices of the elements.
  public static var fieldChoices: [String]? { Element.fieldChoices }
}

extension FieldConvertible where Self: RawRepresentable, RawValue == String {
  /// A choice, by the raw value.
  public var fieldValue: FieldValue? { .choice(rawValue) }
  /// Choices.
  public static var fieldKind: FieldValue.Kind? { .choice }
}

extension FieldConvertible where Self: RawRepresentable & CaseIterable, RawValue == String {
  /// The raw values of all cases.
  public static var fieldChoices: [String]? { allCases.map(\.rawValue) }
}
