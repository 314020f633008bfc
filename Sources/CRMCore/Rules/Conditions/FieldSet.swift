public import Foundation

/// The declared fields of a record type: what conditions about it can ask, and how each answer is read.
///
/// ```swift
/// static let fieldSet = FieldSet<Deal>(fields.amount.erased, fields.stage.erased).custom(\.customFields)
/// ```
public struct FieldSet<R: Sendable>: Sendable {
  /// The fields without their readers, and the relations.
  public private(set) var catalog: FieldCatalog
  private var readers: [FieldName: @Sendable (R) -> FieldValue?] = [:]
  private var readCustom: (@Sendable (R) -> CustomFields)?

  /// A set of these fields; of two with the same name the later counts.
  public init(_ fields: [AnyField<R>] = []) {
    catalog = FieldCatalog()
    for field in fields { add(field) }
  }

  /// A set of these fields.
  public init(_ fields: AnyField<R>...) {
    self.init(fields)
  }

  /// Adds a field, in place of one with the same name.
  public mutating func add(_ field: AnyField<R>) {
    catalog.add([field.details])
    readers[field.name] = { field.value(of: $0) }
  }

  /// The set with more fields.
  public func adding(_ fields: AnyField<R>...) -> FieldSet {
    var copy = self
    for field in fields { copy.add(field) }
    return copy
  }

  /// The set with the record's custom fields as `custom.NAME`.
  ///
  /// - Parameters:
  ///   - read: where the record has them.
  ///   - definitions: which there are; without them every name is allowed and one that has no value is missing.
  public func custom(
    _ definitions: FieldDefinitions? = nil, _ read: @escaping @Sendable (R) -> CustomFields
  ) -> FieldSet {
    var copy = self
    copy.readCustom = read
    copy.catalog.allowsAnyCustomField = definitions == nil
    if let definitions { copy.catalog.add(definitions.descriptions) }
    return copy
  }

  /// The set with these definitions of custom fields in place of any name, once a host's definitions are known. The reader given to
  /// ``custom(_:_:)`` stays.
  public func declaring(_ definitions: FieldDefinitions) -> FieldSet {
    var copy = self
    copy.catalog.allowsAnyCustomField = false
    copy.catalog.add(definitions.descriptions)
    return copy
  }

  /// The set with what other sources answer: their fields, relations and segments. Values come from the ``ConditionContext``.
  public func including(_ other: FieldCatalog) -> FieldSet {
    var copy = self
    copy.catalog = catalog.merging(other)
    return copy
  }

  /// The set with a relation to records that have these fields.
  public func relating<Other: Sendable>(_ relation: RelationName, to other: FieldSet<Other>) -> FieldSet {
    var copy = self
    copy.catalog.add(relation, other.catalog)
    return copy
  }

  /// The answers of one record.
  public func values(of record: R, context: ConditionContext = ConditionContext()) -> RecordValues<R> {
    RecordValues(record: record, fields: self, context: context)
  }

  /// Whether the record itself answers for a field.
  public func reads(_ name: FieldName) -> Bool {
    readers[name] != nil || (readCustom != nil && name.isCustom && catalog.knows(name))
  }

  /// The value of a field; `nil` is missing.
  ///
  /// - Throws: a fault if the field is not declared, or declared without a reader.
  public func value(of name: FieldName, in record: R) throws(ConditionFault) -> FieldValue? {
    if let read = readers[name] { return read(record) }
    if let readCustom, name.isCustom, catalog.knows(name) { return readCustom(record)[name.customName] }
    throw ConditionFault(
      catalog.knows(name) ? ConditionFault.Code.unavailable : ConditionFault.Code.unknownField, subject: name.rawValue)
  }
}

/// The answers of one record to a condition: its own fields, and what other sources said about it.
public struct RecordValues<R: Sendable>: ConditionValues {
  let record: R
  let fields: FieldSet<R>
  let context: ConditionContext

  /// See ``ConditionValues/value(of:at:)``. What the context says counts before the record's own field.
  public func value(of term: FieldTerm, at moment: EvaluationMoment) throws(ConditionFault) -> FieldValue? {
    if let timed = context.timed[term] { return try timed.value(at: moment) }
    if let value = context.terms[term] { return value }
    guard term.isPlain else {
      let code = fields.catalog.knows(term.name) ? ConditionFault.Code.unavailable : ConditionFault.Code.unknownField
      throw ConditionFault(code, subject: term.name.rawValue)
    }
    return try fields.value(of: term.name, in: record)
  }

  /// See ``ConditionValues/isMember(of:)``.
  public func isMember(of segment: SegmentName) throws(ConditionFault) -> Bool {
    guard let answer = context.memberships[segment] else {
      throw ConditionFault(ConditionFault.Code.unavailable, subject: segment.rawValue)
    }
    return answer
  }

  /// See ``ConditionValues/related(_:)``.
  public func related(_ relation: RelationName) throws(ConditionFault) -> [any ConditionValues] {
    guard let answer = context.related[relation] else {
      let isKnown = fields.catalog.relations[relation] != nil
      throw ConditionFault(
        isKnown ? ConditionFault.Code.unavailable : ConditionFault.Code.unknownRelation, subject: relation.rawValue)
    }
    return answer
  }

  /// See ``ConditionValues/nextChange(of:after:)``.
  public func nextChange(of term: FieldTerm, after moment: EvaluationMoment) -> Date? {
    if let timed = context.timed[term] { return timed.nextChange(after: moment) }
    if context.terms[term] != nil { return context.changes[term] }
    return term.isPlain ? nil : Date(millisecondsSince1970: moment.milliseconds + 1)
  }

  /// See ``ConditionValues/knowsFuture(of:)``.
  public func knowsFuture(of term: FieldTerm) -> Bool {
    context.timed[term] != nil || (context.terms[term] == nil && term.isPlain)
  }

  /// See ``ConditionValues/nextChange(ofMembershipIn:after:)``.
  public func nextChange(ofMembershipIn segment: SegmentName, after moment: EvaluationMoment) -> Date? {
    context.membershipChanges[segment]
  }

  /// See ``ConditionValues/nextChange(ofRelation:after:)``.
  public func nextChange(ofRelation relation: RelationName, after moment: EvaluationMoment) -> Date? {
    context.relationChanges[relation]
  }
}
