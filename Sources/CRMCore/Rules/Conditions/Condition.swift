/// A yes-or-no question about one subject: a small, total tree over named fields that is stored, shown, explained and evaluated
/// the same way everywhere – segments, routing, triggers, stage requirements, policies, automation.
///
/// In Swift it is built from ``Field`` constants, `Deal.fields.amount > 1_000 && !Deal.fields.country.isOneOf(["DE", "AT"])`; from
/// JSON it is read in a stable, hand-written form and checked with `validate(against:)`.
///
/// **Two values, no third.** A leaf about a missing value is false, so its negation is true, and the explanation says *missing*.
/// There is no "not equal" leaf: `!=` is the negation of `==` and therefore true for a missing value. A field whose source is
/// absent or fails is an error, never missing. Every leaf is evaluated: an error in any of them is an error of the whole, so the
/// order of the parts never matters.
public indirect enum Condition: Hashable, Sendable {
  /// All hold; true for no parts.
  case all([Condition])
  /// At least one holds; false for no parts.
  case any([Condition])
  /// It does not hold.
  case not(Condition)
  /// The field compares so with the value.
  case compare(FieldTerm, Comparison, FieldValue)
  /// The field equals one of the values.
  case oneOf(FieldTerm, [FieldValue])
  /// The field has a value.
  case known(FieldTerm)
  /// The field's instant or day lies so to the present, in the named zone (an IANA identifier) or that of the evaluation.
  case date(FieldTerm, DateTest, zone: String?)
  /// The subject is in the segment.
  case member(of: SegmentName)
  /// Any, or none, of the related records satisfies the condition. One hop: the inner condition has no `related` of its own.
  case related(RelationName, Quantifier, Condition)

  /// How a field compares with a value.
  ///
  /// Texts compare folded (case, width and compatibility forms do not count, see ``TextFolding``); the `exactly…` forms compare
  /// them as they are. Integers and decimals compare with each other. Amounts of different currencies are never equal, and to
  /// ask which is greater is an error.
  public enum Comparison: String, Codable, Hashable, Sendable, CaseIterable {
    /// The same value.
    case equal
    /// The same text, also in case and form.
    case exactlyEqual
    /// Before, below.
    case less
    /// Before, below or the same.
    case lessOrEqual
    /// After, above.
    case greater
    /// After, above or the same.
    case greaterOrEqual
    /// The text has the other in it; the list has an element equal to the value; the choices have the choice, or all choices.
    case contains
    /// ``contains`` for texts, also in case and form.
    case exactlyContains
    /// The text begins with the other.
    case beginsWith
    /// ``beginsWith``, also in case and form.
    case exactlyBeginsWith
  }

  /// How many of the related records must satisfy a condition.
  public enum Quantifier: String, Codable, Hashable, Sendable, CaseIterable {
    /// At least one.
    case any
    /// Not one; true if there are no related records.
    case none
  }

  /// Holds for every subject.
  public static let always = Condition.all([])
  /// Holds for no subject.
  public static let never = Condition.any([])

  /// The field has no value.
  public static func missing(_ term: FieldTerm) -> Condition { .not(.known(term)) }

  /// The parts directly below.
  public var children: [Condition] {
    switch self {
    case .all(let parts), .any(let parts): parts
    case .not(let part), .related(_, _, let part): [part]
    case .compare, .oneOf, .known, .date, .member: []
    }
  }

  /// The terms asked of the subject itself, without those asked of related records. O(nodes).
  public var terms: Set<FieldTerm> {
    var result: Set<FieldTerm> = []
    visit { if let term = $0.term { result.insert(term) } }
    return result
  }

  /// The segments that the condition asks for at all, of the subject and of related records. O(nodes).
  public var allSegments: Set<SegmentName> {
    relatedSegments.values.reduce(segments) { $0.union($1) }
  }

  /// The relations followed, each with the segments asked for of the related records. O(nodes).
  public var relatedSegments: [RelationName: Set<SegmentName>] {
    var result: [RelationName: Set<SegmentName>] = [:]
    visit { node in
      if case .related(let relation, _, let inner) = node { result[relation, default: []].formUnion(inner.segments) }
    }
    return result
  }

  /// The segments asked for, of the subject itself. O(nodes).
  public var segments: Set<SegmentName> {
    var result: Set<SegmentName> = []
    visit { if case .member(let segment) = $0 { result.insert(segment) } }
    return result
  }

  /// The relations followed, each with the terms asked of the related records. O(nodes).
  public var relations: [RelationName: Set<FieldTerm>] {
    var result: [RelationName: Set<FieldTerm>] = [:]
    visit { node in
      if case .related(let relation, _, let inner) = node { result[relation, default: []].formUnion(inner.terms) }
    }
    return result
  }

  /// The term of a leaf.
  var term: FieldTerm? {
    switch self {
    case .compare(let term, _, _), .oneOf(let term, _), .known(let term), .date(let term, _, _): term
    case .all, .any, .not, .member, .related: nil
    }
  }

  /// Visits the nodes about the subject itself, parents first.
  private func visit(_ body: (Condition) -> Void) {
    body(self)
    if case .related = self { return }
    for child in children { child.visit(body) }
  }
}
