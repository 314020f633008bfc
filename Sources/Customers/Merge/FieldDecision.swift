public import CRMCore

/// What a merge does about one property: whose value counts, and why.
public struct FieldDecision: Hashable, Codable, Sendable {
  /// What one of the records says.
  public struct Candidate: Hashable, Codable, Sendable {
    /// The record.
    public var customer: Identifier<Customer>
    /// Its value; `nil` if it has none.
    public var value: FieldValue?

    /// A candidate.
    public init(customer: Identifier<Customer>, value: FieldValue?) {
      self.customer = customer
      self.value = value
    }
  }

  /// The property.
  public var property: CustomerProperty
  /// Whose value counts; `nil` if nobody has one, or if all are united.
  public var chosen: Identifier<Customer>?
  /// The value that the winner will have; `nil` if none, or for labels, contact points and keys.
  public var value: FieldValue?
  /// Why.
  public var reason: Reason
  /// What each record says, the winner first; empty for labels, contact points and keys.
  public var candidates: [Candidate]

  /// A decision.
  public init(
    property: CustomerProperty, chosen: Identifier<Customer>?, value: FieldValue?, reason: Reason,
    candidates: [Candidate]
  ) {
    self.property = property
    self.chosen = chosen
    self.value = value
    self.reason = reason
    self.candidates = candidates
  }

  /// Whether the records say different things: what somebody should look at.
  public var isConflict: Bool { Set(candidates.compactMap(\.value)).count > 1 }
}
