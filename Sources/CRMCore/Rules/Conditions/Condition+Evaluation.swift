extension Condition {
  /// Whether the condition holds for a record.
  ///
  /// - Parameters:
  ///   - record: the subject.
  ///   - fields: how the record answers.
  ///   - moment: when, and in which zone.
  ///   - context: what other sources said about the subject.
  /// - Throws: all faults, each with its path: unknown fields, sources that do not answer, values of the wrong kind.
  public func evaluate<R: Sendable>(
    _ record: R, fields: FieldSet<R>, at moment: EvaluationMoment, context: ConditionContext = ConditionContext()
  ) throws(ConditionError) -> Bool {
    try evaluate(fields.values(of: record, context: context), at: moment)
  }

  /// Whether the condition holds for a subject. O(nodes).
  ///
  /// - Throws: all faults, each with its path.
  public func evaluate(_ values: some ConditionValues, at moment: EvaluationMoment) throws(ConditionError) -> Bool {
    try verdict(values, moment, depth: 1)
  }

  private func verdict(
    _ values: some ConditionValues, _ moment: EvaluationMoment, depth: Int
  ) throws(ConditionError) -> Bool {
    guard depth <= ConditionLimits.standard.depth else { throw ConditionError([.tooDeep]) }
    switch self {
    case .all(let parts): return try count(of: parts, "all", values, moment, depth) == parts.count
    case .any(let parts): return try count(of: parts, "any", values, moment, depth) > 0
    case .not(let part):
      do { return try !part.verdict(values, moment, depth: depth + 1) } catch { throw error.prefixed("not") }
    case .member(let segment):
      do { return try values.isMember(of: segment) } catch { throw ConditionError([error]) }
    case .related(let relation, let quantifier, let part):
      let others: [any ConditionValues]
      do { others = try values.related(relation) } catch { throw ConditionError([error]) }
      var found = false
      for other in others {
        do { found = try part.verdict(other, moment, depth: depth + 1) || found } catch {
          throw error.prefixed("where")
        }
      }
      return found == (quantifier == .any)
    case .compare, .oneOf, .known, .date:
      do { return try leaf(values, moment).verdict } catch { throw ConditionError([error]) }
    }
  }

  /// How many parts hold; every part is evaluated, so that a fault does not depend on the order of the parts.
  private func count(
    of parts: [Condition], _ step: String, _ values: some ConditionValues, _ moment: EvaluationMoment, _ depth: Int
  ) throws(ConditionError) -> Int {
    var count = 0
    var faults: [ConditionFault] = []
    for (index, part) in parts.enumerated() {
      do throws(ConditionError) {
        if try part.verdict(values, moment, depth: depth + 1) { count += 1 }
      } catch {
        faults += error.prefixed("\(step)[\(index)]").faults
      }
    }
    if !faults.isEmpty { throw ConditionError(faults) }
    return count
  }

  /// The verdict of a leaf about a field, and the value it rests on; `nil` is missing.
  func leaf(
    _ values: some ConditionValues, _ moment: EvaluationMoment
  ) throws(ConditionFault) -> (verdict: Bool, actual: FieldValue?) {
    guard let term else { return (false, nil) }
    var actual = try values.value(of: term, at: moment)
    if actual == .null { actual = nil }
    if case .known = self { return (actual != nil, actual) }
    let predicate = try predicate(at: moment)
    guard let actual, let predicate else { return (false, nil) }
    return (try predicate.holds(actual), actual)
  }

  /// The leaf's question made ready; `nil` for a node that asks nothing of a value.
  func predicate(at moment: EvaluationMoment) throws(ConditionFault) -> LeafPredicate? {
    switch self {
    case .compare(let term, let comparison, let value): LeafPredicate(comparison, value, name: term.name)
    case .oneOf(let term, let list): LeafPredicate(oneOf: list, name: term.name)
    case .date(let term, let test, let zone): try LeafPredicate(test, zone: zone, name: term.name, at: moment)
    case .known, .member, .related, .all, .any, .not: nil
    }
  }
}

extension ConditionFault {
  static let tooDeep = ConditionFault(
    Code.tooDeep, ["limit": .integer(Int64(ConditionLimits.standard.depth))])
}
