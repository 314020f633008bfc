public import Foundation

/// A type whose values rules can compare.
public protocol FieldConvertible: Sendable {
  /// The value as rules see it; `nil` is *missing*.
  var fieldValue: FieldValue? { get }
}

/// A named field of a record: the stable name that stored rules use, bound once to where the value is.
///
/// The module that owns the record declares its fields as constants, and rules are built from them:
/// `Deal.Fields.amount > 1_000`. A key path alone has no portable name.
public struct Field<R, Value: FieldConvertible>: Sendable {
  /// The stable name.
  public let name: FieldName
  private let read: @Sendable (R) -> Value

  /// A field read through a key path.
  public init(_ name: FieldName, _ path: any KeyPath<R, Value> & Sendable) {
    self.name = name
    read = { $0[keyPath: path] }
  }

  /// A computed field.
  public init(_ name: FieldName, _ read: @escaping @Sendable (R) -> Value) {
    self.name = name
    self.read = read
  }

  /// The typed value.
  public func value(of record: R) -> Value { read(record) }

  /// The field without its value type, for a list of all fields of a record.
  public var erased: AnyField<R> {
    let read = read
    return AnyField(name: name) { read($0).fieldValue }
  }
}

/// A ``Field`` whose value type is not known statically.
public struct AnyField<R>: Sendable {
  /// The stable name.
  public let name: FieldName
  private let read: @Sendable (R) -> FieldValue?

  /// A field by name and reading.
  public init(name: FieldName, _ read: @escaping @Sendable (R) -> FieldValue?) {
    self.name = name
    self.read = read
  }

  /// The value; `nil` is *missing*.
  public func value(of record: R) -> FieldValue? { read(record) }
}

extension String: FieldConvertible {
  /// A text.
  public var fieldValue: FieldValue? { .text(self) }
}

extension Bool: FieldConvertible {
  /// Yes or no.
  public var fieldValue: FieldValue? { .bool(self) }
}

extension Int: FieldConvertible {
  /// A whole number.
  public var fieldValue: FieldValue? { .integer(Int64(self)) }
}

extension Int64: FieldConvertible {
  /// A whole number.
  public var fieldValue: FieldValue? { .integer(self) }
}

extension Decimal: FieldConvertible {
  /// A decimal number.
  public var fieldValue: FieldValue? { .decimal(self) }
}

extension Date: FieldConvertible {
  /// An instant.
  public var fieldValue: FieldValue? { .date(self) }
}

extension CalendarDay: FieldConvertible {
  /// A day.
  public var fieldValue: FieldValue? { .day(self) }
}

extension Money: FieldConvertible {
  /// An amount.
  public var fieldValue: FieldValue? { .money(self) }
}

extension RecordReference: FieldConvertible {
  /// A link.
  public var fieldValue: FieldValue? { .reference(self) }
}

extension Identifier: FieldConvertible where R: Record {
  /// A link.
  public var fieldValue: FieldValue? { .reference(RecordReference(self)) }
}

extension FieldValue: FieldConvertible {
  /// Itself; `null` is *missing*.
  public var fieldValue: FieldValue? { self == .null ? nil : self }
}

extension Optional: FieldConvertible where Wrapped: FieldConvertible {
  /// The wrapped value; `nil` is *missing*.
  public var fieldValue: FieldValue? { self?.fieldValue }
}

extension Array: FieldConvertible where Element: FieldConvertible {
  /// A list; missing if it is empty.
  public var fieldValue: FieldValue? { isEmpty ? nil : .list(compactMap(\.fieldValue)) }
}
