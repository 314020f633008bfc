public import CRMCore
public import Foundation

/// Something bought or given back, usually handed over from a shop, an ERP or accounting.
public struct Purchase: Record {
  /// `purchases`.
  public static let collection: CollectionName = "purchases"

  /// By customer, then by time.
  public static let byCustomer = Index<Purchase>("customerTime") { IndexKey($0.customer, $0.date) }
  /// By time.
  public static let byDate = Index<Purchase>("time") { IndexKey($0.date) }
  /// By each product, then by time.
  public static let byProduct = Index<Purchase>("productTime") { purchase in
    purchase.lines.compactMap { line in line.product.map { IndexKey($0, purchase.date) } }
  }
  /// By another system's name for it; unique.
  public static let byForeignKey = Index<Purchase>("foreignKey", unique: true) { $0.foreignKey?.indexKey }
  /// The declared indexes.
  public static var indexes: [Index<Purchase>] { [byCustomer, byDate, byProduct, byForeignKey] }
  /// The customer, the products and the record that it came from.
  public static var references: [Reference<Purchase>] {
    let products = Reference<Purchase>("products", to: Product.collection) { purchase in
      var seen: Set<Identifier<Product>> = []
      return purchase.lines.compactMap(\.product).filter { seen.insert($0).inserted }.map { RecordReference($0) }
    } repoint: { purchase, old, new in
      guard let from = old.id(as: Product.self), let to = new.id(as: Product.self) else { return }
      for index in purchase.lines.indices where purchase.lines[index].product == from {
        purchase.lines[index].product = to
      }
    }
    return [Reference("customer", \.customer), Reference("origin", \.origin), products]
  }

  /// The purchase's identity; derive it from ``foreignKey`` where there is one.
  public var id: Identifier<Purchase>
  /// Who bought.
  public var customer: Identifier<Customer>
  /// When.
  public var date: Date
  /// The number on the receipt or invoice.
  public var number: String?
  /// The currency of every amount in it.
  public var currency: Currency
  /// What was bought; lines of negative quantity were given back.
  public var lines: [PurchaseLine]
  /// Where: a shop, a web site, a branch.
  public var place: String?
  /// The deal, quote or subscription that it came from.
  public var origin: RecordReference?
  /// Another system's name for it, which makes a repeated hand-over harmless.
  public var foreignKey: ForeignKey?
  /// What of its total has been paid by now; `nil` where nobody tells us. Negative for goods given back and paid out.
  public var paid: Money?

  /// A purchase.
  public init(
    id: Identifier<Purchase>, customer: Identifier<Customer>, date: Date, number: String? = nil, currency: Currency,
    lines: [PurchaseLine], place: String? = nil, origin: RecordReference? = nil, foreignKey: ForeignKey? = nil,
    paid: Money? = nil
  ) {
    self.id = id
    self.customer = customer
    self.date = date
    self.number = number
    self.currency = currency
    self.lines = lines
    self.place = place
    self.origin = origin
    self.foreignKey = foreignKey
    self.paid = paid
  }
}
