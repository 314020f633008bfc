import CRMTesting
import Foundation
import Pipeline
import Testing

/// Figures of the Maven CRM sample, counted by other programs on the same files (see the data folder's README).
@Suite(.enabled(if: SalesBase.directory != nil, "the Maven CRM sample is not here: see SalesBase.swift"))
struct SalesBaseTests {
  private func desk(_ base: SalesBase) async throws -> SalesDesk {
    let store = InMemoryStore(environment: .fixed())
    try await store.insert(base.pipeline)
    for start in stride(from: 0, to: base.deals.count, by: 1_000) {
      var changes = ChangeSet(author: .importRun("maven"))
      changes.insert(contentsOf: base.deals[start..<min(start + 1_000, base.deals.count)])
      try store.commit(changes)
    }
    let now = SalesBase.asOf.startDate(in: .gmt)
    return SalesDesk(store: store, environment: .fixed(at: now), activity: GivenActivity())
  }

  @Test func theFiguresOfTheBase() async throws {
    let base = try SalesBase()
    #expect(base.deals.count == 8_800)
    #expect(base.deals.allSatisfy { $0.problems(in: base.pipeline).isEmpty })
    let desk = try await desk(base)

    let summary = try await desk.summary()
    #expect(summary.winRate == WinRate(won: 4_238, lost: 2_473))
    #expect(summary.open == 2_089)
    #expect(summary.wonRevenue == [.usd: try Money(units: 10_005_534, .usd)])
    let rate = try #require(summary.winRate.rate)
    #expect(
      abs(rate - (try #require(Decimal(string: "0.631500522")))) < (try #require(Decimal(string: "0.0000000005"))))
    let cycle = try #require(summary.meanCycle)
    #expect(abs(cycle - (try #require(Decimal(string: "51.782")))) < (try #require(Decimal(string: "0.0005"))))
    #expect(summary.medianCycle == 57)

    try await expectQuarters(desk)
    try await expectForecast(desk)
    try await expectStalled(desk)

    let rates = try await desk.winRates(roster: base.roster)
    #expect(rates.count == 35)
    #expect(rates.values.filter { $0.rate == nil }.count == 5)
    #expect(rates.values.reduce(WinRate(), +) == summary.winRate)

    let top = try await desk.topCustomers(currency: .usd, limit: 3)
    #expect(top.map(\.customer) == ["Kan-code", "Konex", "Condax"].map { SalesBase.id($0) })
    #expect(top.map(\.revenue.minorUnits) == [34_145_500, 26_924_500, 20_641_000])
  }

  /// Won by close quarter: 1,134,672 / 3,086,111 / 2,982,255 / 2,802,496.
  private func expectQuarters(_ desk: SalesDesk) async throws {
    var won: [Int64] = []
    for month in [1, 4, 7, 10] {
      let start = try #require(CalendarDay(year: 2017, month: month, day: 1))
      let summary = try await desk.summary(in: start..<start.adding(months: 3))
      won.append((summary.wonRevenue[.usd]?.minorUnits ?? 0) / 100)
    }
    #expect(won == [1_134_672, 3_086_111, 2_982_255, 2_802_496])
  }

  /// Σ over open deals of list price × won ÷ (won + lost) of the product = 3,110,729.30.
  private func expectForecast(_ desk: SalesDesk) async throws {
    let rates = try await desk.conversion { deal in deal.lines.compactMap(\.product) }
    #expect(rates.rates.count == 7)
    let forecast = try await desk.forecast(model: .measured(rates))
    let total = try #require(forecast.totals()[.usd])
    #expect(total.deals == 2_089)
    #expect(total.amount == (try Money(units: 4_966_215, .usd)))
    #expect(total.expected == (try Money("3110729.30", .usd)))
    let byOwner = try forecast.totals(by: \.owner)
    #expect(byOwner.values.reduce(0) { $0 + ($1[.usd]?.deals ?? 0) } == 2_089)
  }

  /// Engaged more than 90 days before 2017-12-31: 1,479 deals with a list value of 3,664,578.
  private func expectStalled(_ desk: SalesDesk) async throws {
    let stalled = try await desk.stalled(days: 90)
    #expect(stalled.deals.count == 1_479)
    #expect(try stalled.amounts() == [.usd: Money(units: 3_664_578, .usd)])
    #expect(stalled.deals.allSatisfy { $0.deal.stage == "Engaging" && $0.idleDays > 90 })
  }
}
