import Customers
import Foundation

struct Offer: Record {
  static let collection: CollectionName = "shop.offers"
  /// Offers that can still expire, by the moment at which they do.
  static let byExpiry = Index<Offer>("expiry") { offer in
    offer.isExpired ? nil : IndexKey(offer.validUntil)
  }
  static var indexes: [Index<Offer>] { [byExpiry] }

  var id: Identifier<Offer>
  var validUntil: Date
  var isExpired = false
}

func heartbeat(of directory: CustomerDirectory, telling notifier: any Notifier) -> Heartbeat {
  let store = directory.store
  let environment = directory.environment
  let pump = OutboxPump(
    store: store, environment: environment, handlers: [.notice: NoticeHandler(notifier)])
  // The host's own work: what is due stands in an index, and one commit does it and takes it out of the index.
  let expiry = DueRecords("shop.offers", in: store, Offer.byExpiry) {
    $0.validUntil
  } change: { offer, changes, _ in
    var expired = offer
    expired.isExpired = true
    changes.update(expired)
  }
  return Heartbeat([directory.reminding(), pump, expiry], store: store, environment: environment)
}

/// In a background task: do what is due in 25 seconds, then ask to be woken again.
func backgroundTask(_ heart: Heartbeat, now: Date) async throws -> Date? {
  let report = try await heart.advance(now: now, budget: .backgroundTask)
  for entry in report.failures { print("\(entry.name) failed and will be tried again") }
  return report.hasMore ? now : try await heart.nextMoment()
}
