import CRMTesting
import Customers
import Foundation
import Testing

/// Public data sets with dirt in them; see `shared/data/README.md` beside the checkout. The expected figures were counted with other
/// programs (`csv` of Python, `sort | uniq -c`), not with the audit.
@Suite(.enabled(if: QualityData.folder != nil, "No data sets: set CRM_DATA or put shared/data beside the checkout."))
struct QualityDataSetTests {
  private let now = CRMEnvironment.testStart

  private func report(
    _ customers: [Customer], _ options: CustomerQualityOptions, definitions: [FieldDefinition] = [],
    others: [any Record] = [], adding: (inout QualityAudit) -> Void = { _ in }
  ) async throws -> QualityReport {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    var changes = ChangeSet(author: .system)
    for customer in customers { changes.insert(customer) }
    for record in others { changes.insert(record) }
    try store.commit(changes)
    let directory = CustomerDirectory(
      store: store, environment: environment, fieldDefinitions: FieldDefinitions(definitions))
    var audit = QualityAudit("data")
    audit.add(directory.qualityProfile(options))
    adding(&audit)
    return try await directory.auditQuality(audit)
  }

  /// `field found → meant: count` of all findings about words.
  private func words(_ report: QualityReport) -> [String: Int] {
    var counts: [String: Int] = [:]
    for issue in report.issues where issue.reason.arguments["found"] != nil && issue.field != "customer.contactPoints" {
      let found = issue.reason.arguments["found"]?.plainText ?? ""
      let meant = issue.reason.arguments["meant"].map { " → " + $0.plainText } ?? ""
      counts["\(issue.field) \(found)\(meant)", default: 0] += issue.count
    }
    return counts
  }

  private func counts(_ report: QualityReport, _ code: ReasonCode) -> [String: Int] {
    Dictionary(report.issues(code).map { ($0.field, $0.count) }) { $0 + $1 }
  }

  @Test func mavenSalesBase() async throws {
    let accounts = try QualityData.rows("maven_crm_accounts.csv") { row -> Customer? in
      var account = Customer.organisation(
        id: Identifier(foreign: row["account"] ?? "", in: "maven"), name: row["account"] ?? "", now: now)
      account.organisation = OrganisationFacts(
        industry: row["sector"], employees: row["employees"].flatMap { Int($0) },
        foundedYear: row["year_established"].flatMap { Int($0) })
      account.customFields["country"] = row["office_location"].map { .text($0) }
      return account
    }
    let opportunities = try QualityData.rows("maven_crm_sales_pipeline.csv") { row -> Opportunity? in
      Opportunity(
        id: Identifier(foreign: row["opportunity_id"] ?? "", in: "maven"),
        account: row["account"].flatMap { $0.isEmpty ? nil : Identifier(foreign: $0, in: "maven") },
        product: row["product"] ?? "", engaged: row["engage_date"], closed: row["close_date"])
    }
    let products = try QualityData.rows("maven_crm_products.csv") { $0["product"] }
    var options = CustomerQualityOptions()
    options.vocabularies.append(.custom("country", .countries))
    let report = try await report(accounts, options, others: opportunities) { audit in
      var profile = QualityProfile<Opportunity>()
      profile.requirements = [
        QualityRequirement("account", weight: 2, severity: .warning) { $0.account != nil }
      ]
      profile.vocabularies = [QualityVocabulary("product", .closed(products)) { [$0.product] }]
      profile.typedTexts = [
        QualityTypedText("engaged", .day) { $0.engaged }, QualityTypedText("closed", .day) { $0.closed },
      ]
      audit.add(profile)
    }
    #expect(report[Customer.collection]?.records == 85 && report["opportunities"]?.records == 8_800)
    #expect(
      words(report) == [
        "customer.industry technolgy → technology": 12, "custom.country Philipines → Philippines": 1,
        "product GTXPro → GTX Pro": 1_480,
      ])
    #expect(counts(report, QualityReason.missing)["account"] == 1_425)
    #expect(counts(report, QualityReason.missing)["customer.contactPoints"] == 85)
    // Days as texts of the form dd-mm-yy: 8,300 are engaged, 6,711 are closed.
    #expect(counts(report, QualityReason.unreadable) == ["engaged": 8_300, "closed": 6_711])
    let patterns = report.issues(QualityReason.unreadable).map { $0.proposal.arguments["pattern"] }
    #expect(patterns == [.text("dd-MM-yy"), .text("dd-MM-yy")])
    let told: Set<ReasonCode> = [
      QualityReason.misspelt, QualityReason.missing, QualityReason.unreadable,
    ]
    #expect(Set(report.issues.map(\.reason.code)) == told)
  }

  @Test func educationLeads() async throws {
    let fields = ["Country", "Specialization", "How did you hear about X Education", "Lead Profile", "City"]
    let leads = try QualityData.rows("xeducation_leads.csv") { row -> Customer? in
      let number = row["Lead Number"] ?? ""
      var lead = Customer(
        id: Identifier(foreign: number, in: "xeducation"), kind: .person,
        source: row["Lead Source"].flatMap { $0.isEmpty ? nil : ReferralSource(rawValue: $0) },
        foreignKeys: [ForeignKey(number, in: "xeducation")], createdAt: now)
      for field in fields {
        if let text = row[field], !text.isEmpty { lead.customFields[field] = .text(text) }
      }
      return lead
    }
    var options = CustomerQualityOptions()
    options.vocabularies += [.custom("Country", .countries), .custom("Specialization"), .custom("City")]
    let report = try await report(leads, options)
    #expect(
      counts(report, QualityReason.placeholder) == [
        "custom.Specialization": 1_942, "custom.How did you hear about X Education": 5_043,
        "custom.Lead Profile": 4_146, "custom.City": 2_249, "custom.Country": 5, "customer.source": 1,
      ])
    #expect(words(report) == ["customer.source google → Google": 5, "custom.Country Asia/Pacific Region": 2])
    #expect(counts(report, QualityReason.missing)["customer.contactPoints"] == 9_240)
  }

  @Test func telephoneCustomers() async throws {
    let customers = try QualityData.rows("telco_churn.csv") { row -> Customer? in
      let number = row["customer_no"] ?? ""
      var customer = Customer(
        id: Identifier(foreign: number, in: "telco"), kind: .person, foreignKeys: [ForeignKey(number, in: "telco")],
        createdAt: now)
      customer.customFields["contract"] = row["contract"].map { .text($0) }
      customer.customFields["payment"] = row["payment_method"].map { .text($0) }
      customer.customFields["total"] = row["total_charges"].flatMap { Decimal(string: $0) }.map { .decimal($0) }
      return customer
    }
    var options = CustomerQualityOptions()
    options.requirements = []
    options.vocabularies = [.custom("contract"), .custom("payment")]
    let total = FieldDefinition("total", .decimal, isRequired: true)
    let report = try await report(
      customers, options, definitions: [total, FieldDefinition("contract", .text), FieldDefinition("payment", .text)])
    #expect(report.issues.map { "\($0.field) \($0.reason.code) \($0.count)" } == ["custom.total quality.missing 11"])
    #expect(report[Customer.collection]?.distribution == [11, 0, 0, 0, 0, 0, 0, 0, 0, 7_032])
  }

  /// Synthetic people of Australia with duplicates.
  @Test(arguments: [
    ("febrl_dataset1.csv", unreadable: 3, implausible: 59, duplicates: 428, states: 11),
    ("febrl_dataset2.csv", unreadable: 10, implausible: 322, duplicates: 745, states: 12),
  ])
  func people(file: String, unreadable: Int, implausible: Int, duplicates: Int, states: Int) async throws {
    let parser = DateParser(["yyyyMMdd"])
    let people = try QualityData.rows(file) { row -> Customer? in
      let key = row["rec_id"] ?? ""
      var person = Customer.person(
        id: Identifier(foreign: key, in: "febrl"),
        name: PersonName(given: row["given_name"]?.nonEmpty, family: row["surname"]?.nonEmpty), now: now)
      person.foreignKeys = [ForeignKey(key, in: "febrl")]
      if let text = row["date_of_birth"]?.nonEmpty {
        person.birthday = try? parser.day(text)
        if person.birthday == nil { person.customFields["birthday"] = .text(text) }
      }
      person.customFields["state"] = row["state"]?.nonEmpty.map { .text($0) }
      if let code = row["postcode"]?.nonEmpty {
        person.contactPoints = [ContactPoint(.postal(try PostalAddress(postalCode: code, country: "AU")))]
      }
      return person
    }
    var options = CustomerQualityOptions()
    options.vocabularies.append(.custom("state", .closed(["act", "nsw", "nt", "qld", "sa", "tas", "vic", "wa"])))
    let report = try await report(
      people, options, definitions: [FieldDefinition("birthday", .day), FieldDefinition("state", .text)])
    #expect(counts(report, QualityReason.unreadable) == ["custom.birthday": unreadable])
    #expect(counts(report, QualityReason.implausible) == ["customer.birthday": implausible])
    #expect(counts(report, QualityReason.duplicate) == ["customer.name": duplicates])
    #expect(words(report).values.reduce(0, +) == states, "\(words(report))")
    #expect(counts(report, QualityReason.postalCode).isEmpty && counts(report, QualityReason.dateHeap).isEmpty)
  }

  /// Synthetic people of Britain with duplicates and broken addresses.
  @Test func misspeltPeople() async throws {
    var refused = 0
    let people = try QualityData.rows("splink_fake_1000.csv") { row -> Customer? in
      let key = row["unique_id"] ?? ""
      var person = Customer.person(
        id: Identifier(foreign: key, in: "splink"),
        name: PersonName(given: row["first_name"]?.nonEmpty, family: row["surname"]?.nonEmpty), now: now)
      person.foreignKeys = [ForeignKey(key, in: "splink")]
      person.birthday = row["dob"].flatMap { CalendarDay($0) }
      person.customFields["city"] = row["city"]?.nonEmpty.map { .text($0) }
      if let text = row["email"]?.nonEmpty {
        if let address = try? EmailAddress(text) {
          person.contactPoints = [ContactPoint(.email(address))]
        } else {
          refused += 1
        }
      }
      return person
    }
    var options = CustomerQualityOptions()
    options.vocabularies.append(.custom("city"))
    let report = try await report(people, options)
    // 12 addresses have no @ or two, six nothing, a dot or a hyphen where none can be: the type refuses them.
    #expect(refused == 18)
    #expect(counts(report, QualityReason.future) == ["customer.birthday": 8])
    // Without a dot, or with an ending that is a single letter or has digits.
    #expect(counts(report, QualityReason.deadDomain) == ["customer.contactPoints": 17])
    // One address ends in ".coom".
    #expect(counts(report, QualityReason.domainTypo) == ["customer.contactPoints": 1])
    let words = words(report)
    for (found, count) in [("Lodon", 8), ("Lonon", 6), ("Londn", 5), ("Londo", 4), ("Londno", 3), ("Loondon", 2)] {
      #expect(words["custom.city \(found) → London"] == count, "\(found)")
    }
    #expect(words["custom.city swansea → Swansea"] == 1 && words["custom.city Bimingham → Birmingham"] == 1)
    // Other towns are not misspelt ones.
    for town in ["Loddon", "Luton", "Milton", "Bolton", "Hull", "York", "Leeds", "Reading", "Salford"]
    where town != "Loddon" {
      #expect(!words.keys.contains { $0.hasPrefix("custom.city \(town) ") }, "\(town)")
    }
    // The same name with the same birthday or the same address.
    #expect(counts(report, QualityReason.duplicate) == ["customer.name": 252])
  }

  /// 541,909 lines: with CRM_SWEEP=1 only.
  @Test(.enabled(if: ProcessInfo.processInfo.environment["CRM_SWEEP"] == "1", "set CRM_SWEEP=1"))
  func onlineRetail() async throws {
    var countries: [String: String] = [:]
    for row in try CSVReader.rows(in: QualityData.unpacked("online_retail.csv.gz")) {
      if let key = row["CustomerID"]?.nonEmpty, countries[key] == nil { countries[key] = row["Country"] }
    }
    let customers = countries.map { key, country in
      var customer = Customer(
        id: Identifier(foreign: key, in: "retail"), kind: .person, foreignKeys: [ForeignKey(key, in: "retail")],
        createdAt: now)
      customer.customFields["country"] = .text(country)
      return customer
    }
    var options = CustomerQualityOptions()
    options.vocabularies = [.custom("country", .countries)]
    let report = try await report(customers, options)
    #expect(report[Customer.collection]?.records == 4_372)
    #expect(counts(report, QualityReason.placeholder) == ["custom.country": 4])
    #expect(
      words(report) == [
        "custom.country EIRE → Ireland": 3, "custom.country RSA → South Africa": 1,
        "custom.country European Community": 1,
      ])
  }
}

extension String {
  fileprivate var nonEmpty: String? {
    let text = trimmingCharacters(in: .whitespaces)
    return text.isEmpty ? nil : text
  }
}

/// What a host keeps of a sales opportunity.
private struct Opportunity: Record {
  static let collection: CollectionName = "opportunities"
  static var references: [Reference<Opportunity>] { [Reference("account", \.account)] }
  var id: Identifier<Opportunity>
  var account: Identifier<Customer>?
  var product: String
  var engaged: String?
  var closed: String?
}

private enum QualityData {
  static let folder: URL? = {
    if let path = ProcessInfo.processInfo.environment["CRM_DATA"] { return URL(filePath: path) }
    var folder = URL(filePath: #filePath).deletingLastPathComponent()
    while folder.path != "/" {
      let candidate = folder.appending(path: "shared/data")
      if FileManager.default.fileExists(atPath: candidate.path) { return candidate }
      folder.deleteLastPathComponent()
    }
    return nil
  }()

  static func rows<Value>(_ name: String, _ make: (CSVRow) throws -> Value?) throws -> [Value] {
    let bytes = try Data(contentsOf: #require(folder).appending(path: name))
    return try CSVReader.rows(in: Array(bytes)).compactMap(make)
  }

  static func unpacked(_ name: String) throws -> [UInt8] {
    let process = Process()
    process.executableURL = URL(filePath: "/usr/bin/env")
    process.arguments = ["gunzip", "-c", try #require(folder).appending(path: name).path]
    let output = Pipe()
    process.standardOutput = output
    try process.run()
    let data = try output.fileHandleForReading.readToEnd() ?? Data()
    process.waitUntilExit()
    return Array(data)
  }
}
