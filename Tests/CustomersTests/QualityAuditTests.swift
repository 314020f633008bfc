import CRMTesting
import Customers
import Foundation
import Synchronization
import Testing

/// The audit of a whole base.
@Suite struct QualityAuditTests {
  private let author = Author.system
  private let now = CRMEnvironment.testStart

  private func base(_ fill: (InMemoryStore) throws -> Void) throws -> CustomerDirectory {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    try fill(store)
    return CustomerDirectory(store: store, environment: environment)
  }

  private func audit(
    _ directory: CustomerDirectory, _ options: CustomerQualityOptions = CustomerQualityOptions()
  ) -> QualityAudit {
    var audit = QualityAudit("test")
    audit.add(directory.qualityProfile(options))
    return audit
  }

  private func commit(_ store: InMemoryStore, _ records: [any Record]) throws {
    var changes = ChangeSet(author: author)
    for record in records { changes.insert(record) }
    try store.commit(changes)
  }

  private func firm(_ id: Identifier<Customer>, _ name: String, _ change: (inout Customer) throws -> Void = { _ in })
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
      for (number, tag) in [(3, "news letter"), (5, "Newsleter")] {
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
        "customer.tags Newsleter newsletter 1",
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

  @Test func linksThatLeadNowhereAreFoundInEveryRegisteredType() async throws {
    let directory = try base { store in
      try commit(
        store,
        [
          try firm("a", "Acorn") { $0.owner = "gone" },
          Interaction(id: "i", customer: "gone", kind: .call, date: now, staff: "gone"),
          Purchase(
            id: "p", customer: "a", date: now, currency: .eur, lines: [PurchaseLine(amount: .zero(.eur))],
            origin: RecordReference(collection: "deals", id: UUID())),
          AuditedMachine(id: "m", site: "gone"),
          Event(id: "e", name: "x", customer: RecordReference(Identifier<Customer>("gone")), date: now, author: author),
        ])
    }
    var audit = QualityAudit(
      "links", registry: RecordRegistry(CustomerDirectory.recordTypes + [StaffMember.self, Event.self]))
    audit.add(QualityProfile<AuditedMachine>())
    let report = try await directory.auditQuality(audit)
    let found = report.issues(QualityReason.orphan).map { "\($0.collection).\($0.field) \($0.count)" }
    #expect(Set(found) == ["customers.owner 1", "interactions.customer 1", "interactions.staff 1", "machines.site 1"])
    #expect(report.issues.count == 4 && report.issues.allSatisfy { $0.severity == .error })
    audit.redirected = { missing, _ in Set(missing.filter { $0.collection == Customer.collection }) }
    let rest = try await directory.auditQuality(audit).issues(QualityReason.orphan).map {
      "\($0.collection).\($0.field)"
    }
    #expect(Set(rest) == ["customers.owner", "interactions.staff"])
    // Whether there is such a deal cannot be known here.
    #expect(report.uncheckedReferences == ["deals": 1])
  }

  @Test func staleRecordsAndOwnersWhoLeft() async throws {
    let old = now.addingTimeInterval(-800 * 86_400)
    let directory = try base { store in
      var silent = try firm("silent", "Silent")
      (silent.createdAt, silent.updatedAt) = (old, old)
      var called = try firm("called", "Called")
      (called.createdAt, called.updatedAt) = (old, old)
      var bought = try firm("bought", "Bought")
      (bought.createdAt, bought.updatedAt) = (old, old)
      try commit(
        store,
        [
          silent, called, bought, try firm("fresh", "Fresh") { $0.owner = "left" },
          StaffMember(id: "left", name: "X", activeUntil: now),
          Interaction(id: "i", customer: "called", kind: .call, date: now.addingTimeInterval(-86_400)),
          Interaction(id: "j", customer: "silent", kind: .call, date: old),
          Purchase(id: "p", customer: "bought", date: now, currency: .eur, lines: [PurchaseLine(amount: .zero(.eur))]),
        ])
    }
    let report = try await directory.auditQuality(audit(directory))
    #expect(
      report.issues(QualityReason.stale).flatMap(\.samples) == [RecordReference("silent" as Identifier<Customer>)])
    #expect(
      report.issues(QualityReason.inactiveOwner).flatMap(\.samples) == [
        RecordReference("fresh" as Identifier<Customer>)
      ])
    var never = CustomerQualityOptions()
    never.staleAfterMonths = nil
    #expect(try await directory.auditQuality(audit(directory, never)).issues(QualityReason.stale).isEmpty)
  }

  @Test func daysThatAreAmbiguousOneByOneAreReadAsAColumn() async throws {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(
      store: store, environment: environment, fieldDefinitions: FieldDefinitions([FieldDefinition("since", .day)]))
    let days = ["01/02/2020", "03/04/2021", "05/06/2022", "25/12/2023", "11/10/2024"]
    try commit(
      store,
      try days.enumerated().map { number, day in
        try firm(Identifier(derivedFrom: "\(number)"), "Firm \(number)") { $0.customFields["since"] = .text(day) }
      })
    let issues = try await directory.auditQuality(audit(directory)).issues(QualityReason.unreadable)
    #expect(issues.map(\.count) == [4, 1])
    #expect(issues.allSatisfy { $0.proposal.code == QualityReason.read && $0.repair != nil })
    for issue in issues { try await directory.repairAll(issue, by: author) }
    let read = try store.page(Query<Customer>()).items.compactMap { $0.customFields["since"]?.plainText }
    #expect(Set(read) == ["2020-02-01", "2021-04-03", "2022-06-05", "2023-12-25", "2024-10-11"])
    #expect(try await directory.auditQuality(audit(directory)).issues(QualityReason.unreadable).isEmpty)
  }

  @Test func aCatalogueWithNearlyEqualCategories() async throws {
    let directory = try base { store in
      for number in 0..<42 {
        let category: ProductCategory =
          switch number {
          case 40: "garden tools"
          case 41: "Gardn Tools"
          default: number % 2 == 0 ? "Garden Tools" : "Kitchen"
          }
        try commit(
          store,
          [
            Product(
              id: Identifier(derivedFrom: "\(number)"),
              name: number == 7 ? "tba" : number == 9 ? "ITEM 8" : "Item \(number)",
              code: "\(number)", category: category, cost: .zero(.eur), createdAt: now)
          ])
      }
    }
    var audit = QualityAudit("catalogue")
    audit.add(QualityProfile<Product>.products)
    let report = try await directory.auditQuality(audit)
    let told = report.issues.map { "\($0.reason.code) \($0.reason.arguments["found"]?.plainText ?? "") \($0.count)" }
    #expect(
      Set(told) == [
        "quality.variant garden tools 1", "quality.variant Gardn Tools 1", "quality.placeholder  1",
        "quality.duplicate  2",
      ])
  }

  @Test func aDayThatFarTooManyHaveIsToldOnce() async throws {
    let directory = try base { store in
      for number in 0..<300 {
        var person = Customer.person(
          id: Identifier(derivedFrom: "\(number)"), name: PersonName(given: "A\(number)", family: "B"), now: now)
        person.birthday = CalendarDay(clamping: number % 10 == 0 ? 0 : 1_000 + number)
        try commit(store, [person])
      }
    }
    let heaps = try await directory.auditQuality(audit(directory)).issues(QualityReason.dateHeap)
    #expect(heaps.map(\.count) == [30] && heaps.first?.reason.arguments["day"] == .day(CalendarDay(clamping: 0)))
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

/// A record of a host's own.
private struct AuditedMachine: Record {
  static let collection: CollectionName = "machines"
  static var references: [Reference<AuditedMachine>] { [Reference("site", \.site)] }
  var id: Identifier<AuditedMachine>
  var site: Identifier<Customer>
}
