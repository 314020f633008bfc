/// The custom fields that a host has declared for one kind of record.
public struct FieldDefinitions: Hashable, Codable, Sendable {
  /// The definitions, in the order in which people see them.
  public var definitions: [FieldDefinition]

  /// The given definitions.
  public init(_ definitions: [FieldDefinition] = []) {
    self.definitions = definitions
  }

  /// What rules know of the fields.
  public var descriptions: [FieldDescription] { definitions.map(\.description) }
}
