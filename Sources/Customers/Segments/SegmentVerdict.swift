public import CRMCore

/// Whether a customer belongs to a segment, and why.
public struct SegmentVerdict: Hashable, Sendable {
  /// Whether the customer belongs to it.
  public var isMember: Bool
  /// The decision by hand that counts, if there is one.
  public var override: SegmentOverride?
  /// What the condition says, leaf by leaf, with the actual values; `nil` for a list that is kept by hand.
  public var explanation: Explanation?

  /// A verdict.
  public init(isMember: Bool, override: SegmentOverride? = nil, explanation: Explanation? = nil) {
    self.isMember = isMember
    self.override = override
    self.explanation = explanation
  }
}

extension Segment {
  /// Whether a customer belongs to the segment, with the reasons: a decision by hand beats the condition; a list without a
  /// condition has only those that were put in.
  ///
  /// - Parameters:
  ///   - customer: the customer.
  ///   - override: the decision by hand about this customer, if there is one.
  ///   - fields: how a customer answers.
  ///   - moment: when, and in which zone.
  ///   - context: what is known about the customer beyond the record: other segments, related parties.
  /// - Throws: what the condition's evaluation throws. A condition that cannot be evaluated is an error also where a decision by
  ///   hand would have counted.
  public func verdict(
    on customer: Customer, override: SegmentOverride? = nil, fields: FieldSet<Customer> = Customer.fieldSet,
    at moment: EvaluationMoment, context: ConditionContext = ConditionContext()
  ) throws(ConditionError) -> SegmentVerdict {
    var explanation: Explanation?
    if let condition {
      explanation = try condition.explain(customer, fields: fields, at: moment, context: context)
    }
    let holds = explanation?.verdict ?? false
    return SegmentVerdict(isMember: override?.isIncluded ?? holds, override: override, explanation: explanation)
  }
}
