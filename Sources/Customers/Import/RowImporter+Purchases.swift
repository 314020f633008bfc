public import CRMCore
public import CRMFormats
public import Foundation

/// Which columns of a file of sold lines say what.
public struct PurchaseColumns: Hashable, Sendable {
  /// Who bought, as the other system names customers. Rows without are passed over.
  public var customer: String
  /// When; rows of one customer at the same moment are one purchase.
  public var date: String
  /// The number on the receipt, if the file has one: then it tells purchases apart, and not the moment.
  public var number: String?
  /// What was bought.
  public var item: String
  /// How many; negative for goods given back.
  public var quantity: String
  /// The price of one.
  public var unitPrice: String

  /// Columns by their headings.
  public init(
    customer: String, date: String, number: String? = nil, item: String, quantity: String, unitPrice: String
  ) {
    self.customer = customer
    self.date = date
    self.number = number
    self.item = item
    self.quantity = quantity
    self.unitPrice = unitPrice
  }
}

extension RowImporter<Customer> {
  /// An importer of the customers that a file of sold lines names, for `RowImporter.purchases`.
  /// They are known by the other system's name only, which is their foreign key; records that are there stay as they are.
  ///
  /// - Parameters:
  ///   - name: the stable name of this kind of import.
  ///   - columns: which columns say what.
  ///   - system: what the other system is called.
  public static func buyers(_ name: String = "buyers", columns: PurchaseColumns, in system: String) -> RowImporter {
    var importer = RowImporter.customers(name, policy: .keepExisting) { row in
      guard let id = row.text(columns.customer) else { return nil }
      return Customer(
        id: Identifier(foreign: id, in: system), kind: .person, stage: .customer, source: .imported,
        foreignKeys: [ForeignKey(id, in: system)], createdAt: row.now)
    }
    importer.join = { first, _ in first }
    return importer
  }
}

extension RowImporter<Purchase> {
  /// An importer of purchases from a file with one row for each line that was sold.
  ///
  /// Rows of the same customer and moment (or receipt number) are the lines of one purchase, wherever they stand in the file;
  /// reading is fastest where they follow each other. A file that is read again changes nothing, but for purchases whose rows
  /// are scattered: they are written anew with the same lines. A line's amount is quantity times price, rounded half up to the
  /// currency's minor unit.
  ///
  /// - Parameters:
  ///   - name: the stable name of this kind of import.
  ///   - columns: which columns say what.
  ///   - system: what the other system is called, for identities.
  ///   - currency: the currency of all prices.
  ///   - zone: where the clock stands that the file was written by.
  ///   - dates: how days are written.
  ///   - numbers: how numbers are written.
  public static func purchases(
    _ name: String = "purchases", columns: PurchaseColumns, in system: String, currency: Currency,
    zone: TimeZone = .gmt, dates: DatePattern = "yyyy-MM-dd", numbers: NumberParser.Style = .point
  ) -> RowImporter {
    // What a file of sold lines does not know (place, origin, what was paid) stays.
    let policy = UpdatePolicy<Purchase>(extend: joined) { existing, incoming in
      var purchase = existing
      purchase.customer = incoming.customer
      purchase.number = incoming.number ?? existing.number
      purchase.currency = incoming.currency
      purchase.lines = incoming.lines
      return purchase
    }
    return RowImporter(name, policy: policy, check: { purchase, _ in purchase.problems() }, join: joined) { row in
      guard let customer = row.text(columns.customer) else { return nil }
      let date = row.moment(columns.date, in: zone, dates)
      let quantity = row.decimal(columns.quantity, numbers)
      let price = row.decimal(columns.unitPrice, numbers)
      for (column, isMissing) in [
        (columns.date, date == nil), (columns.quantity, quantity == nil), (columns.unitPrice, price == nil),
      ]
      where isMissing && row.problems.allSatisfy({ $0.column != column }) {
        row.reject(column, FieldProblem.Code.missing)
      }
      guard let date, let quantity, let price else { return nil }
      guard let amount = try? Money(quantity * price, currency, rounding: .halfUp) else {
        row.reject(columns.unitPrice, FieldProblem.Code.outOfRange)
        return nil
      }
      let number = columns.number.flatMap { row.text($0) }
      let key = number ?? "\(customer)|\(date.millisecondsSince1970)"
      return Purchase(
        id: Identifier(foreign: key, in: system), customer: Identifier(foreign: customer, in: system), date: date,
        number: number, currency: currency,
        lines: [PurchaseLine(text: row.text(columns.item), quantity: quantity, amount: amount)],
        foreignKey: ForeignKey(key, in: system))
    }
  }

  /// A purchase with the lines of another row.
  private static func joined(_ purchase: Purchase, _ next: Purchase) -> Purchase {
    var result = purchase
    result.lines += next.lines
    return result
  }
}
