import CRM
import Foundation

/// Opportunities become deals with the history that their days tell.
///
/// - An open deal is worth its product's list price; a won one what it was closed at.
/// - A prospect has no day. It was in that stage on the last day of the data at the latest, and that day is taken.
/// - Why deals were lost is not in the data: their reason says so.
struct DealImport: Sendable {
  /// The reason of lost deals whose reason is not known.
  static let unknownLoss: LossReason = "unknown"

  var pattern: DatePattern
  var lastDay: CalendarDay
  private var products: SpellingRepair
  private var accounts: SpellingRepair
  private var agents: SpellingRepair
  private var prices: [String: Money]

  private static let stages = SpellingRepair(known: DealStage.allCases.map(\.rawValue))

  /// An importer that knows what is in the store by now.
  init(_ scan: PipelineScan, lastDay: CalendarDay, store: any Store) async throws {
    pattern = scan.pattern
    self.lastDay = lastDay
    let catalogue = try await store.all(Query(Product.byName))
    let list = try await store.require(SalesBase.priceList).record
    prices = [:]
    for product in catalogue { prices[product.name] = list.price(of: product.id, on: lastDay) }
    products = SpellingRepair(known: prices.keys)
    let known = try await store.all(Query(Customer.byForeignKey, ExactText(SalesBase.system)))
    accounts = SpellingRepair(known: known.compactMap(\.legalName))
    agents = SpellingRepair(known: try await store.all(Query(StaffMember.byTeam)).map(\.name))
  }

  /// Makes deals of the rows.
  var importer: RowImporter<Deal> {
    RowImporter("deals", policy: .replace(), check: { deal, _ in deal.problems(in: DealStage.pipeline) }) { row in
      deal(&row)
    }
  }

  private func deal(_ row: inout RowReader) -> Deal? {
    let key = row.required("opportunity_id")
    let agent = row.required("sales_agent") == nil ? nil : row.known("sales_agent", agents)
    let product = row.required("product") == nil ? nil : row.known("product", products)
    let account = row.known("account", accounts)
    let stage = row.required("deal_stage") == nil ? nil : DealStage(row.known("deal_stage", Self.stages))
    let engaged = row.day("engage_date", pattern)
    let closed = row.day("close_date", pattern)
    let value = row.money("close_value", in: SalesBase.currency)
    guard let key, let agent, let product, let stage, let price = prices[product] else { return nil }
    if stage == .won, value == nil { row.reject("close_value", FieldProblem.Code.missing) }
    if stage == .engaging, engaged == nil { row.reject("engage_date", FieldProblem.Code.missing) }
    guard let history = history(stage, engaged, closed, by: agent, &row) else { return nil }
    return Deal(
      id: SalesBase.id(key), name: account.map { "\(product) for \($0)" } ?? product, pipeline: DealStage.pipeline.id,
      history: history, customer: account.map { SalesBase.id($0) }, owner: SalesBase.id(agent),
      lines: [DealLine(product: SalesBase.id(product), unitPrice: price)], currency: SalesBase.currency,
      statedAmount: stage == .won ? value : nil, opened: engaged, closed: closed,
      loss: stage == .lost ? DealLoss(Self.unknownLoss) : nil, foreignKeys: [SalesBase.key(key)])
  }

  /// The stages that the days tell of; the author of each is the agent.
  private func history(
    _ stage: DealStage, _ engaged: CalendarDay?, _ closed: CalendarDay?, by agent: String, _ row: inout RowReader
  ) -> StageHistory? {
    let staff: Identifier<StaffMember> = SalesBase.id(agent)
    let author = Author(.staff, staff.description)
    func entry(_ stage: DealStage, _ day: CalendarDay, until end: CalendarDay? = nil) -> StageEntry {
      StageEntry(
        stage: stage.stage.id, category: stage.stage.category, entered: day.startDate(in: .gmt),
        left: end?.startDate(in: .gmt), author: author)
    }
    var entries: [StageEntry] = []
    switch (stage, engaged, closed) {
    case (.won, let engaged, let closed?), (.lost, let engaged, let closed?):
      if let engaged { entries.append(entry(.engaging, engaged, until: closed)) }
      entries.append(entry(stage, closed))
    case (.won, _, nil), (.lost, _, nil): row.reject("close_date", FieldProblem.Code.missing)
    case (.engaging, let engaged, _), (.prospecting, let engaged, _): entries = [entry(stage, engaged ?? lastDay)]
    }
    do throws(ValidationError) {
      return try StageHistory(restoring: entries)
    } catch {
      if row.problems.isEmpty {
        row.reject("close_date", FieldProblem.Code.contradicts, ["other": .text("engage_date")])
      }
      return nil
    }
  }
}
