public import CRMCore
public import Foundation

/// Dated prices in one currency: a general list, or one for a country, a partner or a season.
///
/// A list is one record and meant for up to some thousands of prices. ``price(of:on:quantity:)`` answers from it.
public struct PriceList: Record {
  /// `priceLists`.
  public static let collection: CollectionName = "priceLists"

  /// By name; unique.
  public static let byName = Index<PriceList>("name", unique: true) { IndexKey($0.name) }
  /// By currency, then by name.
  public static let byCurrency = Index<PriceList>("currency") { IndexKey(ExactText($0.currency.code), $0.name) }
  /// The declared indexes.
  public static var indexes: [Index<PriceList>] { [byName, byCurrency] }
  /// The products.
  public static var references: [Reference<PriceList>] {
    let products = Reference<PriceList>("products", to: Product.collection) { list in
      var seen: Set<Identifier<Product>> = []
      return list.prices.map(\.product).filter { seen.insert($0).inserted }.map { RecordReference($0) }
    } repoint: { list, old, new in
      guard let from = old.id(as: Product.self), let to = new.id(as: Product.self) else { return }
      for index in list.prices.indices where list.prices[index].product == from { list.prices[index].product = to }
    }
    return [products]
  }

  /// One price of one product for a time and from a quantity on.
  public struct Price: Hashable, Codable, Sendable {
    /// The product.
    public var product: Identifier<Product>
    /// What one unit costs.
    public var price: Money
    /// The first day of the price; `nil`: always was.
    public var validFrom: CalendarDay?
    /// The first day on which it no longer holds; `nil`: until another price begins.
    public var validUntil: CalendarDay?
    /// The least quantity it is given for.
    public var minimumQuantity: Decimal

    /// A price.
    public init(
      _ product: Identifier<Product>, _ price: Money, from validFrom: CalendarDay? = nil,
      until validUntil: CalendarDay? = nil,
      minimumQuantity: Decimal = 1
    ) {
      self.product = product
      self.price = price
      self.validFrom = validFrom
      self.validUntil = validUntil
      self.minimumQuantity = minimumQuantity
    }
  }

  /// The list's identity.
  public var id: Identifier<PriceList>
  /// The name.
  public var name: String
  /// The currency of every price in it.
  public var currency: Currency
  /// The prices, in any order.
  public var prices: [Price]
  /// Whether prices include tax.
  public var includesTax: Bool
  /// When the record was made.
  public var createdAt: Date

  /// A price list.
  public init(
    id: Identifier<PriceList>, name: String, currency: Currency, prices: [Price] = [], includesTax: Bool = false,
    createdAt: Date
  ) {
    self.id = id
    self.name = name
    self.currency = currency
    self.prices = prices
    self.includesTax = includesTax
    self.createdAt = createdAt
  }
}
