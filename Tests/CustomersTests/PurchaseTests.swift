import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct PurchaseTests {
  private let now = CRMEnvironment.testStart

  private func euros(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .eur) }

  private func purchase(
    _ id: Identifier<Purchase>, _ lines: [PurchaseLine], customer: Identifier<Customer> = "acme", day: Double = 0,
    key: ForeignKey? = nil
  ) -> Purchase {
    Purchase(
      id: id, customer: customer, date: now.addingTimeInterval(day * 86_400), currency: .eur, lines: lines,
      foreignKey: key)
  }

  @Test func everythingWrongWithAPurchaseIsNamedAtOnce() {
    let bad = purchase(
      "x",
      [
        PurchaseLine(quantity: 0, amount: euros(0)), PurchaseLine(amount: Money(minorUnits: 1, currency: .usd)),
        PurchaseLine(quantity: -1, amount: euros(5), cost: Money(minorUnits: 1, currency: .usd)),
      ])
    #expect(
      bad.problems().map(\.field) == ["lines[0].quantity", "lines[1].amount", "lines[2].cost", "lines[2].amount"])
    #expect(purchase("x", []).problems().map(\.field) == ["lines"])
    let huge = PurchaseLine(amount: euros(.max))
    #expect(purchase("x", [huge, huge]).problems().map(\.field) == ["lines"])
  }

  @Test func aSummaryIsTheSumInWhateverOrder() throws {
    for seed in UInt64(1)...60 {
      var generator = SeededGenerator(seed: seed)
      var purchases: [Purchase] = []
      for number in 0..<Int.random(in: 1...20, using: &generator) {
        let amount = Int64.random(in: -500...2_000, using: &generator)
        let cost = Bool.random(using: &generator) ? euros(amount / 2) : nil
        let line = PurchaseLine(quantity: amount < 0 ? -1 : 1, amount: euros(amount), cost: cost)
        purchases.append(purchase(Identifier(derivedFrom: "\(number)"), [line], day: Double(number)))
      }
      var one = PurchaseSummary(currency: .eur)
      for purchase in purchases { try one.add(purchase) }
      var other = PurchaseSummary(currency: .eur)
      for purchase in purchases.shuffled(using: &generator) { try other.add(purchase) }
      #expect(one == other, "seed \(seed)")
      let sales = purchases.filter { $0.lines[0].amount.isPositive }
      #expect(one.revenue.minorUnits == purchases.reduce(0) { $0 + $1.lines[0].amount.minorUnits }, "seed \(seed)")
      #expect(one.gross.minorUnits == sales.reduce(0) { $0 + $1.lines[0].amount.minorUnits }, "seed \(seed)")
      #expect(one.purchases == sales.count && one.returns == purchases.count - sales.count, "seed \(seed)")
      #expect(one.first == sales.map(\.date).min() && one.last == sales.map(\.date).max(), "seed \(seed)")
      let costed = purchases.filter { $0.lines[0].cost != nil }.map { $0.lines[0] }
      let margin = costed.reduce(Int64(0)) { $0 + $1.amount.minorUnits - ($1.cost?.minorUnits ?? 0) }
      #expect(one.margin?.minorUnits == (costed.isEmpty ? nil : margin), "seed \(seed)")
    }
    var two = PurchaseSummary(currency: .eur)
    try two.add(purchase("a", [PurchaseLine(amount: euros(100))]))
    try two.add(purchase("b", [PurchaseLine(amount: euros(101))]))
    #expect(two.averagePurchase == euros(101))
  }

  @Test func aHandOverCanBeRepeatedAndCorrected() async throws {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    try await directory.add(Customer.organisation(id: "acme", name: "Acme", now: now), by: .system)
    let key = ForeignKey("R1", in: "till")
    let first = purchase("a", [PurchaseLine(amount: euros(100))], key: key)
    try await directory.record(first, by: .system)
    let commits = try store.history(after: nil, limit: 10).count
    let again = try await directory.record(purchase("b", [PurchaseLine(amount: euros(100))], key: key), by: .system)
    #expect(again.id == "a")
    #expect(try store.history(after: nil, limit: 10).count == commits)
    try await directory.record(purchase("c", [PurchaseLine(amount: euros(150))], key: key), by: .system)
    #expect(try await directory.purchases(of: "acme").items.map(\.lines[0].amount) == [euros(150)])
    try await directory.record(
      purchase("d", [PurchaseLine(quantity: -1, amount: euros(-50))], day: 1), by: .system)
    let summary = try #require(try await directory.purchaseSummary(of: "acme")[.eur])
    #expect(summary.revenue == euros(100))
    #expect(summary.purchases == 1 && summary.returns == 1)
    #expect(try store.page(Query(Event.byName, ExactText("purchase.recorded"))).items.count == 2)
    await #expect(throws: StoreError.self) {
      try await directory.record(
        purchase("e", [PurchaseLine(amount: euros(1))], customer: "nobody"), by: .system)
    }
  }

  @Test func aCorrectionIsAnEventWithBothTotals() async throws {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    try await directory.add(.organisation(id: "acme", name: "Acme", now: now), by: .system)
    let key = ForeignKey("R-1", in: "erp")
    var bought = purchase("p", [PurchaseLine(amount: euros(1_000))], day: -3, key: key)
    try await directory.record(bought, by: .system)
    try await directory.record(bought, by: .system)
    #expect(try store.count(Query(Event.byName, ExactText(EventName.purchaseCorrected.rawValue))) == 0)
    bought.lines[0].amount = euros(900)
    try await directory.record(bought, by: .system)
    bought.paid = euros(400)
    try await directory.record(bought, by: .system)
    let events = try store.page(Query(Event.byName, ExactText(EventName.purchaseCorrected.rawValue))).items
    #expect(events.map { $0.properties["total"] } == [.money(euros(900)), .money(euros(900))])
    #expect(events.map { $0.properties["before"] } == [.money(euros(1_000)), nil])
    #expect(events.allSatisfy { $0.date == now && $0.customer?.id(as: Customer.self) == "acme" })
    #expect(try await directory.purchaseSummary(of: "acme")[.eur]?.balance == euros(500))
  }

  @Test func whatIsOwedIsKnownOnlyWherePaymentsAre() throws {
    var summary = PurchaseSummary(currency: .eur)
    try summary.add(purchase("a", [PurchaseLine(amount: euros(100))]))
    #expect(summary.balance == nil)
    var paid = purchase("b", [PurchaseLine(amount: euros(70))])
    paid.paid = euros(20)
    try summary.add(paid)
    var returned = purchase("c", [PurchaseLine(quantity: -1, amount: euros(-60))])
    returned.paid = euros(0)
    try summary.add(returned)
    #expect(summary.balance == euros(-10) && summary.revenue == euros(110))
    paid.paid = Money(minorUnits: 1, currency: .usd)
    #expect(paid.problems().map(\.field) == ["paid"])
  }
}
