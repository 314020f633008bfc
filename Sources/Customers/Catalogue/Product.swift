public import CRMCore
public import Foundation

/// Something that we sell: what deals, purchases, loyalty mechanics and entitlements refer to. Its prices are in ``PriceList``s.
public struct Product: Record {
  /// `products`.
  public static let collection: CollectionName = "products"

  /// By name.
  public static let byName = Index<Product>("name") { IndexKey($0.name) }
  /// By article number; unique.
  public static let byCode = Index<Product>("code", unique: true) { $0.code.map { IndexKey(ExactText($0)) } }
  /// By category, then by name.
  public static let byCategory = Index<Product>("category") { product in
    product.category.map { IndexKey($0.rawValue, product.name) }
  }
  /// By another system's name for it; unique.
  public static let byForeignKey = Index<Product>("foreignKey", unique: true) { $0.foreignKeys.map(\.indexKey) }
  /// The declared indexes.
  public static var indexes: [Index<Product>] { [byName, byCode, byCategory, byForeignKey] }

  /// The product's identity.
  public var id: Identifier<Product>
  /// The name.
  public var name: String
  /// The article number.
  public var code: String?
  /// A description for quotes.
  public var summary: String?
  /// The group it belongs to.
  public var category: ProductCategory?
  /// What one of it is.
  public var unit: ProductUnit
  /// What one of it costs us.
  public var cost: Money?
  /// How it is billed, if not once.
  public var recurring: RecurringTerms?
  /// Whether it is sold today.
  public var isActive: Bool
  /// Labels.
  public var tags: TagSet
  /// The names that other systems have for it.
  public var foreignKeys: [ForeignKey]
  /// Values of the fields that the host declared.
  public var customFields: CustomFields
  /// When the record was made.
  public var createdAt: Date

  /// A product.
  public init(
    id: Identifier<Product>, name: String, code: String? = nil, summary: String? = nil,
    category: ProductCategory? = nil,
    unit: ProductUnit = .piece, cost: Money? = nil, recurring: RecurringTerms? = nil, isActive: Bool = true,
    tags: TagSet = [], foreignKeys: [ForeignKey] = [], customFields: CustomFields = [:], createdAt: Date
  ) {
    self.id = id
    self.name = name
    self.code = code
    self.summary = summary
    self.category = category
    self.unit = unit
    self.cost = cost
    self.recurring = recurring
    self.isActive = isActive
    self.tags = tags
    self.foreignKeys = foreignKeys
    self.customFields = customFields
    self.createdAt = createdAt
  }
}
