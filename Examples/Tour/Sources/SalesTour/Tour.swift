import CRM
import Foundation

/// The main job of the package from end to end: a sales base is imported into a store, the store is closed and opened again, and
/// a report is read from it.
public struct Tour: Sendable {
  /// What is asked for.
  public let options: TourOptions
  private let progress: @Sendable (String) -> Void

  /// The key of the consent ledger. A host keeps a random one outside of its data.
  private static let digester = ContactDigester(insecureText: "tour")

  /// A tour.
  ///
  /// - Parameters:
  ///   - options: what is asked for.
  ///   - progress: takes what is told on the way, line by line.
  public init(_ options: TourOptions = TourOptions(), progress: @escaping @Sendable (String) -> Void = { _ in }) {
    self.options = options
    self.progress = progress
  }

  /// Goes on the tour.
  ///
  /// - Throws: ``TourError``; file errors; `StoreError`.
  @concurrent
  public func run() async throws -> TourReport {
    if let data = options.data, let store = options.store { return try await run(data: data, store: store) }
    let folder = FileManager.default.temporaryDirectory.appending(path: "tour-" + CRMEnvironment.live.uuid().uuidString)
    defer { try? FileManager.default.removeItem(at: folder) }
    progress("a small sales base in \(folder.path)")
    let data = folder.appending(path: "data")
    try SampleBase().write(to: data)
    return try await run(data: data, store: folder.appending(path: "store"))
  }

  private func run(data: URL, store: URL) async throws -> TourReport {
    let folder = try SalesFolder(data)
    let scan = try PipelineScan(folder.pipeline)
    guard let lastDay = scan.lastDay ?? options.asOf else { throw TourError.noDays }
    let asOf = options.asOf ?? lastDay
    let environment = Self.environment(on: asOf)

    let files = store.deletingLastPathComponent()
    let written = try await writing(
      folder, scan, lastDay, into: store, environment, outbox: files.appending(path: "outbox"))
    for line in written.log.lines(repairsOfEachKind: options.isVerbose ? .max : 3) { progress(line) }
    let remarks = files.appending(path: "import-remarks.csv")
    try Data(written.log.csv).write(to: remarks, options: .atomic)
    if options.store != nil { progress("every repaired and rejected row: \(remarks.path)") }

    let reopened = try await Self.open(store, environment)
    let isComplete = try await reopened.position() == written.position
    progress("opened again: \(reopened.openReport.commits) commits, \(isComplete ? "all there" : "not as it was left")")
    return try await report(from: reopened, environment, asOf: asOf, written.log, folder)
  }

  /// Imports, and runs the campaign; the store is closed when it returns.
  private func writing(
    _ folder: SalesFolder, _ scan: PipelineScan, _ lastDay: CalendarDay, into store: URL, _ environment: CRMEnvironment,
    outbox: URL
  ) async throws -> (log: ImportLog, position: CommitPosition?) {
    let opened = try await Self.open(store, environment)
    let before = try await opened.position()
    var importing = BaseImport(
      folder, scan, lastDay: lastDay, into: opened, environment: environment, progress: progress)
    try await importing.run()
    let workspace = Workspace(store: opened, digester: Self.digester, environment: environment)
    try await TourCampaign(workspace)?.run(into: outbox, progress: progress)
    let position = try await opened.position()
    if position == before { progress("nothing had to be written") }
    return (importing.log, position)
  }

  private func report(
    from store: FileStore, _ environment: CRMEnvironment, asOf: CalendarDay, _ log: ImportLog, _ folder: SalesFolder
  ) async throws -> TourReport {
    let workspace = Workspace(store: store, digester: Self.digester, environment: environment)
    var report = TourReport(asOf: asOf, stalledAfterDays: options.stalledDays, log)
    if let sales = workspace.sales {
      let figures = SalesFigures(workspace: workspace, sales: sales, asOf: asOf, stalledDays: options.stalledDays)
      try await figures.fill(&report)
    }
    if let campaign = TourCampaign(workspace) { report.campaign = try await campaign.figures() }
    report.segments = try await SegmentReading(environment: environment).figures(of: store)
    report.duplicates = try await DuplicateSearch(rows: options.duplicateRows).figures()
    report.quality = try await QualityReading(folder: folder, environment: environment).figures(of: store)
    report.rights = try await RightsReading(environment: environment, digester: Self.digester).figures()
    return report
  }

  private static func open(_ directory: URL, _ environment: CRMEnvironment) async throws -> FileStore {
    try await FileStore.open(
      at: directory, options: FileStore.Options(registry: SalesBase.registry), environment: environment)
  }

  /// The real world, but for its clock, which stands at noon of a day, and its zone, which is UTC: the same data give the same
  /// report whenever and wherever the tour is gone on.
  private static func environment(on day: CalendarDay) -> CRMEnvironment {
    let noon = day.startDate(in: .gmt).addingTimeInterval(43_200)
    var generator = CRMEnvironment.live.generator()
    let identifiers = UUIDVersion7Source(seed: generator.next())
    return CRMEnvironment(
      now: { noon }, uuid: { identifiers.next(at: $0) },
      seed: {
        var generator = CRMEnvironment.live.generator()
        return generator.next()
      })
  }
}

extension TourReport {
  /// A report in which only the import is filled in.
  init(asOf: CalendarDay, stalledAfterDays: Int, _ log: ImportLog) {
    self.init(
      asOf: asOf, currency: SalesBase.currency.code, accounts: 0, subsidiaries: 0, agents: 0, managers: 0, products: 0,
      deals: 0, won: 0, lost: 0, open: 0, wonRevenue: 0, winRateByAgent: [], topAccountsByWonRevenue: [], forecast: 0,
      stalledAfterDays: stalledAfterDays, stalledDeals: StalledFigures(count: 0, value: 0),
      repairedRows: log.repairedRows, rejectedRows: log.rejectedRows, profile: nil,
      campaign: CampaignFigures(audience: 0, permitted: 0, denied: 0, deferred: 0))
  }
}
