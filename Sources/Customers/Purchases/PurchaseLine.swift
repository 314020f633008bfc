public import CRMCore
public import Foundation

/// One line of a ``Purchase``.
public struct PurchaseLine: Hashable, Codable, Sendable {
  /// The product, if it is in the catalogue.
  public var product: Identifier<Product>?
  /// What stands on the receipt.
  public var text: String?
  /// How many; negative for goods given back.
  public var quantity: Decimal
  /// What was paid for the whole line after discounts; negative for goods given back.
  public var amount: Money
  /// What the whole line cost us, if known; negative for goods given back.
  public var cost: Money?

  /// A line.
  public init(
    product: Identifier<Product>? = nil, text: String? = nil, quantity: Decimal = 1, amount: Money, cost: Money? = nil
  ) {
    self.product = product
    self.text = text
    self.quantity = quantity
    self.amount = amount
    self.cost = cost
  }

  /// Whether goods were given back.
  public var isReturn: Bool { quantity < 0 || amount.isNegative }
}
