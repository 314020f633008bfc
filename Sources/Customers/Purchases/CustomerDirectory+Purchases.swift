public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Records a purchase, together with a `purchase.recorded` event dated at the purchase.
  ///
  /// One that another system has handed over before (``Purchase/foreignKey``) is written only if it has changed, together with a
  /// `purchase.corrected` event dated now: a hand-over can be repeated.
  ///
  /// - Throws: `ValidationError`; `notFound` if the customer does not exist.
  @discardableResult
  public func record(_ purchase: Purchase, by author: Author) async throws -> Purchase {
    try await store.perform { try await prepareRecord(purchase, by: author) }
  }

  /// The changes that ``record(_:by:)`` commits.
  public func prepareRecord(_ purchase: Purchase, by author: Author) async throws -> Prepared<Purchase> {
    try ValidationError.check(purchase.problems())
    let now = environment.now()
    var changes = ChangeSet(author: author, date: now)
    if let key = purchase.foreignKey,
      let known = try await store.first(Query(Purchase.byForeignKey, prefix: key.indexKey))
    {
      var corrected = purchase
      corrected.id = known.id
      if corrected != known.record {
        changes.require(unchanged: try await store.require(corrected.customer))
        changes.update(corrected, expecting: known.revision)
        let total = try corrected.total()
        let before = try known.record.total()
        var properties: [String: FieldValue] = ["total": .money(total)]
        if before != total { properties["before"] = .money(before) }
        changes.insert(
          event(
            .purchaseCorrected, about: RecordReference(corrected), customer: corrected.customer, at: now, by: author,
            properties))
      }
      return Prepared(corrected, changes: changes)
    }
    let customer = try await requireCurrent(purchase.customer)
    var purchase = purchase
    purchase.customer = customer.id
    changes.require(unchanged: customer)
    changes.insert(purchase)
    let total = try purchase.total()
    changes.insert(
      event(
        .purchaseRecorded, about: RecordReference(purchase), customer: purchase.customer, at: purchase.date, by: author,
        ["total": .money(total)]))
    return Prepared(purchase, changes: changes)
  }

  /// One page of a customer's purchases, newest first.
  public func purchases(
    of customer: Identifier<Customer>, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<Purchase> {
    try await page(Query(Purchase.byCustomer, customer).descending().limited(to: limit).after(cursor))
  }

  /// What a customer has bought, by currency. Reads all of the customer's purchases.
  @concurrent
  public func purchaseSummary(of customer: Identifier<Customer>) async throws -> [Currency: PurchaseSummary] {
    var summaries: [Currency: PurchaseSummary] = [:]
    try await store.forEach(in: Query(Purchase.byCustomer, customer)) { stored in
      try summaries[stored.currency, default: PurchaseSummary(currency: stored.currency)].add(stored.record)
    }
    return summaries
  }
}
