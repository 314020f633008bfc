public import CRMCore
public import Foundation

/// What a customer has bought in one currency, folded from purchases in any order.
public struct PurchaseSummary: Hashable, Codable, Sendable {
  /// The currency.
  public let currency: Currency
  /// The number of purchases with a positive total.
  public private(set) var purchases = 0
  /// The number of purchases whose total is zero or less: goods given back.
  public private(set) var returns = 0
  /// What was paid, less what was given back.
  public private(set) var revenue: Money
  /// What was paid, without what was given back.
  public private(set) var gross: Money
  /// Revenue less cost over the purchases whose cost is known; `nil` if it is known for none.
  public private(set) var margin: Money?
  /// What the customer still owes over the purchases of which it is known what was paid; negative for what we owe, `nil` if it is
  /// known for none.
  public private(set) var balance: Money?
  /// The first purchase with a positive total.
  public private(set) var first: Date?
  /// The last purchase with a positive total.
  public private(set) var last: Date?

  /// Nothing bought yet.
  public init(currency: Currency) {
    self.currency = currency
    revenue = .zero(currency)
    gross = .zero(currency)
  }

  /// Adds one purchase; one in another currency changes nothing.
  ///
  /// - Returns: whether the purchase counted.
  /// - Throws: `MoneyError` when a sum does not fit; nothing is changed then.
  @discardableResult
  public mutating func add(_ purchase: Purchase) throws(MoneyError) -> Bool {
    guard purchase.currency == currency else { return false }
    let total = try purchase.total()
    var copy = self
    copy.revenue = try revenue + total
    if total.isPositive {
      copy.gross = try gross + total
      copy.purchases += 1
      copy.first = first.map { min($0, purchase.date) } ?? purchase.date
      copy.last = last.map { max($0, purchase.date) } ?? purchase.date
    } else {
      copy.returns += 1
    }
    if let cost = try purchase.cost() {
      copy.margin = try (margin ?? .zero(currency)) + (total - cost)
    }
    if let paid = purchase.paid, paid.currency == currency {
      copy.balance = try (balance ?? .zero(currency)) + (total - paid)
    }
    self = copy
    return true
  }

  /// Gross revenue per purchase, rounded half up to a minor unit; `nil` before the first.
  public var averagePurchase: Money? {
    guard purchases > 0, let share = try? Ratio(1, over: purchases) else { return nil }
    return try? gross.multiplied(by: share, rounding: .halfUp)
  }
}
