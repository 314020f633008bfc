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
  /// Exact for the leaf: the date tests of a record's own values turn at exactly that moment. For parameterised terms it is what
  /// the source answers. Whether the whole condition turns as well is seen by evaluating it then. Membership of a
  /// segment turns when that segment's own condition does: ask that one as well.
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
    case .member: return nil
    case .related(let relation, _, let part):
      var earliest: Date?
      for other in try values.related(relation) {
        earliest = Self.earlier(earliest, try part.earliestChange(other, moment))
      }
      return earliest
    case .compare(let term, _, _), .oneOf(let term, _), .known(let term):
      return values.nextChange(of: term, after: moment)
    case .date(let term, let test, let zone):
      let ofTerm = values.nextChange(of: term, after: moment)
      guard let value = try values.value(of: term, at: moment) else { return ofTerm }
      let zone = try LeafPredicate.zone(zone, default: moment.timeZone)
      return Self.earlier(ofTerm, test.nextChange(of: value, after: moment.now, in: zone))
    }
  }

  private static func earlier(_ left: Date?, _ right: Date?) -> Date? {
    guard let left, let right else { return left ?? right }
    return min(left, right)
  }
}
