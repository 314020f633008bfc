/// A type whose values rules can compare.
///
/// An enum of strings gets everything by declaring the conformance: its values are choices, and with `CaseIterable` the choices
/// are known to validation.
public protocol FieldConvertible: Sendable {
  /// The value as rules see it; `nil` is *missing*.
  var fieldValue: FieldValue? { get }
  /// The kind that all values have; `nil` if it varies (validation then accepts everything).
  static var fieldKind: FieldValue.Kind? { get }
  /// The kind of the elements, if the kind is a list and they have all the same.
  static var fieldElementKind: FieldValue.Kind? { get }
  /// The codes of all choices, if the kind is a choice of a closed set.
  static var fieldChoices: [String]? { get }
}

extension FieldConvertible {
  /// Varies.
  public static var fieldKind: FieldValue.Kind? { nil }
  /// None.
  public static var fieldElementKind: FieldValue.Kind? { nil }
  /// None.
  public static var fieldChoices: [String]? { nil }
}

/// A named field of a record: the stable name that stored rules use, bound once to where the value is.
///
/// The module that owns the record declares its fields as constants, and rules are built from them:
/// `Deal.Fields.amount > 1_000`. A key path alone has no portable name.
public struct Field<R, Value: FieldConvertible>: Sendable {
  /// The stable name.
  public let name: FieldName
  /// What the field means, in a sentence for the authors of rules.
  public let summary: String
  private let read: @Sendable (R) -> Value

  /// A field read through a key path.
  public init(_ name: FieldName, _ path: any KeyPath<R, Value> & Sendable, summary: String = "") {
    self.name = name
    self.summary = summary
    read = { $0[keyPath: path] }
  }

  /// A computed field.
  public init(_ name: FieldName, summary: String = "", _ read: @escaping @Sendable (R) -> Value) {
    self.name = name
    self.summary = summary
    self.read = read
  }

  /// The typed value.
  public func value(of record: R) -> Value { read(record) }

  /// The field without its value type, for a list of all fields of a record.
  public var erased: AnyField<R> {
    let read = read
    let description = FieldDescription(
      name, kind: Value.fieldKind, element: Value.fieldElementKind, choices: Value.fieldChoices, summary: summary)
    return AnyField(description) { read($0).fieldValue }
  }
}

/// A ``Field`` whose value type is not known statically.
public struct AnyField<R>: Sendable {
  /// Name, kind, choices and meaning.
  public let details: FieldDescription
  private let read: @Sendable (R) -> FieldValue?

  /// A field by description and reading.
  public init(_ description: FieldDescription, _ read: @escaping @Sendable (R) -> FieldValue?) {
    details = description
    self.read = read
  }

  /// A field by name and reading, whose kind varies.
  public init(name: FieldName, _ read: @escaping @Sendable (R) -> FieldValue?) {
    self.init(FieldDescription(name, kind: nil), read)
  }

  /// The stable name.
  public var name: FieldName { details.name }

  /// The value; `nil` is *missing*.
  public func value(of record: R) -> FieldValue? { read(record) }
}
