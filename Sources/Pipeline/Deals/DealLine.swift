public import Foundation

/// One position of a deal: how much of what, at which price.
public struct DealLine: Hashable, Codable, Sendable {
  /// What is taken off the price of a line.
  public enum Discount: Hashable, Codable, Sendable {
    /// A share of the price, 0 to 1.
    case share(Proportion)
    /// An amount for the whole line.
    case amount(Money)
  }

  /// The product, if it is in the catalogue.
  public var product: Identifier<Product>?
  /// What stands in the quote, if it is not the product's name.
  public var text: String?
  /// How many, above 0.
  public var quantity: Decimal
  /// What one costs; with ``recurring``, in one billing period.
  public var unitPrice: Money
  /// What is taken off.
  public var discount: Discount?
  /// How the line is taxed. Amounts of deals are without tax.
  public var taxClass: TaxClass?
  /// How it is billed, if not once.
  public var recurring: RecurringTerms?
  /// The first day of the first billing period.
  public var recurringStart: CalendarDay?
  /// The billing periods that the deal is made for; `nil` counts one.
  public var periods: Int?

  /// A line.
  public init(
    product: Identifier<Product>? = nil, text: String? = nil, quantity: Decimal = 1, unitPrice: Money,
    discount: Discount? = nil, taxClass: TaxClass? = nil, recurring: RecurringTerms? = nil,
    recurringStart: CalendarDay? = nil, periods: Int? = nil
  ) {
    self.product = product
    self.text = text
    self.quantity = quantity
    self.unitPrice = unitPrice
    self.discount = discount
    self.taxClass = taxClass
    self.recurring = recurring
    self.recurringStart = recurringStart
    self.periods = periods
  }

  /// A line of whole units.
  public init(
    product: Identifier<Product>? = nil, text: String? = nil, quantity: Int, unitPrice: Money,
    discount: Discount? = nil, taxClass: TaxClass? = nil
  ) {
    self.init(
      product: product, text: text, quantity: Decimal(quantity), unitPrice: unitPrice, discount: discount,
      taxClass: taxClass)
  }

  /// What the line is worth: quantity × price × periods − discount, exact, rounded once half-even to the minor unit.
  ///
  /// - Throws: `MoneyError` if the result does not fit or the discount is of another currency.
  public func total() throws(MoneyError) -> Money {
    var exact = quantity * unitPrice.decimal * Decimal(periods ?? 1)
    switch discount {
    case .share(let share): exact *= 1 - share.decimal
    case .amount(let amount):
      guard amount.currency == unitPrice.currency else { throw .currencyMismatch(unitPrice.currency, amount.currency) }
      exact -= amount.decimal
    case nil: break
    }
    return try Money(snapping: exact, unitPrice.currency)
  }
}

/// How something is taxed, by a code of the host or its ERP. Rates are theirs.
public struct TaxClass: OpenVocabulary {
  /// The stable code.
  public let rawValue: String

  /// The class with this code.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// The usual rate.
  public static let standard: TaxClass = "standard"
  /// A reduced rate.
  public static let reduced: TaxClass = "reduced"
  /// No tax.
  public static let exempt: TaxClass = "exempt"
}
