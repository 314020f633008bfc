/// What was won with one customer, in one currency.
public struct CustomerRevenue: Hashable, Sendable {
  /// The customer.
  public var customer: Identifier<Customer>
  /// The worth of the deals won.
  public var revenue: Money
  /// The number of deals won.
  public var deals: Int

  /// A figure.
  public init(customer: Identifier<Customer>, revenue: Money, deals: Int) {
    self.customer = customer
    self.revenue = revenue
    self.deals = deals
  }

  /// The customers with the most won revenue in a currency, greatest first, equals in order of identifiers. O(n log n).
  ///
  /// - Throws: `MoneyError` if an amount cannot be computed or a sum does not fit.
  public static func ranking(
    of deals: some Sequence<Deal>, in currency: Currency, limit: Int
  ) throws(MoneyError) -> [CustomerRevenue] {
    var sums: [Identifier<Customer>: CustomerRevenue] = [:]
    for deal in deals where deal.status == .won {
      guard let customer = deal.customer, let amount = try deal.amount(), amount.currency == currency else { continue }
      var sum = sums[customer] ?? CustomerRevenue(customer: customer, revenue: .zero(currency), deals: 0)
      sum.revenue = try sum.revenue.adding(amount)
      sum.deals += 1
      sums[customer] = sum
    }
    let ranked = sums.values.sorted { left, right in
      left.revenue != right.revenue
        ? left.revenue.minorUnits > right.revenue.minorUnits : left.customer < right.customer
    }
    return Array(ranked.prefix(max(0, limit)))
  }
}
