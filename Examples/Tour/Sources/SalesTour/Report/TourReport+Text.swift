import CRM
import Foundation

extension TourReport {
  /// The report for people.
  public var text: String {
    let sections = [
      [overview], [agentTable], [accountTable], profile.map { [profileText($0)] } ?? [], [campaignText], [importText],
      segments.map { [$0.text] } ?? [], duplicates.isEmpty ? [] : [duplicateText], quality.map { [$0.text] } ?? [],
      rights.map { [$0.text] } ?? [],
    ]
    return sections.flatMap { $0 }.joined(separator: "\n\n")
  }

  private var overview: String {
    let decided = won + lost
    let rate = decided == 0 ? nil : Decimal(won) / Decimal(decided)
    let rows: [(String, String, String)] = [
      ("accounts", count(accounts), "\(subsidiaries) of them subsidiaries"),
      ("products", count(products), "in one price list"),
      ("agents", count(agents), "led by \(managers) managers"),
      ("deals", count(deals), "\(count(won)) won, \(count(lost)) lost, \(count(open)) open"),
      ("won revenue", amount(wonRevenue), currency),
      ("win rate", NumberText.percent(rate), "of the \(count(decided)) decided deals"),
      ("forecast", amount(forecast), "open deals × list price × the product's win rate"),
      (
        "stalled", count(stalledDeals.count),
        "engaged more than \(stalledAfterDays) days, \(amount(stalledDeals.value)) at list prices"
      ),
    ]
    let lines = rows.map { name, value, note in
      "  " + NumberText.left(name, 14) + NumberText.right(value, 14) + "   " + note
    }
    return (["Sales base as of \(asOf)", ""] + lines).joined(separator: "\n")
  }

  private var agentTable: String {
    var lines = ["Win rate by agent", ""]
    for figure in winRateByAgent {
      let counts = NumberText.right(count(figure.won), 6) + " won" + NumberText.right(count(figure.lost), 6) + " lost"
      let place = [figure.manager, figure.office].compactMap { $0 }.joined(separator: ", ")
      lines.append(
        "  " + NumberText.left(figure.agent, 22) + NumberText.right(NumberText.percent(figure.rate), 8) + counts + "   "
          + place)
    }
    return lines.joined(separator: "\n")
  }

  private var accountTable: String {
    var lines = ["Accounts by won revenue", ""]
    for figure in topAccountsByWonRevenue {
      lines.append(
        "  " + NumberText.left(figure.account, 30) + NumberText.right(amount(figure.wonRevenue), 12)
          + NumberText.right(count(figure.deals), 7) + " deals")
    }
    return lines.joined(separator: "\n")
  }

  private func profileText(_ profile: ProfileFigures) -> String {
    var facts = [profile.industry, profile.country].compactMap { $0 }
    if let employees = profile.employees { facts.append("\(count(employees)) employees") }
    if let revenue = profile.annualRevenue { facts.append("revenue \(amount(revenue))") }
    var lines = ["Profile of \(profile.name) (\(profile.stage))", "", "  " + facts.joined(separator: ", ")]
    for related in profile.relationships { lines.append("  \(related.role) \(related.name)") }
    let scope = profile.hasMoreDeals ? "latest deals" : "deals"
    lines.append("  \(scope): \(profile.wonDeals) won, \(profile.lostDeals) lost, open \(amount(profile.openAmount))")
    lines += profile.openDeals.prefix(3).map { "    open: \($0)" }
    lines += profile.permissions.map { "  permission: \($0)" }
    for (state, number) in profile.messages.sorted(by: { $0.key < $1.key }) {
      lines.append("  messages \(state): \(number)")
    }
    lines.append("  unresolved requests: \(profile.unresolvedTickets)")
    if let action = profile.nextAction { lines.append("  next: \(action)") }
    lines += profile.qualityFlags.map { "  record: \($0)" }
    return lines.joined(separator: "\n")
  }

  private var campaignText: String {
    var lines = [
      "Campaign to all accounts (sample mailboxes under example.com and sample consents: the data have none)", "",
      "  audience \(campaign.audience) = \(campaign.permitted) permitted + \(campaign.denied) denied"
        + " + \(campaign.deferred) deferred",
    ]
    for (code, reason) in campaign.reasons.sorted(by: { ($1.value.recipients, $0.key) < ($0.value.recipients, $1.key) })
    {
      lines.append("  " + NumberText.right(String(reason.recipients), 4) + "  \(reason.sentence) (\(code))")
    }
    return lines.joined(separator: "\n")
  }

  private var importText: String {
    var lines = ["Import", ""]
    for (kind, number) in repairedRows.sorted(by: { $0.key < $1.key }) {
      lines.append("  " + NumberText.right(count(number), 6) + " rows repaired: \(kind)")
    }
    lines.append("  " + NumberText.right(count(rejectedRows), 6) + " rows rejected")
    return lines.joined(separator: "\n")
  }

  private var duplicateText: String {
    (["Duplicates in generated bases of known truth", ""] + duplicates.map(\.text)).joined(separator: "\n")
  }

  private func count(_ number: Int) -> String { NumberText.grouped(number) }

  private func amount(_ value: Decimal) -> String {
    guard let currency = Currency(currency), let money = try? Money(value, currency, rounding: .halfEven) else {
      return value.description
    }
    return NumberText.amount(money)
  }
}
