import CRMTesting
import Foundation
import Pipeline
import Testing

@Suite struct ForecastTests {
  private let day = CalendarDay(Fixture.days(10), in: .gmt)

  private func deal(
    _ name: String, _ units: Int?, in stage: StageID = "new", owner: Identifier<StaffMember>? = nil,
    _ change: (inout Deal) -> Void = { _ in }
  ) throws -> Deal {
    var deal = try Fixture.deal(Identifier(derivedFrom: name), in: stage)
    deal.statedAmount = try units.map { try Fixture.money($0) }
    deal.owner = owner
    change(&deal)
    return deal
  }

  @Test func openDealsCountByTheChanceOfTheirStage() throws {
    let deals = [
      try deal("a", 100), try deal("b", 10) { $0.probability = 1 }, try deal("c", 1000, in: "won"),
      try deal("d", 7) { $0.probability = 0 }, try deal("e", nil),
      try deal("f", 9) { $0.suspension = Suspension(reason: "leave", resumeOn: .max) },
    ]
    let forecast = Forecast(on: day, deals: deals, in: [Fixture.pipeline()])
    // The explicit chance of nothing makes it omitted: it is no part of the amount.
    #expect(
      try forecast.totals() == [.eur: ForecastTotal(deals: 2, amount: Fixture.money(110), expected: Fixture.money(60))])
    #expect(forecast.unvalued == [Identifier(derivedFrom: "e")])
    #expect(forecast.suspended == [Identifier(derivedFrom: "f")])
  }

  @Test func overdueDealsStandApart() throws {
    let deals = [
      try deal("a", 100) { $0.expectedClose = day }, try deal("b", 10) { $0.expectedClose = day.adding(days: -1) },
    ]
    let forecast = Forecast(on: day, deals: deals, in: [Fixture.pipeline()])
    #expect(try forecast.totals()[.eur]?.amount == Fixture.money(100))
    #expect(try forecast.overdueTotals()[.eur]?.amount == Fixture.money(10))
  }

  @Test func linesAddUpByAnything() throws {
    let deals = [
      try deal("a", 100, owner: "anna") { $0.probability = 0.8 },
      try deal("b", 10, owner: "boris") { $0.forecastCategory = .commit },
      try deal("c", 1, owner: "anna") { $0.expectedClose = day.adding(months: 1) },
    ]
    let forecast = Forecast(on: day, deals: deals, in: [Fixture.pipeline()])
    let byOwner = try forecast.totals(by: \.owner)
    #expect(byOwner["anna"]?[.eur]?.amount == (try Fixture.money(101)))
    let byCategory = try forecast.totals(by: \.category)
    #expect(byCategory[.commit]?[.eur]?.amount == (try Fixture.money(110)))
    #expect(byCategory[.bestCase]?[.eur]?.amount == (try Fixture.money(1)))
    let byMonth = try forecast.totals { $0.expectedClose?.firstOfMonth }
    #expect(byMonth[day.adding(months: 1).firstOfMonth]?[.eur]?.deals == 1)
    #expect(byMonth[nil]?[.eur]?.deals == 2)
  }

  @Test func roundingHappensOnceAtTheEnd() throws {
    // A third of 0.10 three times is 0.10, not three times 0.03.
    var rates = MeasuredConversion<String>()
    for outcome in [StageCategory.won, .lost, .lost] { rates.record(outcome, for: ["x"]) }
    let deals = try ["a", "b", "c"].map { name in
      try deal(name, nil) { $0.statedAmount = Money(minorUnits: 10, currency: .eur) }
    }
    let forecast = Forecast(on: day, deals: deals, in: [Fixture.pipeline()], model: .measured(rates) { _ in "x" })
    #expect(try forecast.totals()[.eur]?.expected == Money(minorUnits: 10, currency: .eur))
    // Three halves of a cent and a third: the tie at the end is a tie, to even.
    let tie = try ForecastTotal.totals(
      of: forecast.lines.map { line in
        var copy = line
        copy.expected = Decimal(5) / Decimal(1_000) / Decimal(3)
        return copy
      })
    #expect(tie[.eur]?.expected == .zero(.eur))
  }

  @Test func undecidedKeysFallBackToTheStage() throws {
    let rates = MeasuredConversion<Identifier<Product>>()
    var deal = try deal("a", nil)
    deal.lines = [DealLine(product: "p", unitPrice: try Fixture.money(100))]
    let forecast = Forecast(on: day, deals: [deal], in: [Fixture.pipeline()], model: .measured(rates))
    #expect(try forecast.totals()[.eur]?.expected == Fixture.money(50))
  }

  @Test func measuredByProductGoesLineByLine() throws {
    var rates = MeasuredConversion<Identifier<Product>>()
    for outcome in [StageCategory.won, .won, .won, .lost] { rates.record(outcome, for: ["p"]) }
    var deal = try deal("a", nil)
    deal.lines = [
      DealLine(product: "p", unitPrice: try Fixture.money(100)), DealLine(unitPrice: try Fixture.money(60)),
    ]
    var forecast = Forecast(on: day, deals: [deal], in: [Fixture.pipeline()], model: .measured(rates))
    #expect(try forecast.totals()[.eur]?.expected == Fixture.money(105))
    deal.statedAmount = try Fixture.money(80)
    forecast = Forecast(on: day, deals: [deal], in: [Fixture.pipeline()], model: .measured(rates))
    #expect(try forecast.totals()[.eur]?.expected == Money("52.50", .eur))
  }

  @Test func noDecisionIsNoRate() throws {
    var rate = WinRate()
    #expect(rate.rate == nil && rate.share(of: 10) == nil)
    rate.record(.open)
    #expect(rate.rate == nil)
    rate.record(.lost)
    #expect(rate.rate == 0)
    #expect(WinRate(won: 1, lost: 3).rate == Decimal(string: "0.25"))
    #expect(WinRate(won: 1, lost: 2).share(of: 9) == 3)
  }

  @Test func aDealCountsOnceForEachStageItReached() throws {
    let pipeline = Fixture.pipeline()
    let first = try deal("a", 1).moving(to: "proposal", in: pipeline, at: Fixture.days(1), by: Fixture.author)
    let back = try first.moving(to: "new", in: pipeline, at: Fixture.days(2), by: Fixture.author)
    let won = try back.moving(to: "won", in: pipeline, at: Fixture.days(3), by: Fixture.author)
    let lost = try deal("b", 1).moving(
      to: "lost", in: pipeline, at: Fixture.days(1), by: Fixture.author, facts: .lost(.price))
    let rates = MeasuredConversion.byStageReached([won, lost, first])
    #expect(rates["new"] == WinRate(won: 1, lost: 1))
    #expect(rates["proposal"] == WinRate(won: 1, lost: 0))
    let funnel = try StageFigures.funnel(of: pipeline, deals: [won, lost, first])
    let new = funnel[0]
    #expect(new.entered == 4 && new.advanced == 3 && new.lost == 1 && new.present == 0)
    #expect(new.meanDays == 1)
    #expect(funnel[2].entered == 2 && funnel[2].present == 1 && funnel[2].advanced == 0)
    #expect(funnel[2].amounts == [.eur: try Fixture.money(1)])
    #expect(new.conversion == Decimal(string: "0.75"))
  }

  @Test func velocityIsDealsTimesValueTimesRateByCycle() throws {
    let pipeline = Fixture.pipeline()
    let won = try deal("a", 600).moving(to: "won", in: pipeline, at: Fixture.days(20), by: Fixture.author)
    let lost = try deal("b", 5).moving(
      to: "lost", in: pipeline, at: Fixture.days(1), by: Fixture.author, facts: .lost(.price))
    let summary = try SalesSummary([won, lost, deal("c", 1), deal("d", 1)])
    #expect(summary.open == 2 && summary.meanCycle == 20 && summary.medianCycle == 20)
    #expect(summary.velocity(in: .eur) == 30)  // 2 × 600 × ½ ÷ 20
    #expect(summary.velocity(in: .usd) == nil)
  }
}
