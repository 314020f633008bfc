public import Foundation

extension Condition {
  /// The earliest moment after the given one at which a leaf about time could turn by itself, the record being the same; `nil` if
  /// that never happens. Until then every evaluation gives the same result.
  ///
  /// - Throws: what ``ConditionValues/value(of:at:)`` throws.
  public func nextChange<R: Sendable>(
    _ record: R, fields: FieldSet<R>, after moment: EvaluationMoment, context: ConditionContext = ConditionContext()
  ) throws(ConditionError) -> Date? {
    try nextChange(fields.values(of: record, context: context), after: moment)
  }

  /// The earliest moment after the given one at which a leaf about time could turn by itself; `nil` if never. O(nodes).
  ///
  /// Exact for leaves: date tests of a record's own values and questions to a ``TimedFieldSource`` turn at exactly that moment
  /// (past 400 changes of a dense history that turn nothing it is the next of them). For terms of other sources it is what
  /// the source answers. Whether the whole condition turns as well is seen by evaluating it then.
  public func nextChange(
    _ values: some ConditionValues, after moment: EvaluationMoment
  ) throws(ConditionError) -> Date? {
    do throws(ConditionFault) { return try earliestChange(values, moment) } catch { throw ConditionError([error]) }
  }

  private func earliestChange(
    _ values: some ConditionValues, _ moment: EvaluationMoment
  ) throws(ConditionFault) -> Date? {
    switch self {
    case .all(let parts), .any(let parts):
      var earliest: Date?
      for part in parts { earliest = Self.earlier(earliest, try part.earliestChange(values, moment)) }
      return earliest
    case .not(let part): return try part.earliestChange(values, moment)
    case .member(let segment): return values.nextChange(ofMembershipIn: segment, after: moment)
    case .related(let relation, _, let part):
      var earliest = values.nextChange(ofRelation: relation, after: moment)
      for other in try values.related(relation) {
        earliest = Self.earlier(earliest, try part.earliestChange(other, moment))
      }
      return earliest
    case .compare(let term, _, _), .oneOf(let term, _), .known(let term), .date(let term, _, _):
      return try turn(of: term, values, moment)
    }
  }

  /// The earliest moment at which this leaf turns: from one change of its value, or of how the value lies to the present, to the next,
  /// until the verdict is another.
  private func turn(
    of term: FieldTerm, _ values: some ConditionValues, _ moment: EvaluationMoment
  ) throws(ConditionFault) -> Date? {
    guard var next = try nextCandidate(of: term, values, moment) else { return nil }
    guard values.knowsFuture(of: term) else { return next }
    let before = try leaf(values, moment).verdict
    for _ in 0..<Self.greatestNumberOfSteps {
      let later = EvaluationMoment(now: next, timeZone: moment.timeZone)
      // A question that cannot be answered then has turned as well.
      guard let verdict = try? leaf(values, later).verdict, verdict == before else { return next }
      guard let following = try nextCandidate(of: term, values, later) else { return nil }
      next = following
    }
    return next
  }

  private func nextCandidate(
    of term: FieldTerm, _ values: some ConditionValues, _ moment: EvaluationMoment
  ) throws(ConditionFault) -> Date? {
    let ofTerm = values.nextChange(of: term, after: moment)
    guard case .date(_, let test, let name) = self, let value = try values.value(of: term, at: moment) else {
      return ofTerm
    }
    let zone = try LeafPredicate.zone(name, default: moment.timeZone)
    return Self.earlier(ofTerm, test.nextChange(of: value, after: moment.now, in: zone))
  }

  /// How many changes of a value are looked at for one that turns the leaf.
  private static let greatestNumberOfSteps = 400

  private static func earlier(_ left: Date?, _ right: Date?) -> Date? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
  }
}
