public import Foundation

/// Values that have an order which rules can ask for with `<` and `>`.
public protocol OrderedFieldValue: FieldConvertible {}

extension String: OrderedFieldValue {}
extension Int: OrderedFieldValue {}
extension Int64: OrderedFieldValue {}
extension Double: OrderedFieldValue {}
extension Decimal: OrderedFieldValue {}
extension Date: OrderedFieldValue {}
extension CalendarDay: OrderedFieldValue {}
extension Money: OrderedFieldValue {}

extension Condition {
  /// Both hold.
  public static func && (left: Condition, right: Condition) -> Condition {
    if case .all(let parts) = left { return .all(parts + [right]) }
    return .all([left, right])
  }

  /// At least one holds.
  public static func || (left: Condition, right: Condition) -> Condition {
    if case .any(let parts) = left { return .any(parts + [right]) }
    return .any([left, right])
  }

  /// It does not hold.
  public static prefix func ! (condition: Condition) -> Condition { .not(condition) }

  fileprivate static func order<R, V>(_ field: Field<R, V>, _ comparison: Comparison, _ value: FieldValue?) -> Condition
  {
    value.map { .compare(FieldTerm(field.name), comparison, $0) } ?? .never
  }
}

extension Field {
  /// The field as a term of conditions.
  public var term: FieldTerm { FieldTerm(name) }

  /// The field has the value; with a value that is itself missing: the field is missing.
  public static func == (field: Field, value: Value) -> Condition {
    value.fieldValue.map { .compare(field.term, .equal, $0) } ?? .missing(field.term)
  }

  /// The field has not the value; true if it is missing.
  public static func != (field: Field, value: Value) -> Condition {
    guard let other = value.fieldValue else { return .known(field.term) }
    return .not(.compare(field.term, .equal, other))
  }

  /// The field has one of the values.
  public func isOneOf(_ values: [Value]) -> Condition { .oneOf(term, values.compactMap(\.fieldValue)) }

  /// The field has a value.
  public var isKnown: Condition { .known(term) }

  /// The field has no value.
  public var isMissing: Condition { .missing(term) }

  /// The field compares so with a value of any kind: for comparisons that have no operator, and kinds that have no Swift type.
  public func compares(_ comparison: Condition.Comparison, _ value: FieldValue) -> Condition {
    .compare(term, comparison, value)
  }
}

/// The field is below the value.
public func < <R, V: OrderedFieldValue>(field: Field<R, V>, value: V) -> Condition {
  .order(field, .less, value.fieldValue)
}

/// The field is below the value.
public func < <R, V: OrderedFieldValue>(field: Field<R, V?>, value: V) -> Condition {
  .order(field, .less, value.fieldValue)
}

/// The field is at most the value.
public func <= <R, V: OrderedFieldValue>(field: Field<R, V>, value: V) -> Condition {
  .order(field, .lessOrEqual, value.fieldValue)
}

/// The field is at most the value.
public func <= <R, V: OrderedFieldValue>(field: Field<R, V?>, value: V) -> Condition {
  .order(field, .lessOrEqual, value.fieldValue)
}

/// The field is above the value.
public func > <R, V: OrderedFieldValue>(field: Field<R, V>, value: V) -> Condition {
  .order(field, .greater, value.fieldValue)
}

/// The field is above the value.
public func > <R, V: OrderedFieldValue>(field: Field<R, V?>, value: V) -> Condition {
  .order(field, .greater, value.fieldValue)
}

/// The field is at least the value.
public func >= <R, V: OrderedFieldValue>(field: Field<R, V>, value: V) -> Condition {
  .order(field, .greaterOrEqual, value.fieldValue)
}

/// The field is at least the value.
public func >= <R, V: OrderedFieldValue>(field: Field<R, V?>, value: V) -> Condition {
  .order(field, .greaterOrEqual, value.fieldValue)
}
