import CRMTesting
import Customers
import Foundation
import Testing

/// What an audit finds that no record shows by itself: links, time, days, columns and words.
extension QualityAuditTests {
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
          ServicedMachine(id: "m", site: "gone"),
          Event(id: "e", name: "x", customer: RecordReference(Identifier<Customer>("gone")), date: now, author: author),
        ])
    }
    var audit = QualityAudit(
      "links", registry: RecordRegistry(CustomerDirectory.recordTypes + [StaffMember.self, Event.self]))
    audit.add(QualityProfile<ServicedMachine>())
    let report = try await directory.auditQuality(audit)
    let found = report.issues(QualityReason.orphan).map { "\($0.collection).\($0.field) \($0.count)" }
    #expect(
      Set(found) == ["customers.owner 1", "interactions.customer 1", "interactions.staff 1", "servicedMachines.site 1"])
    #expect(report.issues.count == 4 && report.issues.allSatisfy { $0.severity == .error })
    audit.redirected = { missing, _ in Set(missing.filter { $0.collection == Customer.collection }) }
    let rest = try await directory.auditQuality(audit).issues(QualityReason.orphan).map {
      "\($0.collection).\($0.field)"
    }
    #expect(Set(rest) == ["customers.owner", "interactions.staff"])
    // Whether there is such a deal cannot be known here.
    #expect(report.uncheckedReferences == ["deals": 1])
  }

  @Test func aMergedCustomerIsFollowedToTheWinner() async throws {
    let directory = try base { store in
      try commit(
        store,
        [
          try firm("a", "Acorn"), CustomerAlias(of: "b", winner: "a", merge: "m", date: now),
          Interaction(id: "i", customer: "b", kind: .call, date: now),
          Interaction(id: "j", customer: "c", kind: .call, date: now),
        ])
    }
    let orphans = try await directory.auditQuality(directory.qualityAudit("links")).issues(QualityReason.orphan)
    #expect(orphans.flatMap(\.samples) == [RecordReference("j" as Identifier<Interaction>)])
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

  @Test func whatADetectorFoundGoesIntoTheReport() async throws {
    let directory = try base { try CleanBase(seed: 1, customers: 200).fill($0) }
    var audit = audit(directory)
    let found = try await directory.findDuplicates()
    audit.duplicates = DuplicateFigures(found)
    let figures = try #require(try await directory.auditQuality(audit).duplicates)
    #expect(figures.groups == found.clusters.count && figures.possiblePairs == found.possiblePairs.count)
    #expect(figures.surplus == found.clusters.map { $0.members.count - 1 }.reduce(0, +))
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
}

/// A record of a host's own.
private struct ServicedMachine: Record {
  static let collection: CollectionName = "servicedMachines"
  static var references: [Reference<ServicedMachine>] { [Reference("site", \.site)] }
  var id: Identifier<ServicedMachine>
  var site: Identifier<Customer>
}
