import CRM
import Foundation

/// Products become catalogue entries, their prices one general price list.
struct ProductImport: Sendable {
  var table: SourceTable

  init(_ file: SourceFile) throws {
    table = try SourceTable(file, columns: ["product", "sales_price"])
  }

  /// Makes products of the rows.
  var importer: RowImporter<Product> {
    .products("products") { row in
      let price = Self.price(&row)
      guard let name = row.required("product"), price != nil else { return nil }
      return Product(
        id: SalesBase.id(name), name: name, category: row.text("series").map { ProductCategory(rawValue: $0) },
        foreignKeys: [SalesBase.key(name)], createdAt: row.now)
    }
  }

  /// Writes the price list of the rows; nothing is committed if it is like that already.
  func savePrices(in directory: CustomerDirectory, now: Date) async throws {
    var prices: [PriceList.Price] = []
    for row in table.rows {
      var reader = RowReader(row, now: now)
      guard let name = row["product"], let price = Self.price(&reader) else { continue }
      prices.append(PriceList.Price(SalesBase.id(name), price))
    }
    let known = try await directory.store.get(SalesBase.priceList)?.record
    let list = PriceList(
      id: SalesBase.priceList, name: "List prices", currency: SalesBase.currency, prices: prices,
      createdAt: known?.createdAt ?? now)
    try await directory.save(list, by: SalesBase.author)
  }

  private static func price(_ row: inout RowReader) -> Money? {
    guard row.required("sales_price") != nil else { return nil }
    return row.money("sales_price", in: SalesBase.currency)
  }
}
