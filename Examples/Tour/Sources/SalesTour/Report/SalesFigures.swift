import CRM
import Foundation

/// Asks a store everything that the report tells about sales.
struct SalesFigures: Sendable {
  let workspace: Workspace
  let sales: SalesDesk
  let asOf: CalendarDay
  let stalledDays: Int

  private var store: any Store { workspace.store }

  /// Fills the sales part of a report.
  func fill(_ report: inout TourReport) async throws {
    report.accounts = try await store.count(Query<Customer>())
    report.subsidiaries = try await store.count(Query<Relationship>())
    report.products = try await store.count(Query<Product>())
    report.deals = try await store.count(Query<Deal>())
    let summary = try await sales.summary()
    report.won = summary.winRate.won
    report.lost = summary.winRate.lost
    report.open = summary.open
    report.wonRevenue = summary.wonRevenue[SalesBase.currency]?.decimal ?? 0
    try await fillAgents(&report)
    try await fillAccounts(&report)
    try await fillForecast(&report)
  }

  private func fillAgents(_ report: inout TourReport) async throws {
    let agents = try await store.all(Query(StaffMember.byTeam)).map(\.record)
    let teams = try await store.all(Query(Team.byName)).map(\.record)
    let leads = Set(teams.compactMap(\.manager)).sorted()
    let managers = try await store.fetch(StaffMember.self, ids: leads).compactMap { $0?.record }
    var managerNames: [Identifier<Team>: String] = [:]
    for team in teams {
      managerNames[team.id] = managers.first { $0.id == team.manager }?.name
    }
    let rates = try await sales.winRates(roster: agents.map(\.id))
    let figures = agents.map { agent in
      let rate = rates[agent.id] ?? WinRate()
      return TourReport.AgentFigures(
        agent: agent.name, manager: agent.team.flatMap { managerNames[$0] }, office: agent.office, won: rate.won,
        lost: rate.lost, rate: rate.rate)
    }
    report.agents = agents.count
    report.managers = managers.count
    report.winRateByAgent = figures.sorted { left, right in
      left.rate != right.rate ? left.rate ?? -1 > right.rate ?? -1 : left.agent < right.agent
    }
  }

  private func fillAccounts(_ report: inout TourReport) async throws {
    let top = try await sales.topCustomers(currency: SalesBase.currency, limit: 10)
    let names = try await store.fetch(Customer.self, ids: top.map(\.customer))
    report.topAccountsByWonRevenue = zip(top, names).map { figure, customer in
      TourReport.AccountFigures(
        account: customer?.record.displayName ?? figure.customer.description, wonRevenue: figure.revenue.decimal,
        deals: figure.deals)
    }
    if let best = top.first {
      report.profile = TourReport.ProfileFigures(try await workspace.profile(of: best.customer))
    }
  }

  private func fillForecast(_ report: inout TourReport) async throws {
    let measured = try await sales.conversion { deal in deal.lines.compactMap(\.product) }
    let forecast = try await sales.forecast(on: asOf, model: .measured(measured))
    let expected = try forecast.totals()[SalesBase.currency]?.expected.decimal ?? 0
    let overdue = try forecast.overdueTotals()[SalesBase.currency]?.expected.decimal ?? 0
    report.forecast = expected + overdue

    let found = try await sales.stalled(asOf: asOf.startDate(in: .gmt), days: stalledDays)
    // A prospect has no engagement that could hang.
    let engaged = found.deals.filter { $0.deal.stage == DealStage.engaging.stage.id }
    let value = try engaged.compactMap(\.amount).reduce(Money.zero(SalesBase.currency)) { try $0.adding($1) }
    report.stalledDeals = TourReport.StalledFigures(count: engaged.count, value: value.decimal)
  }
}
