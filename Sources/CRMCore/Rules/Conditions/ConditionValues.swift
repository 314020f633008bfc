public import Foundation

/// Answers the questions of a condition for one subject.
///
/// `FieldSet.values(of:context:)` makes one from a record; a module that evaluates something else conforms its own type.
public protocol ConditionValues: Sendable {
  /// The value of a term; `nil` (or `.null`) is *missing*.
  ///
  /// - Throws: a fault with ``ConditionFault/Code/unknownField``, `unavailable` or `sourceFailed`. Never answer *missing* for them.
  func value(of term: FieldTerm, at moment: EvaluationMoment) throws(ConditionFault) -> FieldValue?

  /// Whether the subject is in a segment.
  ///
  /// - Throws: a fault if that is not known.
  func isMember(of segment: SegmentName) throws(ConditionFault) -> Bool

  /// The records that a relation leads to.
  ///
  /// - Throws: a fault if the relation is not known or its records were not read.
  func related(_ relation: RelationName) throws(ConditionFault) -> [any ConditionValues]

  /// The earliest moment after the given one at which the *value* of a term changes by the passing of time alone; `nil` if never.
  ///
  /// Only parameterised terms have such changes: an event leaves a window, a state lasts longer.
  func nextChange(of term: FieldTerm, after moment: EvaluationMoment) -> Date?

  /// Whether ``value(of:at:)`` knows the value of a term at later moments too, as far as nothing else changes. What only knows it
  /// now names the next change as early as it could come.
  func knowsFuture(of term: FieldTerm) -> Bool

  /// The earliest moment after the given one at which membership of a segment can change by the passing of time alone.
  func nextChange(ofMembershipIn segment: SegmentName, after moment: EvaluationMoment) -> Date?

  /// The earliest moment after the given one at which a relation leads to other records by the passing of time alone.
  func nextChange(ofRelation relation: RelationName, after moment: EvaluationMoment) -> Date?
}

extension ConditionValues {
  /// Not known: throws ``ConditionFault/Code/unavailable``.
  public func isMember(of segment: SegmentName) throws(ConditionFault) -> Bool {
    throw ConditionFault(ConditionFault.Code.unavailable, subject: segment.rawValue)
  }

  /// Not known: throws ``ConditionFault/Code/unavailable``.
  public func related(_ relation: RelationName) throws(ConditionFault) -> [any ConditionValues] {
    throw ConditionFault(ConditionFault.Code.unavailable, subject: relation.rawValue)
  }

  /// A plain term never changes by itself; a term with a window or arguments is taken to change in the next millisecond, which
  /// is always safe and never useful: answer it where windows are used.
  public func nextChange(of term: FieldTerm, after moment: EvaluationMoment) -> Date? {
    term.isPlain ? nil : Date(millisecondsSince1970: moment.milliseconds + 1)
  }

  /// Plain terms: they do not change.
  public func knowsFuture(of term: FieldTerm) -> Bool { term.isPlain }

  /// Never: for subjects whose memberships are given.
  public func nextChange(ofMembershipIn segment: SegmentName, after moment: EvaluationMoment) -> Date? { nil }

  /// Never: for relations without a term of validity.
  public func nextChange(ofRelation relation: RelationName, after moment: EvaluationMoment) -> Date? { nil }
}

/// What other sources said about one subject before its condition is evaluated: parameterised terms, fields of other modules,
/// memberships and related records.
public struct ConditionContext: Sendable {
  /// Answers by term; `.null` is *missing*. A term that is not here has no source.
  public var terms: [FieldTerm: FieldValue]
  /// When answers change by themselves, for the terms where they do.
  public var changes: [FieldTerm: Date]
  /// Answers that are known as functions of time; they count before ``terms``.
  public var timed: [FieldTerm: any TimedAnswer]
  /// The segments that were asked for, and whether the subject is in them.
  public var memberships: [SegmentName: Bool]
  /// The related records that were read.
  public var related: [RelationName: [any ConditionValues]]
  /// When memberships change by themselves, for the segments where they do.
  public var membershipChanges: [SegmentName: Date]
  /// When relations lead to other records by themselves, for the relations where they do.
  public var relationChanges: [RelationName: Date]

  /// The given answers.
  public init(
    terms: [FieldTerm: FieldValue] = [:], changes: [FieldTerm: Date] = [:], memberships: [SegmentName: Bool] = [:],
    related: [RelationName: [any ConditionValues]] = [:], timed: [FieldTerm: any TimedAnswer] = [:],
    membershipChanges: [SegmentName: Date] = [:], relationChanges: [RelationName: Date] = [:]
  ) {
    self.terms = terms
    self.changes = changes
    self.memberships = memberships
    self.related = related
    self.timed = timed
    self.membershipChanges = membershipChanges
    self.relationChanges = relationChanges
  }
}
