public import Foundation

/// A type that can be read back from a field value: what a ``CustomFieldKey`` can have.
public protocol FieldRepresentable: FieldConvertible, Hashable {
  /// The value of this kind; `nil` if it is of another.
  init?(fieldValue: FieldValue)
}

extension String: FieldRepresentable {
  /// A text or the code of a choice.
  public init?(fieldValue: FieldValue) {
    switch fieldValue {
    case .text(let value), .choice(let value): self = value
    default: return nil
    }
  }
}

extension Bool: FieldRepresentable {
  /// Yes or no.
  public init?(fieldValue: FieldValue) {
    guard case .bool(let value) = fieldValue else { return nil }
    self = value
  }
}

extension Int: FieldRepresentable {
  /// A whole number that fits.
  public init?(fieldValue: FieldValue) {
    guard case .integer(let value) = fieldValue else { return nil }
    self.init(exactly: value)
  }
}

extension Int64: FieldRepresentable {
  /// A whole number.
  public init?(fieldValue: FieldValue) {
    guard case .integer(let value) = fieldValue else { return nil }
    self = value
  }
}

extension Decimal: FieldRepresentable {
  /// A decimal or whole number.
  public init?(fieldValue: FieldValue) {
    switch fieldValue {
    case .decimal(let value): self = value
    case .integer(let value): self.init(value)
    default: return nil
    }
  }
}

extension Date: FieldRepresentable {
  /// An instant.
  public init?(fieldValue: FieldValue) {
    guard case .date(let value) = fieldValue else { return nil }
    self = value
  }
}

extension CalendarDay: FieldRepresentable {
  /// A day.
  public init?(fieldValue: FieldValue) {
    guard case .day(let value) = fieldValue else { return nil }
    self = value
  }
}

extension Money: FieldRepresentable {
  /// An amount.
  public init?(fieldValue: FieldValue) {
    guard case .money(let value) = fieldValue else { return nil }
    self = value
  }
}

extension RecordReference: FieldRepresentable {
  /// A link.
  public init?(fieldValue: FieldValue) {
    guard case .reference(let value) = fieldValue else { return nil }
    self = value
  }
}

extension Identifier: FieldRepresentable where R: Record {
  /// A link to a record of this type.
  public init?(fieldValue: FieldValue) {
    guard case .reference(let value) = fieldValue, let id = value.id(as: R.self) else { return nil }
    self = id
  }
}

extension FieldValue: FieldRepresentable {
  /// Itself.
  public init?(fieldValue: FieldValue) {
    self = fieldValue
  }
}

extension Array: FieldRepresentable where Element: FieldRepresentable {
  /// A list all of whose elements are of the element's kind; or choices.
  public init?(fieldValue: FieldValue) {
    let items: [FieldValue]
    switch fieldValue {
    case .list(let values): items = values
    case .choices(let codes): items = codes.map { .choice($0) }
    default: return nil
    }
    let elements = items.compactMap { Element(fieldValue: $0) }
    guard elements.count == items.count else { return nil }
    self = elements
  }
}

extension FieldRepresentable where Self: RawRepresentable, RawValue == String {
  /// A choice, or a text, that the type knows.
  public init?(fieldValue: FieldValue) {
    switch fieldValue {
    case .choice(let value), .text(let value): self.init(rawValue: value)
    default: return nil
    }
  }
}
