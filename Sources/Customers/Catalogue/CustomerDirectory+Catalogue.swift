public import CRMCore
public import Foundation

extension CustomerDirectory {
  /// Adds a product, or writes it in place of the one with its identifier. Nothing is committed if nothing changed.
  ///
  /// - Throws: `ValidationError`; `duplicateKey` if another product has the article number or a foreign key.
  @discardableResult
  public func save(_ product: Product, by author: Author) async throws -> Product {
    try await store.perform { try await prepareSave(product, by: author) }
  }

  /// The changes that ``save(_:by:)-(Product,_)`` commits.
  public func prepareSave(_ product: Product, by author: Author) async throws -> Prepared<Product> {
    try ValidationError.check(product.problems())
    return try await prepareWrite(product, by: author)
  }

  /// Adds a price list, or writes it in place of the one with its identifier. Nothing is committed if nothing changed.
  ///
  /// - Throws: `ValidationError`; `duplicateKey` if another list has the name.
  @discardableResult
  public func save(_ list: PriceList, by author: Author) async throws -> PriceList {
    try await store.perform { try await prepareSave(list, by: author) }
  }

  /// The changes that ``save(_:by:)-(PriceList,_)`` commits.
  public func prepareSave(_ list: PriceList, by author: Author) async throws -> Prepared<PriceList> {
    try ValidationError.check(list.problems())
    return try await prepareWrite(list, by: author)
  }

  /// The price of one unit of a product in a list on a day; `nil` if the list has none. See ``PriceList/price(of:on:quantity:)``.
  ///
  /// - Throws: `notFound` if there is no such list.
  public func price(
    of product: Identifier<Product>, in list: Identifier<PriceList>, on day: CalendarDay, quantity: Decimal = 1
  ) async throws -> Money? {
    try await store.require(list).record.price(of: product, on: day, quantity: quantity)
  }

  /// The product with an article number, or `nil`.
  public func product(code: String) async throws -> Product? {
    try await store.first(Query(Product.byCode, ExactText(code)))?.record
  }

  /// The products whose name begins with a text, alphabetically.
  public func products(
    named prefix: String = "", limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<Product> {
    try await page(Query(Product.byName, textPrefix: prefix).limited(to: limit).after(cursor))
  }

  private func prepareWrite<R: Record>(_ record: R, by author: Author) async throws -> Prepared<R> {
    var changes = ChangeSet(author: author, date: environment.now())
    if let stored = try await store.get(record.id) {
      if stored.record != record { changes.update(record, expecting: stored.revision) }
    } else {
      changes.insert(record)
    }
    return Prepared(record, changes: changes)
  }
}
