import CRM
import Foundation

/// Imports the four files of a sales base, in the order in which they build on each other.
///
/// Each importer's run has an identity that follows from the contents of the files. A run that was cut off goes on where it
/// stopped; one that was finished is not repeated: the files are compared with the store without writing anything. So importing
/// twice changes nothing, and a file that did change is imported over what is there.
struct BaseImport: Sendable {
  let directory: CustomerDirectory
  let sales: SalesDesk
  let folder: SalesFolder
  let scan: PipelineScan
  /// The last day in the data.
  let lastDay: CalendarDay
  /// Takes what is told on the way.
  let progress: @Sendable (String) -> Void
  private(set) var log = ImportLog()

  private let digest: String
  private var store: any Store { directory.store }

  init(
    _ folder: SalesFolder, _ scan: PipelineScan, lastDay: CalendarDay, into store: any Store,
    environment: CRMEnvironment, progress: @escaping @Sendable (String) -> Void
  ) {
    directory = CustomerDirectory(store: store, environment: environment)
    sales = SalesDesk(store: store, environment: environment)
    self.folder = folder
    self.scan = scan
    self.lastDay = lastDay
    self.progress = progress
    digest = folder.digest
  }

  /// Imports everything that is not there yet.
  mutating func run() async throws {
    progress("days are written as \(scan.pattern.rawValue); the last one is \(lastDay)")
    try await importTeams(TeamImport(folder.teams))
    try await importProducts(ProductImport(folder.products))
    try await importAccounts(AccountImport(folder.accounts, buyers: scan.buyers))
    if try await store.get(DealStage.pipeline.id) == nil {
      try await sales.add(DealStage.pipeline, by: SalesBase.author)
    }
    let deals = try await DealImport(scan, lastDay: lastDay, store: store)
    try await run(deals.importer, .csv(folder.pipeline.bytes, name: folder.pipeline.name), of: folder.pipeline)
  }

  private mutating func importTeams(_ teams: TeamImport) async throws {
    try await run(teams.offices, teams.table.source, of: folder.teams)
    try await run(teams.managers, teams.table.source, of: folder.teams)
    try await run(teams.teams, teams.table.source, of: folder.teams)
    try await run(teams.agents, teams.table.source, of: folder.teams)
  }

  private mutating func importProducts(_ products: ProductImport) async throws {
    try await run(products.importer, products.table.source, of: folder.products)
    try await products.savePrices(in: directory, now: directory.environment.now())
  }

  private mutating func importAccounts(_ accounts: AccountImport) async throws {
    try await run(accounts.importer, accounts.table.source, of: folder.accounts)
    let related = try await accounts.relate(in: directory)
    log.add(related.problems, of: folder.accounts.name)
    progress("\(folder.accounts.name): subsidiaries: \(related.added) new, unchanged \(related.unchanged)")
  }

  private mutating func run<R: Record>(
    _ importer: RowImporter<R>, _ source: ImportSource, of file: SourceFile
  ) async throws {
    let id = Identifier<ImportRun>(derivedFrom: SalesBase.system, importer.name, digest)
    let known = try await directory.importRun(id)
    let title = "\(file.name): \(importer.name)"
    let report: ImportReport
    if known?.state == .finished {
      report = try await compare(importer, source)
      let counts = report.counts
      let changed = counts.inserted + counts.updated
      let note = changed > 0 ? ", \(NumberText.grouped(changed)) changed since then and left alone" : ""
      progress("\(title): imported before: unchanged \(NumberText.grouped(counts.unchanged))\(note)")
    } else {
      let progress = progress
      let options = ImportOptions(maximumReported: .max, run: id)
      let written = try await directory.importRows(
        source, with: importer, options: options, by: SalesBase.author,
        report: { state in
          if state.done > 0, state.done.isMultiple(of: 2_000) {
            progress("\(title): \(NumberText.grouped(state.done)) rows")
          }
        })
      // What was told of the first rows of a run that was cut off is told again.
      report = known == nil ? written : try await compare(importer, source)
      progress("\(title): \(Self.summary(written.counts))")
    }
    log.add(report, of: file.name)
  }

  /// What an import would do now, without doing it.
  private func compare<R: Record>(_ importer: RowImporter<R>, _ source: ImportSource) async throws -> ImportReport {
    let options = ImportOptions(isDryRun: true, maximumReported: .max)
    return try await directory.importRows(source, with: importer, options: options, by: SalesBase.author)
  }

  private static func summary(_ counts: ImportCounts) -> String {
    let parts: [(String, Int)] = [
      ("new", counts.inserted), ("updated", counts.updated), ("unchanged", counts.unchanged),
      ("repaired", counts.repaired), ("rejected", counts.rejected), ("skipped", counts.skipped),
    ]
    let told = parts.filter { $0.1 > 0 || $0.0 == "rejected" }.map { "\(NumberText.grouped($0.1)) \($0.0)" }
    return "\(NumberText.grouped(counts.rows)) rows: " + told.joined(separator: ", ")
  }
}
