import CRM
import Foundation

/// Audits the files as they came, and the base that was made of them. Writes nothing into the base.
struct QualityReading: Sendable {
  let folder: SalesFolder
  let environment: CRMEnvironment
  /// How many issues are shown of each audit.
  var limit = 8

  /// The figures of both audits.
  ///
  /// - Parameter base: the store with the imported base.
  func figures(of base: any Store) async throws -> QualityFigures {
    QualityFigures(
      files: QualityFigures.Audit(try await auditFiles(), limit: limit),
      base: QualityFigures.Audit(try await audit(base), limit: limit))
  }

  /// What is expected of accounts: what the files have columns for.
  private var accountOptions: CustomerQualityOptions {
    var options = CustomerQualityOptions()
    options.requirements = [
      QualityRequirement(Customer.fields.industry, weight: 2), QualityRequirement(Customer.fields.employees),
      .custom(AccountImport.country.name, severity: .warning),
    ]
    options.vocabularies = [
      QualityVocabulary(Customer.fields.industry, .industries), .custom(AccountImport.country.name, .countries),
    ]
    // The mailboxes of the tour are samples and belong to nobody.
    options.allowsReservedDomains = true
    return options
  }

  private func audit(_ base: any Store) async throws -> QualityReport {
    let directory = CustomerDirectory(store: base, environment: environment)
    var audit = QualityAudit("base", registry: SalesBase.registry)
    audit.add(directory.qualityProfile(accountOptions))
    var deals = QualityProfile<Deal>()
    deals.requirements = [
      QualityRequirement(Deal.fields.customer, weight: 2, severity: .warning),
      QualityRequirement(Deal.fields.amount), QualityRequirement(Deal.fields.owner),
    ]
    deals.checks = [.order("deal.opened", "deal.closed") { ($0.opened, $0.closed) }]
    audit.add(deals)
    return try await directory.auditQuality(audit)
  }

  /// Rows as records with texts, without any repair, in a store of their own.
  private func auditFiles() async throws -> QualityReport {
    let store = InMemoryStore(environment: environment)
    let now = environment.now()
    let products = try SourceTable(folder.products, columns: ["product"]).values("product")
    let accounts = try SourceTable(folder.accounts, columns: ["account"])
    var changes = ChangeSet(author: SalesBase.author, date: now)
    var seen: Set<String> = []
    for row in accounts.rows {
      guard let name = row["account"], seen.insert(name).inserted else { continue }
      var account = Customer.organisation(id: SalesBase.id(name), name: name, now: now)
      account.organisation = OrganisationFacts(
        industry: row["sector"], employees: row["employees"].flatMap { Int($0) },
        foundedYear: row["year_established"].flatMap { Int($0) })
      account.customFields[AccountImport.country] = row["office_location"]
      changes.insert(account)
    }
    var reader = SourceTable.reader(of: folder.pipeline)
    var number = 0
    while let row = try reader.nextRow() {
      number += 1
      changes.insert(
        OpportunityRow(
          id: SalesBase.id("row \(number)"), account: row["account"] ?? "", product: row["product"] ?? "",
          engaged: row["engage_date"] ?? "", closed: row["close_date"] ?? ""))
    }
    try store.commit(changes)

    let directory = CustomerDirectory(store: store, environment: environment)
    var audit = QualityAudit("files", registry: RecordRegistry([]))
    audit.add(directory.qualityProfile(accountOptions))
    var rows = QualityProfile<OpportunityRow>()
    rows.requirements = [QualityRequirement("account", weight: 2, severity: .warning) { !$0.account.isEmpty }]
    rows.vocabularies = [QualityVocabulary("product", .closed(products)) { [$0.product] }]
    rows.typedTexts = [
      QualityTypedText("engage_date", .day) { $0.engaged }, QualityTypedText("close_date", .day) { $0.closed },
    ]
    rows.checks = [.saysSomething("account") { $0.account }]
    audit.add(rows)
    return try await directory.auditQuality(audit)
  }
}

/// A row of the opportunities as it stands in the file.
private struct OpportunityRow: Record {
  static let collection: CollectionName = "opportunities"

  var id: Identifier<OpportunityRow>
  var account: String
  var product: String
  var engaged: String
  var closed: String
}
