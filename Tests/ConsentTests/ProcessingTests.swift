import CRMTesting
import Consent
import Foundation
import Testing

/// Records of processing: what is registered and stated is in them, and nothing else.
@Suite struct ProcessingTests {
  private static let date = Date("2026-11-23T10:00:00Z")
  private static let registry = RecordRegistry([
    Tenant.self, RentInvoice.self, InvoiceRemark.self, Meter.self,
  ])
  private static let retention = RetentionFixture.policy()

  private static func ledger() -> LedgerPurposes {
    let maker = ActMaker()
    var proof = ConsentFixture.proof
    proof.recipients = ["Mailer GmbH", "Printer & Sons <Ltd>"]
    proof.retention = "until you withdraw"
    return LedgerPurposes(of: [
      maker.act(.given, "marketing.news", proof: proof),
      maker.act(.given, "marketing.news", channel: .sms, controller: "north"),
      maker.act(.basisChanged, "letting", basis: .contract("L-1")),
      maker.act(.withdrawn, "marketing.calls"), maker.act(.withdrawn, nil),
    ])
  }

  static let statement = ProcessingStatement(
    controller: .init("House | Letting *GmbH*", contact: "privacy@house.example"),
    dataProtectionOfficer: .init("D. Officer", contact: "dpo@house.example"),
    activities: [
      .init("letting", description: "Letting flats", categories: [.identity], subjects: ["tenants"]),
      .init("bookkeeping", description: "Books and taxes", subjects: ["tenants"]),
    ],
    recipients: [
      .init("Tax adviser", purposes: ["bookkeeping"]),
      .init("Mailer GmbH", purposes: ["marketing"], country: "US"),
    ],
    securityMeasures: ["Encryption at rest", "Access by role"])

  private static func records(_ statement: ProcessingStatement = statement) -> RecordsOfProcessing {
    RecordsOfProcessing(
      registry: registry, ledger: ledger(), policies: PolicySet([.europeanUnion]), retention: retention,
      statement: statement, at: date)
  }

  @Test func purposesComeFromLedgerSchedulesAndHouse() throws {
    let records = Self.records()
    #expect(records.activities.map(\.purpose.rawValue) == ["bookkeeping", "letting", "marketing.news"])
    let letting = try #require(records.activities.first { $0.purpose == "letting" })
    #expect(letting.bases == ["contract", "legitimateInterest"])
    #expect(letting.categories == [.communication, .identity])
    #expect(letting.collections == ["invoiceRemarks", "tenants"])
    #expect(letting.terms.map(\.schedule) == ["remarks", "tenants.hide", "tenants.look"])
    let news = try #require(records.activities.first { $0.purpose == "marketing.news" })
    #expect(news.bases == ["consent"] && news.channels == [.email, .sms] && news.controllers == ["north"])
    #expect(news.recipients.map(\.name) == ["Mailer GmbH", "Printer & Sons <Ltd>"])
    #expect(news.recipients.map(\.isStated) == [true, false])
    #expect(news.toldRetention == ["until you withdraw"])
  }

  @Test func whatNobodyDeclaredIsMissingAndNotInvented() {
    let codes = Self.records().missing.map { reason in
      ([reason.code.rawValue] + reason.arguments.sorted { $0.key < $1.key }.map { $0.value.plainText }).joined(
        separator: " ")
    }
    #expect(
      codes == [
        "processing.noSafeguard Mailer GmbH", "processing.noDescription marketing.news",
        "processing.noCategories marketing.news", "processing.noSubjects marketing.news",
        "processing.noTerm marketing.news", "processing.undeclared meters",
      ])
    let empty = RecordsOfProcessing(registry: Self.registry, at: Self.date)
    #expect(empty.activities.isEmpty)
    #expect(
      empty.missing.map(\.code).prefix(4) == [
        ProcessingReason.noController, ProcessingReason.noRecipients, ProcessingReason.noMeasures,
        ProcessingReason.noRetention,
      ])
    #expect(empty.missing.filter { $0.code == ProcessingReason.noPurpose }.count == 3)
    let unscheduled = RecordsOfProcessing(
      registry: Self.registry, retention: RetentionFixture.policy([RetentionFixture.schedules[0]]),
      statement: ProcessingStatement(controller: .init("House")), at: Self.date)
    #expect(unscheduled.missing.filter { $0.code == ProcessingReason.unscheduled }.count == 2)
    #expect(unscheduled.missing.contains { $0.code == ProcessingReason.noContact })
  }

  @Test func theSameInAnyOrder() throws {
    let statement = Self.statement
    let turned = RecordsOfProcessing(
      registry: RecordRegistry(Self.registry.types.reversed()), ledger: Self.ledger(),
      policies: PolicySet([.europeanUnion]),
      retention: RetentionFixture.policy(RetentionFixture.schedules.reversed()), statement: statement, at: Self.date)
    #expect(try turned.json() == Self.records().json())
  }

  @Test func readsBackEqual() throws {
    let records = Self.records()
    #expect(try RecordsOfProcessing(json: records.json()) == records)
  }

  /// The three forms, byte by byte. Set CRM_WRITE_GOLDEN=1 to write them anew, and read the difference.
  @Test(arguments: ["json", "md", "html"]) func agreesWithTheGoldenFile(form: String) throws {
    let records = Self.records()
    let text: String
    switch form {
    case "json": text = String(decoding: try records.json(), as: UTF8.self) + "\n"
    case "md": text = records.markdown()
    default: text = records.html()
    }
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "GoldenFiles/processing-v1.\(form)")
    if ProcessInfo.processInfo.environment["CRM_WRITE_GOLDEN"] == "1" {
      try Data(text.utf8).write(to: file)
    }
    #expect(try String(decoding: Data(contentsOf: file), as: UTF8.self) == text)
  }

  @Test func textsAreShownAndNotReadAsMarkup() {
    let records = Self.records()
    #expect(records.markdown().contains("House \\| Letting \\*GmbH\\*"))
    #expect(records.html().contains("Printer &amp; Sons &lt;Ltd&gt;"))
    #expect(!records.html().contains("<Ltd>"))
  }

  @Test func theLedgerIsReadWhole() async throws {
    let fixture = ConsentFixture()
    for index in 0..<3 {
      try await fixture.optIn(ConsentFixture.address("p\(index)"), to: Purpose("marketing.p\(index)"))
    }
    let purposes = try await fixture.ledger.purposes()
    #expect(purposes.entries.keys.sorted() == ["marketing.p0", "marketing.p1", "marketing.p2"])
    #expect(purposes.entries["marketing.p1"]?.bases == [.consent])
  }

  @Test func everythingMissingHasSentencesInFourLanguages() {
    #expect(RecordsOfProcessing.phrases.sentences.count == 14)
    for (code, sentences) in RecordsOfProcessing.phrases.sentences {
      #expect(Set(sentences.keys) == ["en", "ru", "uk", "zh"], "\(code)")
    }
    for reason in Self.records().missing {
      for language in ["en", "ru", "uk", "zh"] {
        #expect(!RecordsOfProcessing.phrases.sentence(for: reason, language: language).contains("{"))
      }
    }
  }
}
