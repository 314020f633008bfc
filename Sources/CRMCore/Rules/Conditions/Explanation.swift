/// Why a condition holds or does not: its tree with the verdict of every node and, at the leaves, the actual value.
///
/// It contains the subject's values: show it, do not log it.
public struct Explanation: Hashable, Sendable {
  /// The node explained.
  public var condition: Condition
  /// Whether it holds.
  public var verdict: Bool
  /// The value found, at a leaf about a field; `nil` if missing, and at other nodes.
  public var actual: FieldValue?
  /// Whether the leaf is about a missing value: it is false for that reason alone.
  public var isMissing: Bool
  /// The explanations of the parts; for a relation one for each related record.
  public var children: [Explanation]

  /// An explanation from its parts.
  public init(
    _ condition: Condition, verdict: Bool, actual: FieldValue? = nil, isMissing: Bool = false,
    children: [Explanation] = []
  ) {
    self.condition = condition
    self.verdict = verdict
    self.actual = actual
    self.isMissing = isMissing
    self.children = children
  }

  /// The leaves below, in the order of the tree.
  public var leaves: [Explanation] {
    switch condition {
    case .all, .any, .not, .related: children.flatMap(\.leaves)
    case .compare, .oneOf, .known, .date, .member: [self]
    }
  }
}

extension Condition {
  /// Why the condition holds for a record or does not.
  ///
  /// - Throws: what `evaluate(_:fields:at:context:)` throws for the same record.
  public func explain<R: Sendable>(
    _ record: R, fields: FieldSet<R>, at moment: EvaluationMoment, context: ConditionContext = ConditionContext()
  ) throws(ConditionError) -> Explanation {
    try explain(fields.values(of: record, context: context), at: moment)
  }

  /// Why the condition holds for a subject or does not. O(nodes).
  ///
  /// - Throws: what `evaluate(_:at:)` throws for the same subject.
  public func explain(
    _ values: some ConditionValues, at moment: EvaluationMoment
  ) throws(ConditionError) -> Explanation {
    _ = try evaluate(values, at: moment)
    do throws(ConditionFault) { return try explanation(values, moment) } catch { throw ConditionError([error]) }
  }

  private func explanation(
    _ values: some ConditionValues, _ moment: EvaluationMoment
  ) throws(ConditionFault) -> Explanation {
    switch self {
    case .all(let parts):
      let children = try explanations(parts, values, moment)
      return Explanation(self, verdict: children.allSatisfy(\.verdict), children: children)
    case .any(let parts):
      let children = try explanations(parts, values, moment)
      return Explanation(self, verdict: children.contains(where: \.verdict), children: children)
    case .not(let part):
      let child = try part.explanation(values, moment)
      return Explanation(self, verdict: !child.verdict, children: [child])
    case .member(let segment): return Explanation(self, verdict: try values.isMember(of: segment))
    case .related(let relation, let quantifier, let part):
      var children: [Explanation] = []
      for other in try values.related(relation) { children.append(try part.explanation(other, moment)) }
      return Explanation(
        self, verdict: children.contains(where: \.verdict) == (quantifier == .any), children: children)
    case .compare, .oneOf, .known, .date:
      let (verdict, actual) = try leaf(values, moment)
      return Explanation(self, verdict: verdict, actual: actual, isMissing: actual == nil)
    }
  }

  private func explanations(
    _ parts: [Condition], _ values: some ConditionValues, _ moment: EvaluationMoment
  ) throws(ConditionFault) -> [Explanation] {
    var result: [Explanation] = []
    for part in parts { result.append(try part.explanation(values, moment)) }
    return result
  }
}

extension Explanation: CustomStringConvertible {
  /// The tree in English, one line per node; for logs of test data and consoles, since it shows the values.
  public var description: String { lines.joined(separator: "\n") }

  private var lines: [String] {
    let head = (verdict ? "yes: " : "no: ") + condition.title
    let found = actual.map { " – is " + $0.plainText } ?? (isMissing ? " – missing" : "")
    return [head + found] + children.flatMap { $0.lines.map { "  " + $0 } }
  }
}

extension Condition {
  /// The node in a few words, without its parts.
  fileprivate var title: String {
    switch self {
    case .all: "all of"
    case .any: "any of"
    case .not: "not"
    case .compare(let term, let comparison, let value): "\(term.name) \(comparison.rawValue) \(value.plainText)"
    case .oneOf(let term, let values): "\(term.name) oneOf " + values.map(\.plainText).joined(separator: ", ")
    case .known(let term): "\(term.name) known"
    case .date(let term, let test, _): "\(term.name) \(test)"
    case .member(let segment): "member of \(segment)"
    case .related(let relation, let quantifier, _): "\(quantifier.rawValue) of \(relation)"
    }
  }
}
