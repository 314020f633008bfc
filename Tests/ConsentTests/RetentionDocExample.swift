import CRMTesting
import Consent
import Foundation

/// A host's own record: an order, about a customer.
struct ShopOrder: Record {
  static let collection: CollectionName = "shop.orders"

  var id: Identifier<ShopOrder>
  var placed: Date
  var delivered: Date?

  static var personalData: PersonalData<ShopOrder>? { PersonalData(.transaction, obtained: { $0.placed }) }
}

/// From a policy to an empty base, with a lawsuit in between.
func keepAndDelete() async throws -> (due: [String], orders: [Int], missing: [String]) {
  let clock = TestClock(Date("2020-05-04T10:00:00Z"))
  let environment = CRMEnvironment.fixed(clock: clock)
  let store = InMemoryStore(environment: environment)

  // The policy: what German law demands of vouchers, and two rules of the house.
  let policy = RetentionPolicy(
    id: "shop", version: "2026.1", timeZone: "Europe/Berlin",
    schedules: RetentionSchedule.germany.filter { $0.id == "de.vouchers" } + [
      RetentionSchedule(
        "shop.guarantee", category: .transaction, purpose: "guarantee", basis: .contract,
        start: RetentionStart(.endOfRelation), period: RetentionPeriod(years: 2), reference: "terms of sale, no. 9"),
      RetentionSchedule(
        "shop.review", category: .transaction, purpose: "guarantee", basis: .contract,
        start: RetentionStart(.endOfRelation), period: RetentionPeriod(years: 1), action: .review,
        reference: "house rule 4"),
    ])
  let desk = try RetentionDesk(
    store: store, policy: policy, registry: RecordRegistry([Event.self, ShopOrder.self] + RetentionDesk.recordTypes),
    facts: [RetentionFacts(ShopOrder.self, [.endOfRelation: { $0.delivered }])], environment: environment)
  let order = ShopOrder(id: environment.id(), placed: clock.now, delivered: clock.now)
  try await store.insert(order)

  // The dry run: what will be due at the end of 2028, and why.
  let plan = try await desk.plan(at: Date("2028-12-31T23:00:00Z"))
  let due = plan.items.map { RetentionReason.phrases.sentence(for: $0.reason) }

  // A customer sues. Nothing that the hold covers goes, whatever the time.
  let clerk = Author(.staff, "legal")
  let hold = try await desk.setHold(
    on: .record(RecordReference(order)), reason: LegalHoldReason.litigation, matter: "4 O 12/26", by: clerk)
  let heart = Heartbeat([desk.sweeping()], store: store, environment: environment)
  var orders: [Int] = []
  clock.set(Date("2029-01-02T10:00:00Z"))
  try await heart.advance(now: clock.now)
  orders.append(try store.count(Query<ShopOrder>()))

  // The case is closed; the next day's sweep deletes.
  try await desk.liftHold(hold.id, by: clerk)
  clock.advance(by: 86_400)
  try await heart.advance(now: clock.now)
  orders.append(try store.count(Query<ShopOrder>()))

  // The records of processing say what is known, and what nobody declared.
  let records = RecordsOfProcessing(
    registry: desk.registry, retention: policy,
    statement: ProcessingStatement(
      controller: .init("Shop GmbH", contact: "privacy@shop.example"),
      activities: [.init("guarantee", description: "Guarantee of what was sold", subjects: ["customers"])],
      recipients: [.init("Tax adviser", purposes: ["bookkeeping"])], securityMeasures: ["Access by role"]),
    at: clock.now)
  let missing = records.missing.map { RecordsOfProcessing.phrases.sentence(for: $0) }
  return (due, orders, missing)
}
