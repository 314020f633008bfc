import CRMTesting
import Foundation
import Pipeline
import Testing

@Suite struct DealTests {
  private func decimal(_ text: String) throws -> Decimal { try #require(Decimal(string: text)) }

  @Test func linesAreExactAndRoundedOnce() throws {
    let price = try Money("0.335", .eur, rounding: .up)
    #expect(price == (try Money("0.34", .eur)))
    let line = DealLine(quantity: try decimal("2.5"), unitPrice: try Money("3.33", .eur))
    #expect(try line.total() == Money("8.32", .eur))  // 8.325, half to even
    let discounted = DealLine(quantity: 3, unitPrice: try Fixture.money(100), discount: .share(0.15))
    #expect(try discounted.total() == Money("255", .eur))
    let reduced = DealLine(quantity: 3, unitPrice: try Fixture.money(100), discount: .amount(try Money("0.01", .eur)))
    #expect(try reduced.total() == Money("299.99", .eur))
    let yearly = DealLine(
      unitPrice: try Fixture.money(20), recurring: RecurringTerms(.month), periods: 12)
    #expect(try yearly.total() == Money("240", .eur))
  }

  @Test func theStatedAmountGoesBeforeTheLines() throws {
    var deal = try Fixture.deal()
    #expect(try deal.amount() == nil)
    deal.lines = [DealLine(quantity: 2, unitPrice: try Fixture.money(10)), DealLine(unitPrice: try Fixture.money(5))]
    #expect(try deal.amount() == Money("25", .eur))
    deal.statedAmount = .zero(.eur)
    #expect(try deal.amount() == .zero(.eur))
  }

  @Test func anExplicitChanceOfNothingIsAValue() throws {
    var deal = try Fixture.deal()
    #expect(deal.chance(in: Fixture.pipeline()) == 0.5)
    deal.probability = 0
    #expect(deal.chance(in: Fixture.pipeline()) == 0)
    let won = try deal.moving(to: "won", in: Fixture.pipeline(), at: Fixture.start, by: Fixture.author)
    #expect(won.chance(in: Fixture.pipeline()) == 1)
  }

  @Test func allProblemsAtOnce() throws {
    var deal = try Fixture.deal()
    deal.name = ""
    deal.parties = [DealParty("a", .champion), DealParty("a", .champion, note: "again"), DealParty("a", .user)]
    deal.lines = [
      DealLine(quantity: 0, unitPrice: try Money(units: 1, .usd), discount: .share(2), periods: 0),
      DealLine(unitPrice: try Fixture.money(1), discount: .amount(.zero(.usd))),
    ]
    deal.statedAmount = .zero(.usd)
    deal.probability = 2
    #expect(
      deal.problems(in: Fixture.pipeline()).map(\.field) == [
        "name", "parties[1]", "statedAmount", "lines[0].quantity", "lines[0].unitPrice", "lines[0].discount",
        "lines[0].periods", "lines[1].discount", "probability",
      ])
    var other = Fixture.pipeline()
    other.id = "other"
    #expect(try Fixture.deal().problems(in: other).map(\.field) == ["pipeline"])
  }

  @Test func aDecidedDealSaysWhenAndALostOneWhy() throws {
    #expect(try Fixture.deal(in: "won").problems(in: Fixture.pipeline()).map(\.field) == ["closed"])
    #expect(try Fixture.deal(in: "lost").problems(in: Fixture.pipeline()).map(\.field) == ["closed", "loss"])
  }

  @Test func anAmountThatDoesNotFitIsAProblem() throws {
    var deal = try Fixture.deal()
    deal.lines = [DealLine(quantity: 3, unitPrice: Money(minorUnits: .max, currency: .eur))]
    #expect(deal.problems(in: Fixture.pipeline()).map(\.field) == ["lines"])
  }

  @Test func referencesAreFoundAndRepointed() throws {
    var deal = try Fixture.deal()
    deal.customer = "a"
    deal.owner = "anna"
    deal.parties = [DealParty("a", .champion), DealParty("b", .champion), DealParty("b", .user)]
    deal.lines = [DealLine(product: "p", unitPrice: try Fixture.money(1))]
    let old = RecordReference("b" as Identifier<Customer>)
    let new = RecordReference("a" as Identifier<Customer>)
    for reference in Deal.references { reference.repoint(&deal, from: old, to: new) }
    #expect(deal.parties == [DealParty("a", .champion), DealParty("a", .user)])
    let targets = Set(Deal.references.flatMap { $0.targets(of: deal) })
    #expect(targets.contains(RecordReference("p" as Identifier<Product>)))
    #expect(targets.contains(RecordReference("anna" as Identifier<StaffMember>)))
    #expect(targets.contains(new) && !targets.contains(old))
  }

  @Test func fieldsAreNamedOnce() {
    let names = Deal.fields.all.map(\.name)
    #expect(Set(names).count == names.count)
    #expect(names.allSatisfy { $0.namespace == "deal" })
  }
}

@Suite struct ProportionTests {
  @Test func literalsAreExact() throws {
    let text: [(Proportion, String)] = [
      (0.07, "0.07"), (0.1, "0.1"), (1, "1"), (.percent(29), "0.29"), (1e-7, "0.0000001"),
    ]
    for (proportion, expected) in text { #expect(proportion.description == expected) }
    let data = try JSONEncoder().encode([0.07 as Proportion])
    #expect(String(decoding: data, as: UTF8.self) == #"["0.07"]"#)
    #expect(try JSONDecoder().decode([Proportion].self, from: data) == [0.07])
    #expect(
      !Proportion(Decimal.nan).isWithinWhole && !(1.5 as Proportion).isWithinWhole && (1 as Proportion).isWithinWhole)
  }
}
