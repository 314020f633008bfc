/// What a rule can know about one field without a record: what rule editors list and validation checks against.
public struct FieldDescription: Hashable, Sendable {
  /// The stable name.
  public var name: FieldName
  /// The kind of its values; `nil` if it varies.
  public var kind: FieldValue.Kind?
  /// The kind of the elements of a list; `nil` if it varies or is no list.
  public var element: FieldValue.Kind?
  /// The codes that a choice can have; `nil` if the set is open.
  public var choices: [String]?
  /// What the field means, in a sentence for the authors of rules.
  public var summary: String
  /// The arguments that a parameterised field needs, with their kinds.
  public var parameters: [String: FieldValue.Kind]
  /// The arguments that it takes and can do without, with their kinds.
  public var optionalParameters: [String: FieldValue.Kind]
  /// Whether it takes arguments `where.NAME`, of any kind, that filter what counts.
  public var takesFilters: Bool
  /// Whether it takes a window of time.
  public var takesWindow: Bool

  /// A description.
  public init(
    _ name: FieldName, kind: FieldValue.Kind?, element: FieldValue.Kind? = nil, choices: [String]? = nil,
    summary: String = "", parameters: [String: FieldValue.Kind] = [:],
    optionalParameters: [String: FieldValue.Kind] = [:], takesFilters: Bool = false, takesWindow: Bool = false
  ) {
    self.name = name
    self.kind = kind
    self.element = element
    self.choices = choices
    self.summary = summary
    self.parameters = parameters
    self.optionalParameters = optionalParameters
    self.takesFilters = takesFilters
    self.takesWindow = takesWindow
  }
}

/// All the fields, relations and segments that a condition about one kind of subject may name, from every module that
/// contributes.
public struct FieldCatalog: Sendable {
  /// The declared fields by name.
  public private(set) var fields: [FieldName: FieldDescription]
  /// The fields of related records, by relation.
  public private(set) var relations: [RelationName: FieldCatalog]
  /// The segments that exist; `nil` leaves them unchecked.
  public var segments: Set<SegmentName>?
  /// Whether undeclared fields of the namespace `custom` are taken as they come, because no definitions are at hand.
  public var allowsAnyCustomField: Bool

  /// A catalogue; of two descriptions with the same name the later counts.
  public init(
    _ fields: [FieldDescription] = [], relations: [RelationName: FieldCatalog] = [:],
    segments: Set<SegmentName>? = nil, allowsAnyCustomField: Bool = false
  ) {
    self.fields = Dictionary(fields.map { ($0.name, $0) }) { _, later in later }
    self.relations = relations
    self.segments = segments
    self.allowsAnyCustomField = allowsAnyCustomField
  }

  /// Adds fields, in place of those with the same names.
  public mutating func add(_ more: some Sequence<FieldDescription>) {
    for field in more { fields[field.name] = field }
  }

  /// Adds a relation to records with these fields.
  public mutating func add(_ relation: RelationName, _ catalog: FieldCatalog) { relations[relation] = catalog }

  /// This catalogue and what another one has.
  public func merging(_ other: FieldCatalog) -> FieldCatalog {
    var copy = self
    copy.add(other.fields.values)
    copy.relations.merge(other.relations) { _, new in new }
    if let segments = other.segments { copy.segments = (copy.segments ?? []).union(segments) }
    copy.allowsAnyCustomField = allowsAnyCustomField || other.allowsAnyCustomField
    return copy
  }

  /// Whether a name may be asked for.
  func knows(_ name: FieldName) -> Bool { fields[name] != nil || (allowsAnyCustomField && name.isCustom) }
}
