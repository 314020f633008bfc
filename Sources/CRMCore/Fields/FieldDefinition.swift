/// A custom field that a host declares for its records: what values it takes, and when it must have one.
public struct FieldDefinition: Hashable, Codable, Sendable {
  /// The stable name in ``CustomFields``, asked for in rules as `custom.NAME`.
  public var name: String
  /// What people see.
  public var label: String
  /// The kind of its values; not `null`.
  public var kind: FieldValue.Kind
  /// The kind of the elements, for a list; `nil` takes any.
  public var element: FieldValue.Kind?
  /// Whether every record must have a value.
  public var isRequired: Bool
  /// Whether no two records may have the same value; see ``FieldDefinitions/uniqueValues(of:)``.
  public var isUnique: Bool
  /// The value of a new record.
  public var defaultValue: FieldValue?
  /// The least value, inclusive, of the field's kind; of texts, choices and lists the least number of characters or items.
  public var minimum: FieldValue?
  /// The greatest value, inclusive; counted as ``minimum``.
  public var maximum: FieldValue?
  /// The form that a text must have as a whole; see ``TextPattern``.
  public var pattern: String?
  /// The codes that a choice may have.
  public var choices: [String]?
  /// Which of the choices are open depends on another custom field.
  public var dependentChoices: DependentChoices?
  /// When it must have a value although it is not required: a condition over the record's custom fields.
  public var requiredIf: Condition?

  /// A definition.
  public init(
    _ name: String, _ kind: FieldValue.Kind, label: String? = nil, element: FieldValue.Kind? = nil,
    isRequired: Bool = false, isUnique: Bool = false, defaultValue: FieldValue? = nil, minimum: FieldValue? = nil,
    maximum: FieldValue? = nil, pattern: String? = nil, choices: [String]? = nil,
    dependentChoices: DependentChoices? = nil, requiredIf: Condition? = nil
  ) {
    self.name = name
    self.label = label ?? name
    self.kind = kind
    self.element = element
    self.isRequired = isRequired
    self.isUnique = isUnique
    self.defaultValue = defaultValue
    self.minimum = minimum
    self.maximum = maximum
    self.pattern = pattern
    self.choices = choices
    self.dependentChoices = dependentChoices
    self.requiredIf = requiredIf
  }

  private enum CodingKeys: String, CodingKey {
    case name, label, kind, element, isRequired = "required", isUnique = "unique", defaultValue = "default", minimum,
      maximum
    case pattern, choices, dependentChoices, requiredIf
  }

  /// Reads a definition; only name and kind must be there.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    name = try container.decode(String.self, forKey: .name)
    label = try container.decodeIfPresent(String.self, forKey: .label) ?? name
    kind = try container.decode(FieldValue.Kind.self, forKey: .kind)
    element = try container.decodeIfPresent(FieldValue.Kind.self, forKey: .element)
    isRequired = try container.decodeIfPresent(Bool.self, forKey: .isRequired) ?? false
    isUnique = try container.decodeIfPresent(Bool.self, forKey: .isUnique) ?? false
    defaultValue = try container.decodeIfPresent(FieldValue.self, forKey: .defaultValue)
    minimum = try container.decodeIfPresent(FieldValue.self, forKey: .minimum)
    maximum = try container.decodeIfPresent(FieldValue.self, forKey: .maximum)
    pattern = try container.decodeIfPresent(String.self, forKey: .pattern)
    choices = try container.decodeIfPresent([String].self, forKey: .choices)
    dependentChoices = try container.decodeIfPresent(DependentChoices.self, forKey: .dependentChoices)
    requiredIf = try container.decodeIfPresent(Condition.self, forKey: .requiredIf)
  }

  /// Which choices are open for each choice of another field.
  public struct DependentChoices: Hashable, Codable, Sendable {
    /// The other custom field, a single choice or a text.
    public var field: String
    /// The open choices by the other field's value; for values not listed all choices are open.
    public var choices: [String: [String]]

    /// A dependency.
    public init(on field: String, _ choices: [String: [String]]) {
      self.field = field
      self.choices = choices
    }
  }

  /// What rules know of the field.
  public var description: FieldDescription {
    FieldDescription(.custom(name), kind: kind, element: element, choices: choices, summary: label)
  }
}
