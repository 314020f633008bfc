import CRMTesting
import Customers
import Foundation
import Testing

/// Conditions about what happened, what was bought and whom a customer has to do with, from the store.
@Suite struct SegmentHistoryTests {
  private let clock = TestClock()
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")
  private let now = CRMEnvironment.testStart

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
  }

  private func person(_ name: String) async throws -> Identifier<Customer> {
    try await directory.create(.person, by: author) { $0.personName = PersonName(given: name) }.id
  }

  private func buy(
    _ customer: Identifier<Customer>, _ cents: Int64, daysAgo: Double, _ currency: Currency = .eur,
    _ product: Identifier<Product>? = nil
  ) async throws {
    let line = PurchaseLine(
      product: product, quantity: cents < 0 ? -1 : 1, amount: Money(minorUnits: cents, currency: currency))
    let purchase = Purchase(
      id: directory.environment.id(), customer: customer, date: now - daysAgo * 86_400, currency: currency,
      lines: [line])
    try await directory.record(purchase, by: author)
  }

  private func talk(
    _ customer: Identifier<Customer>, _ kind: InteractionKind, daysAgo: Double,
    _ direction: InteractionDirection = .inbound, outcome: String? = nil
  ) async throws {
    let interaction = Interaction(
      id: directory.environment.id(), customer: customer, kind: kind, direction: direction,
      date: now - daysAgo * 86_400, outcome: outcome)
    try await directory.log(interaction, by: author)
  }

  private func holds(_ condition: Condition, _ customer: Identifier<Customer>) async throws -> Bool {
    let segment = Segment(
      id: directory.environment.id(), name: SegmentName(rawValue: directory.environment.uuid().uuidString),
      condition: condition, createdAt: now)
    try await directory.define(segment, by: author)
    return try await directory.explain(customer, in: segment.id).isMember
  }

  @Test func purchasesAreCountedAndSummedByCurrency() async throws {
    let anna = try await person("Anna")
    let mug: Identifier<Product> = "mug"
    try await buy(anna, 10_000, daysAgo: 200, .eur, mug)
    try await buy(anna, 3_001, daysAgo: 20)
    try await buy(anna, -1_000, daysAgo: 10)
    try await buy(anna, 500, daysAgo: 5, .usd)
    let all = HistoryTerms.purchases()
    let recent = HistoryTerms.purchases(within: .last(30, .day))
    func money(_ cents: Int64, _ currency: Currency = .eur) -> FieldValue {
      .money(Money(minorUnits: cents, currency: currency))
    }
    for (condition, expected) in [
      (all.happened(exactly: 3), true), (recent.happened(exactly: 2), true),
      (.compare(all.term(.init(rawValue: "count")!), .equal, .integer(3)), true),
      (.compare("purchases.returns", .equal, .integer(1)), true),
      (.compare(.revenue(.eur), .equal, money(12_001)), true),
      (.compare(.revenue(.eur, from: recent), .equal, money(2_001)), true),
      (.compare(.revenue(.usd), .equal, money(500, .usd)), true),
      (.compare(.revenue(.gbp), .equal, money(0, .gbp)), true),
      // Half up: 13,001 cents over two purchases.
      (
        .compare(FieldTerm("purchases.average", ["currency": .text("EUR")]), .equal, money(6_501)), true
      ),
      (.known(FieldTerm("purchases.average", ["currency": .text("GBP")])), false),
      (all.first(.before(-6, .month)), true), (all.last(.withinLast(5, .day)), true),
      (HistoryTerms.purchases(of: mug).happened(exactly: 1), true),
      (HistoryTerms.purchases(of: mug).last(.withinLast(30, .day)), false),
    ] {
      #expect(try await holds(condition, anna) == expected, "\(condition)")
    }
    // Nobody has bought anything in a currency that there is not.
    await #expect(throws: ConditionError.self) {
      try await holds(.known(FieldTerm("purchases.total", ["currency": .text("EURO")])), anna)
    }
    await #expect(throws: ConditionError.self) { try await holds(.known("purchases.total"), anna) }
  }

  /// Every twenty days so far: the next purchase is due after forty, at the usual tolerance of 200 percent.
  @Test func anOverduePurchaseIsThatOfTheCustomersOwnRhythm() async throws {
    let anna = try await person("Anna")
    for day in [100.0, 80, 60] { try await buy(anna, 100, daysAgo: day) }
    let overdue = Condition.date("purchases.expectedBy", .before(0, .day), zone: nil)
    #expect(try await holds(overdue, anna))
    let patient = FieldTerm("purchases.expectedBy", ["tolerance": .integer(400)])
    #expect(try await !holds(.date(patient, .before(0, .day), zone: nil), anna))
    let bert = try await person("Bert")
    try await buy(bert, 100, daysAgo: 100)
    #expect(try await !holds(overdue, bert))
    #expect(try await !holds(.known("purchases.expectedBy"), bert), "one purchase is no rhythm")
  }

  @Test func interactionsAreFilteredByWhatTheyWere() async throws {
    let anna = try await person("Anna")
    try await talk(anna, .call, daysAgo: 40, .outbound, outcome: "no answer")
    try await talk(anna, .call, daysAgo: 30, .outbound, outcome: "Reached")
    try await talk(anna, .email, daysAgo: 3)
    for (condition, expected) in [
      (HistoryTerms.interactions(.call).happened(exactly: 2), true),
      (HistoryTerms.interactions(nil, .inbound).happened(exactly: 1), true),
      (HistoryTerms.interactions(.call, where: ["outcome": .text("reached")]).happened(exactly: 1), true),
      (HistoryTerms.interactions(.call, within: .last(5, .day)).never, true),
      (HistoryTerms.interactions(.visit).never, true), (HistoryTerms.interactions().never, false),
      (.compare(HistoryTerms.interactions().lastValue(of: "kind"), .equal, .choice("email")), true),
      (.compare(HistoryTerms.interactions(.call).firstValue(of: "outcome"), .equal, .text("NO ANSWER")), true),
    ] {
      #expect(try await holds(condition, anna) == expected, "\(condition)")
    }
  }

  @Test func statesLastSinceTheEventThatBeganThem() async throws {
    let anna = try await person("Anna")
    let prospect = HistoryTerms.events(.customerStageChanged, where: ["to": .choice("prospect")])
    #expect(try await !holds(prospect.inState(), anna))
    try await directory.edit(anna, by: author) { $0.stage = .prospect }
    #expect(try await holds(prospect.inState(), anna))
    #expect(try await !holds(prospect.inState(for: 30, .day), anna))
    clock.advance(by: 30 * 86_400)
    #expect(try await holds(prospect.inState(for: 30, .day), anna))
    try await directory.edit(anna, by: author) { $0.stage = .customer }
    #expect(try await !holds(prospect.inState(for: 30, .day), anna))
    #expect(try await !holds(prospect.inState(), anna))
  }

  @Test func relationsAreReadFromBothEndsWhileTheyHold() async throws {
    let anna = try await person("Anna")
    let acme = try await directory.create(.organisation, by: author) {
      $0.legalName = "Acme"
      $0.organisation = OrganisationFacts(employees: 500)
    }.id
    let job = try await directory.relate(anna, .employeeOf, acme, by: author)
    try await buy(acme, 5_000, daysAgo: 3)
    let atBigFirm = Condition.related("employeeOf", .any, Customer.fields.employees > 100)
    let atBuyer = Condition.related("employeeOf", .any, HistoryTerms.purchases().happened())
    let employsAnna = Condition.related("employerOf", .any, Customer.fields.givenName == "Anna")
    #expect(try await holds(atBigFirm, anna))
    #expect(try await holds(atBuyer, anna))
    #expect(try await holds(employsAnna, acme))
    #expect(try await holds(.related("spouseOf", .none, .always), anna))
    try await directory.define(
      Segment(id: "big", name: "big", condition: Customer.fields.employees > 100, createdAt: now), by: author)
    #expect(try await holds(.related("employeeOf", .any, .member(of: "big")), anna))
    // Married people are each other's spouses, on whichever side the edge was written.
    let bert = try await person("Bert")
    try await directory.relate(bert, .spouseOf, anna, by: author)
    for person in [anna, bert] { #expect(try await holds(.related("spouseOf", .any, .always), person)) }

    try await directory.endRelationship(job.id, on: CalendarDay(now, in: .gmt).adding(days: 1), by: author)
    #expect(try await holds(atBigFirm, anna))
    clock.advance(by: 86_400)
    #expect(try await !holds(atBigFirm, anna))
    #expect(try await !holds(employsAnna, acme))
  }

  @Test func aSegmentCannotAskForItselfThroughARelation() async throws {
    let friend = Segment(
      id: "friend", name: "friend", condition: .related("spouseOf", .any, .member(of: "friend")), createdAt: now)
    await #expect(throws: SegmentCycle(path: ["friend", "friend"])) { try await directory.define(friend, by: author) }
  }
}
