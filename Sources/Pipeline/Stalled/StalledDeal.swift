/// A deal that hangs without a verdict: for how long, the money in it, and what to do about it.
public struct StalledDeal: Hashable, Sendable, Identifiable {
  /// The deal.
  public var deal: Deal
  /// Whole days without a touch.
  public var idleDays: Int
  /// The limit, in days, that it is over.
  public var limit: Int
  /// What it is worth; `nil` if nobody said.
  public var amount: Money?
  /// What to do next, as a reason for a sentence.
  public var suggestion: Reason

  /// A finding.
  public init(deal: Deal, idleDays: Int, limit: Int, amount: Money?, suggestion: Reason) {
    self.deal = deal
    self.idleDays = idleDays
    self.limit = limit
    self.amount = amount
    self.suggestion = suggestion
  }

  /// The deal's identity.
  public var id: Identifier<Deal> { deal.id }
}
