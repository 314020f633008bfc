import CRMTesting
import Customers
import Foundation
import Synchronization
import Testing

/// The audit of a whole base.
@Suite struct QualityAuditTests {
  let author = Author.system
  let now = CRMEnvironment.testStart

  func base(_ fill: (InMemoryStore) throws -> Void) throws -> CustomerDirectory {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    try fill(store)
    return CustomerDirectory(store: store, environment: environment)
  }

  func audit(
    _ directory: CustomerDirectory, _ options: CustomerQualityOptions = CustomerQualityOptions()
  ) -> QualityAudit {
    var audit = QualityAudit("test")
    audit.add(directory.qualityProfile(options))
    return audit
  }

  func commit(_ store: InMemoryStore, _ records: [any Record]) throws {
    var changes = ChangeSet(author: author)
    for record in records { changes.insert(record) }
    try store.commit(changes)
  }

  func firm(_ id: Identifier<Customer>, _ name: String, _ change: (inout Customer) throws -> Void = { _ in })
    throws -> Customer
  {
    var customer = Customer.organisation(id: id, name: name, now: now)
    try change(&customer)
    return customer
  }

  @Test(arguments: [UInt64(1), 2, 3, 4, 5])
  func aCleanBaseHasNoFindings(seed: UInt64) async throws {
    let directory = try base { try CleanBase(seed: seed).fill($0) }
    let report = try await directory.auditQuality(audit(directory))
    #expect(report.issues.isEmpty, "seed \(seed): \(report.issues.map { ($0.field, $0.reason, $0.count) })")
    #expect(report.score == 100 && report[Customer.collection]?.records == 600)
    #expect(report[Customer.collection]?.distribution == [0, 0, 0, 0, 0, 0, 0, 0, 0, 600])
    #expect(report.uncheckedReferences.isEmpty && report.freeTextFields.isEmpty)
  }

  @Test func dirtInACleanBaseIsFoundAndNothingElse() async throws {
    let directory = try base { store in
      try CleanBase(seed: 7).fill(store)
      var changes = ChangeSet(author: author)
      for (number, industry) in [(0, "technolgy"), (1, "Technolgy"), (2, "retial")] {
        var stored = try #require(try store.fetch(Customer.self, ids: [CleanBase.id(number)])[0])
        stored.kind = .organisation
        stored.personName = nil
        stored.birthday = nil
        stored.legalName = "Firm \(number)"
        stored.organisation = OrganisationFacts(industry: industry, employees: 1)
        changes.update(stored)
      }
      for (number, tag) in [(3, "news letter"), (5, "Newsleter"), (8, "NEWSLETER")] {
        var stored = try #require(try store.fetch(Customer.self, ids: [CleanBase.id(number)])[0])
        stored.tags.insert(tag)
        changes.update(stored)
      }
      try store.commit(changes)
    }
    let report = try await directory.auditQuality(audit(directory))
    let told = report.issues.map { issue in
      "\(issue.field) \(issue.reason.arguments["found"]?.plainText ?? issue.reason.code.rawValue) "
        + "\(issue.repair.map { _ in issue.proposal.arguments["meant"]?.plainText ?? "" } ?? "-") \(issue.count)"
    }
    #expect(
      Set(told) == [
        "customer.industry technolgy technology 1", "customer.industry Technolgy Technology 1",
        "customer.industry retial retail 1", "customer.tags news letter newsletter 1",
        "customer.tags Newsleter newsletter 1", "customer.tags NEWSLETER newsletter 1",
      ])
    #expect(report.issues(QualityReason.variant).allSatisfy { $0.samples.count == 1 })
  }

  @Test func theSameBaseGivesTheSameReport() async throws {
    func report() async throws -> QualityReport {
      let directory = try base { store in
        try CleanBase(seed: 3).fill(store)
        try commit(store, try (0..<50).map { try firm(Identifier(derivedFrom: "x", "\($0)"), "Same name") })
      }
      return try await directory.auditQuality(audit(directory))
    }
    let (one, other) = (try await report(), try await report())
    #expect(one == other && one.issues(QualityReason.duplicate).map(\.count) == [50])
    #expect(try JSONDecoder().decode(QualityReport.self, from: JSONEncoder().encode(one)) == one)
  }

  @Test func exactDuplicatesAndSharedPoints() async throws {
    let box = ContactPoint(.email(try EmailAddress("box@acorn.com")))
    let directory = try base { store in
      let people: [(Identifier<Customer>, String, CalendarDay?)] = [
        ("a", "Ada", CalendarDay(year: 1990, month: 1, day: 2)),
        ("b", "ada", CalendarDay(year: 1990, month: 1, day: 2)),
        ("c", "Ada", CalendarDay(year: 1991, month: 1, day: 2)), ("d", "Ada", nil),
      ]
      for (id, name, birthday) in people {
        var person = Customer.person(id: id, name: PersonName(given: name, family: "Lovelace"), now: now)
        person.birthday = birthday
        try commit(store, [person])
      }
      try commit(
        store,
        [
          try firm("f", "Acorn Ltd"), try firm("g", "ACORN  LTD") { $0.legalName = "ACORN LTD" }, try firm("h", "Oak"),
          try firm("i", "Elm") { $0.contactPoints = [box] },
          try firm("j", "Fir") {
            $0.contactPoints = [ContactPoint(.email(try EmailAddress("BOX@acorn.com")))]
          },
          try firm("k", "Yew") { $0.contactPoints = [ContactPoint(box.value, addressKind: .shared)] },
        ])
    }
    let report = try await directory.auditQuality(audit(directory))
    let duplicates = report.issues(QualityReason.duplicate)
    #expect(
      Set(duplicates.flatMap(\.samples))
        == Set(["a", "b", "f", "g"].map { RecordReference($0 as Identifier<Customer>) }))
    let shared = report.issues(QualityReason.sharedPoint)
    #expect(Set(shared.flatMap(\.samples)) == Set(["i", "j"].map { RecordReference($0 as Identifier<Customer>) }))
  }

  @Test func eachRecordIsReadOnceAndMemoryIsBounded() async throws {
    let environment = CRMEnvironment.fixed()
    let inner = InMemoryStore(environment: environment)
    var changes = ChangeSet(author: author)
    for number in 0..<1_200 {
      var customer = try firm(Identifier(derivedFrom: "\(number)"), "Firm \(number)")
      customer.organisation = OrganisationFacts(industry: "trade \(number)")
      customer.customFields["country"] = .text("Land \(number)")
      changes.insert(customer)
    }
    try inner.commit(changes)
    let store = CountingStore(inner)
    let directory = CustomerDirectory(store: store, environment: environment)
    var options = CustomerQualityOptions()
    options.findsDuplicates = false
    options.vocabularies.append(.custom("country", .countries))
    var audit = audit(directory, options)
    audit.limits = QualityAudit.Limits(issues: 40, samples: 3, worstRecords: 5, words: 100)
    let listed = Mutex(0)
    let steps = Mutex<[Int]>([])
    let report = try await directory.auditQuality(audit) { progress in
      steps.withLock { $0.append(progress.done) }
      #expect(progress.total == 1_200)
    } onFinding: { _ in
      listed.withLock { $0 += 1 }
    }
    // Three pages of customers; of the other types, one empty page each of those with links.
    let types = CustomerDirectory.recordTypes.filter { !$0.hasNoLinks }.count - 1 + 1
    #expect(store.calls.page == 3 + types && store.calls.commit == 0, "\(store.calls)")
    #expect(report.issues.count == 40 && report.issues.allSatisfy { $0.samples.count <= 3 })
    #expect(report.issues.reduce(0) { $0 + $1.count } + report.unlistedFindings == listed.withLock { $0 })
    #expect(report[Customer.collection]?.worst.count == 5 && report.freeTextFields.count == 2)
    #expect(steps.withLock { $0.last } == 1_200)
  }

  @Test func anAuditCanBeCancelled() async throws {
    let directory = try base { try CleanBase(seed: 1).fill($0) }
    let audit = audit(directory)
    let task = Task { [directory] in
      while !Task.isCancelled { await Task.yield() }
      return try await directory.auditQuality(audit)
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
  }

  @Test func repairsChangeWhatTheySayAndNothingTwice() async throws {
    let directory = try base { store in
      try commit(
        store,
        try (0..<3).map { number in
          try firm(Identifier(derivedFrom: "\(number)"), "Firm \(number)") {
            $0.organisation = OrganisationFacts(industry: number == 2 ? "retail" : "technolgy")
          }
        })
    }
    let before = try await directory.auditQuality(audit(directory))
    let issue = try #require(before.issues(QualityReason.misspelt).first)
    #expect(issue.count == 2)
    let commits = try await directory.store.history(after: nil, limit: 100).count
    #expect(try await directory.repairAll(issue, by: author, isDryRun: true) == RepairCounts(repaired: 2))
    #expect(try await directory.store.history(after: nil, limit: 100).count == commits)
    #expect(try await directory.repairAll(issue, by: author) == RepairCounts(repaired: 2))
    #expect(try await directory.repairAll(issue, by: author) == RepairCounts())
    let after = try await directory.auditQuality(audit(directory))
    #expect(after.issues(QualityReason.misspelt).isEmpty && (after.score ?? 0) > (before.score ?? 0))
    let first = try #require(await directory.customer(Identifier(derivedFrom: "0")))
    #expect(first.organisation?.industry == "technology")
    let events = try await directory.store.all(Query(Event.byName, ExactText(EventName.customerChanged.rawValue)))
    #expect(events.count == 2)

    let finding = QualityFinding(
      RecordReference(first), field: "customer.industry", .consistency, .warning, issue.reason,
      proposal: issue.proposal, repair: issue.repair)
    #expect(try await directory.repair(finding, by: author) == .notNeeded)
    var unrepairable = finding
    unrepairable.repair = nil
    #expect(try await directory.repair(unrepairable, by: author) == .notRepairable)
    let second = try await directory.edit(first.id, by: author) { $0.organisation?.industry = "technolgy" }
    let quality = try await directory.quality(of: second.id, directory.qualityProfile())
    let found = try #require(quality.findings.first { $0.repair != nil })
    #expect(try await directory.repair(found, by: author) == .repaired(fields: ["organisation"]))
  }

  @Test func snapshotsAreKeptOnceAndCompared() async throws {
    let clock = TestClock()
    let environment = CRMEnvironment.fixed(clock: clock)
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    try commit(store, [try firm("a", "Acorn") { $0.organisation = OrganisationFacts(industry: "retial") }])
    let first = try await directory.auditQuality(audit(directory))
    let kept = try await directory.keep(first, by: author)
    #expect(try await directory.keep(first, by: author) == kept)
    #expect(try store.count(Query<QualitySnapshot>()) == 1)
    clock.advance(by: 86_400)
    try await directory.edit("a", by: author) {
      $0.organisation?.industry = "retail"
      $0.legalName = "unknown"
    }
    let second = try await directory.keep(try await directory.auditQuality(audit(directory)), by: author)
    #expect(try await directory.qualitySnapshots(of: "test").items == [second, kept])
    #expect(try await directory.qualitySnapshots(of: "other").items.isEmpty)
    let trend = second.trend(since: kept)
    #expect(trend.resolved.map(\.issue.code) == [QualityReason.misspelt])
    #expect(trend.appeared.map(\.issue.code) == [QualityReason.placeholder])
    #expect(trend.from == kept.date && trend.until == second.date && trend.scoreChange == 0)
    #expect(try JSONDecoder().decode(QualitySnapshot.self, from: JSONEncoder().encode(second)) == second)
    #expect(kept.trend(since: kept).changes.isEmpty)
  }

  @Test func findingsHoldNoPersonalData() async throws {
    let secrets = ["zebedee", "quill", "5550199", "17.03.1899", "blackwood"]
    let directory = try base { store in
      var person = Customer.person(
        id: "p", name: PersonName(given: " Zebedee", family: "Quill3"), now: now.addingTimeInterval(9))
      person.birthday = CalendarDay(year: 1899, month: 3, day: 17)
      person.customFields = ["nick": .text(" Zebedee  Quill"), "born": .text("17.03.1899")]
      person.contactPoints = [
        ContactPoint(.email(try EmailAddress("zebedee.quill@gmial.com"))),
        ContactPoint(.phone(try PhoneNumber(e164: "+15035550199"))),
        ContactPoint(.postal(try PostalAddress(lines: ["Blackwood 1"], postalCode: "1", country: "DE"))),
      ]
      try commit(store, [person])
    }
    let texts = Mutex<[String]>([])
    _ = try await directory.auditQuality(
      audit(directory),
      onFinding: { finding in
        let data = try? JSONEncoder().encode(finding)
        let sentences = ["en", "ru", "uk", "zh"].flatMap { language in
          [finding.reason, finding.proposal].map { CustomerDirectory.phrases.sentence(for: $0, language: language) }
        }
        #expect(sentences.allSatisfy { !$0.contains("{") }, "an argument is missing: \(sentences)")
        texts.withLock { $0 += [String(decoding: data ?? Data(), as: UTF8.self)] + sentences }
      })
    let all = texts.withLock { $0 }.joined(separator: "\n").lowercased()
    #expect(all.contains("gmail.com") && all.contains("quality.postalcode"))
    for secret in secrets { #expect(!all.contains(secret), "\(secret)") }
  }
}

extension Record {
  fileprivate static var hasNoLinks: Bool { references.isEmpty }
}
