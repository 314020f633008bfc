/// The values of a record's custom fields, by name; on disk one JSON object.
///
/// Values without a definition, for example of a removed one, are kept and written back unchanged.
public struct CustomFields: Hashable, Sendable, ExpressibleByDictionaryLiteral {
  /// All values, also those that no definition names. Never `.null`.
  public private(set) var values: [String: FieldValue]

  /// No values.
  public init() {
    values = [:]
  }

  /// The given values; `.null` counts as none.
  public init(_ values: [String: FieldValue]) {
    self.values = values.filter { $0.value != .null }
  }

  /// The given values; of two with the same name the later counts.
  public init(dictionaryLiteral elements: (String, FieldValue)...) {
    self.init(Dictionary(elements) { _, later in later })
  }

  /// The value of this name; `nil`, also `.null`, is none.
  public subscript(name: String) -> FieldValue? {
    get { values[name] }
    set { values[name] = newValue == .null ? nil : newValue }
  }

  /// The value of a typed key; reading gives `nil` if there is none or it is of another kind.
  public subscript<Value>(key: CustomFieldKey<Value>) -> Value? {
    get { values[key.name].flatMap { Value(fieldValue: $0) } }
    set { self[key.name] = newValue?.fieldValue }
  }

  /// Whether there is no value.
  public var isEmpty: Bool { values.isEmpty }
}

extension CustomFields: Codable {
  /// Reads the object.
  public init(from decoder: any Decoder) throws {
    self.init(try decoder.singleValueContainer().decode([String: FieldValue].self))
  }

  /// Writes the object.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(values)
  }
}

/// The name of a custom field together with its Swift type.
///
/// ```swift
/// extension CustomFieldKey<Money> { static var budget: Self { "budget" } }
/// customer.customFields[.budget] = try Money(units: 500, .eur)
/// ```
public struct CustomFieldKey<Value: FieldRepresentable>: Hashable, Sendable, ExpressibleByStringLiteral {
  /// The name in the bag.
  public let name: String

  /// A key of this name.
  public init(_ name: String) {
    self.name = name
  }

  /// A key of this name.
  public init(stringLiteral value: String) {
    name = value
  }

  /// The field that conditions about a record ask for.
  public func field<R>(in path: any KeyPath<R, CustomFields> & Sendable) -> Field<R, Value?> {
    Field(.custom(name)) { $0[keyPath: path][self] }
  }
}
