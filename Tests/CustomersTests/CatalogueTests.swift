import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct CatalogueTests {
  private let start = CalendarDay(CRMEnvironment.testStart, in: .gmt)

  private func euros(_ cents: Int64) -> Money { Money(minorUnits: cents, currency: .eur) }

  private func list(_ prices: [PriceList.Price]) -> PriceList {
    PriceList(id: "list", name: "2026", currency: .eur, prices: prices, createdAt: CRMEnvironment.testStart)
  }

  @Test func aPriceHoldsFromItsFirstDayUntilItsLast() {
    let list = list([
      .init("a", euros(100)), .init("a", euros(120), from: start, until: start.adding(days: 10)),
      .init("a", euros(90), from: start, minimumQuantity: 10), .init("b", euros(7), from: start),
    ])
    #expect(list.price(of: "a", on: start.adding(days: -1)) == euros(100))
    #expect(list.price(of: "a", on: start) == euros(120))
    #expect(list.price(of: "a", on: start.adding(days: 9)) == euros(120))
    #expect(list.price(of: "a", on: start.adding(days: 10)) == euros(100))
    #expect(list.price(of: "a", on: start, quantity: 10) == euros(90))
    #expect(list.price(of: "a", on: start, quantity: Decimal(9.5)) == euros(120))
    #expect(list.price(of: "b", on: start.adding(days: -1)) == nil)
    #expect(list.price(of: "c", on: start) == nil)
  }

  @Test func thePriceDoesNotDependOnTheOrderOfTheList() {
    for seed in UInt64(1)...60 {
      var generator = SeededGenerator(seed: seed)
      var prices: [PriceList.Price] = []
      for number in 0..<12 {
        let from = start.adding(days: Int.random(in: 0..<20, using: &generator))
        let until = Bool.random(using: &generator) ? from.adding(days: Int.random(in: 1..<9, using: &generator)) : nil
        prices.append(
          .init(
            "a", euros(Int64(number)), from: from, until: until,
            minimumQuantity: Decimal([1, 5, 10][Int.random(in: 0..<3, using: &generator)])))
      }
      var seen: Set<String> = []
      prices = prices.filter { seen.insert("\(String(describing: $0.validFrom)) \($0.minimumQuantity)").inserted }
      #expect(list(prices).problems().isEmpty, "seed \(seed)")
      for _ in 0..<10 {
        let day = start.adding(days: Int.random(in: -2..<30, using: &generator))
        let quantity = Decimal(Int.random(in: 1..<15, using: &generator))
        let shuffled = list(prices.shuffled(using: &generator))
        let price = list(prices).price(of: "a", on: day, quantity: quantity)
        #expect(price == shuffled.price(of: "a", on: day, quantity: quantity), "seed \(seed)")
        let holds = prices.filter { $0.holds(on: day) && $0.minimumQuantity <= quantity }
        let best = holds.max {
          ($0.minimumQuantity, $0.validFrom ?? .min) < ($1.minimumQuantity, $1.validFrom ?? .min)
        }
        #expect(price == best?.price, "seed \(seed)")
      }
    }
  }

  @Test func everythingWrongWithAListIsNamedAtOnce() {
    let bad = list([
      .init("a", Money(minorUnits: 1, currency: .usd)), .init("a", euros(-1), from: start, until: start),
      .init("a", euros(1), from: start, minimumQuantity: 0), .init("a", euros(2), from: start),
    ])
    #expect(
      bad.problems().map(\.field) == [
        "prices[0].price", "prices[1].price", "prices[1].validUntil", "prices[2].minimumQuantity",
        "prices[3].validFrom",
      ])
    let product = Product(
      id: "p", name: " ", cost: euros(-1),
      recurring: RecurringTerms(every: 0, .month, minimumPeriods: 0, noticeDays: -1),
      createdAt: CRMEnvironment.testStart)
    #expect(
      product.problems().map(\.field) == [
        "name", "cost", "recurring.count", "recurring.minimumPeriods", "recurring.noticeDays",
      ])
  }

  @Test func aCatalogueIsSavedOnceAndAsked() async throws {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    let product = Product(id: "p", name: "GTX Pro", code: "GTX-P", category: "GTX", createdAt: environment.now())
    try await directory.save(product, by: .system)
    try await directory.save(list([.init("p", euros(482_100), from: start)]), by: .system)
    let commits = try store.history(after: nil, limit: 10).count
    try await directory.save(product, by: .system)
    #expect(try store.history(after: nil, limit: 10).count == commits)
    #expect(try await directory.product(code: "GTX-P") == product)
    #expect(try await directory.products(named: "gtx").items == [product])
    #expect(try await directory.price(of: "p", in: "list", on: start) == euros(482_100))
    #expect(try await directory.price(of: "p", in: "list", on: start.adding(days: -1)) == nil)
    await #expect(throws: StoreError.self) {
      try await directory.save(
        Product(id: "q", name: "Copy", code: "GTX-P", createdAt: environment.now()), by: .system)
    }
  }
}
