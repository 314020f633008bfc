import CRMTesting
import Consent
import Customers
import Foundation
import Testing

@Suite struct AccessTests {
  @Test func recordsOfAllTypesWithTheHostsAndTheLedger() async throws {
    let fixture = try await AccessFixture()
    let pieces = Pieces()
    let summary = try await fixture.desk(participants: [ArchiveParticipant()])
      .export(of: fixture.subject, as: .json) { pieces.add($0) }
    let expected: [CollectionName: Int] = [
      "customers": 1, "relationships": 1, "interactions": 1, "events": 2, "machines": 1, "purchases": 1,
      "consentActs": 1, "archive": 1,
    ]
    for (collection, count) in expected {
      #expect(summary.about[collection] == count, "\(collection)")
    }
    #expect(summary.named == ["interactions": 1, "machines": 1])
    let tree = try AccessFixture.tree(pieces.text)
    #expect(tree["summary"]?["complete"] == true)
    let act = try #require(try AccessFixture.records(pieces.text, of: "consentActs").first)
    #expect(act["values"]?["proof"]?["textShown"] == "Yes, send me news.")
    #expect(act["provenance"]?["source"] == "form")
    // What hangs on a participant's record is found, too.
    #expect(try AccessFixture.records(pieces.text, of: "events").count == 2)
    let archive = try #require(try AccessFixture.records(pieces.text, of: "archive").first)
    #expect(archive["provenance"]?["source"] == "paper")
  }

  @Test func mentionsAreNamedWithoutContent() async throws {
    let fixture = try await AccessFixture()
    let text = try await fixture.desk().text(of: fixture.subject, as: .json)
    let named = try AccessFixture.records(text, of: "interactions").filter { $0["role"] == "named" }
    #expect(named.count == 1)
    #expect(named.first?["as"] == ["participants"])
    #expect(named.first?["values"] == nil && named.first?["id"] == nil)
    #expect(!text.contains("what Bob told") && !text.contains("lent to many") && !text.contains("B-1"))
  }

  /// What is about a participant's record of the subject is found after what names the subject, and is about them all the same.
  @Test func whatIsAboutAParticipantsRecordIsShownAlsoWhenItNamesTheSubject() async throws {
    let fixture = try await AccessFixture()
    let act = try #require(try await fixture.store.first(Query(ConsentAct.self)))
    try await fixture.store.insert(
      ActNote(id: "note", act: act.id, teller: fixture.ann.id, text: "She said yes on the phone."))
    let text = try await fixture.desk([ActNote.self]).text(of: fixture.subject, as: .json)
    let notes = try AccessFixture.records(text, of: "actNotes")
    #expect(notes.map { $0["role"] } == ["about"])
    #expect(notes.first?["values"]?["text"] == "She said yes on the phone.")
  }

  @Test func othersAreOpaqueAndStaffIsARole() async throws {
    let fixture = try await AccessFixture()
    for format in AccessFormat.allCases {
      let text = try await fixture.desk().text(of: fixture.subject, as: format)
      for secret in [
        "Bob", "Secretive", "bob@", "Sam", "sam@", fixture.bob.id.description, fixture.staff.id.description,
      ] {
        #expect(!text.contains(secret), "\(secret) in \(format)")
      }
      #expect(text.contains("member of staff") && text.contains("other party "))
    }
    let text = try await fixture.desk().text(of: fixture.subject, as: .json)
    let kin = try #require(try AccessFixture.records(text, of: "relationships").first)
    #expect(kin["values"]?["from"] == .text(fixture.ann.id.description))
    let event = try AccessFixture.records(text, of: "events").first { $0["values"]?["name"] == "customer.created" }
    #expect(event?["values"]?["author"]?["name"] == "member of staff")
  }

  @Test func whatIsWithheldIsNamedWithTheReason() async throws {
    let fixture = try await AccessFixture()
    var desk = fixture.desk()
    desk.withholdings = [
      AccessWithholding(Purchase.collection, ["lines", "cost"], because: AccessWithholding.businessSecret),
      AccessWithholding("machines", ["remarks"], because: "shop.investigation"),
    ]
    let text = try await desk.text(of: fixture.subject, as: .json)
    let machine = try #require(
      try AccessFixture.records(text, of: "machines").first { $0["role"] == "about" })
    #expect(machine["values"]?["lockCode"]?["withheld"] == "access.otherPerson")
    #expect(machine["values"]?["lockCode"]?["because"] == "It tells about another person.")
    #expect(machine["values"]?["remarks"]?["withheld"] == "shop.investigation")
    #expect(!text.contains("4711") && !text.contains("scratched"))
    guard case .list(let lines)? = try AccessFixture.records(text, of: "purchases").first?["values"]?["lines"] else {
      Issue.record("no lines")
      return
    }
    #expect(lines.first?["cost"]?["withheld"] == "access.businessSecret")
    #expect(lines.first?["text"] == "Drill")
    let page = try await desk.text(of: fixture.subject, as: .html)
    #expect(page.contains("withheld: It tells about another person."))
  }

  @Test func aTypeThatSaysNothingStopsTheExport() async throws {
    let fixture = try await AccessFixture()
    let pieces = Pieces()
    await #expect(throws: UndeclaredPersonalData([.init("badges", "holder")])) {
      try await fixture.desk([Badge.self]).export(of: fixture.subject, as: .json) { pieces.add($0) }
    }
    #expect(pieces.text.isEmpty)
  }

  @Test func aTypeThatIsNotRegisteredStopsTheExport() async throws {
    let fixture = try await AccessFixture()
    try await fixture.store.insert(
      FollowUp(
        id: "strange", what: "x", about: RecordReference(collection: "loyaltyCards", id: UUID()),
        customer: fixture.ann.id, due: AccessFixture.now, createdAt: AccessFixture.now))
    let pieces = Pieces()
    do {
      try await fixture.desk().export(of: fixture.subject, as: .json) { pieces.add($0) }
      Issue.record("nothing was thrown")
    } catch let error as AccessError {
      #expect(error.description == "record types are not registered: loyaltyCards, found in followUps")
    }
    #expect(!pieces.text.contains("complete"))
    var desk = fixture.desk()
    desk.outside = ["loyaltyCards"]
    try await desk.export(of: fixture.subject, as: .json) { _ in }
    let nobody = AccessSubject(RecordReference(collection: "robots", id: UUID()))
    await #expect(throws: AccessError.self) { try await desk.text(of: nobody, as: .json) }
  }

  @Test func aFailingOrMissingParticipantStopsTheExport() async throws {
    let fixture = try await AccessFixture()
    let pieces = Pieces()
    do {
      try await fixture.desk(participants: [ArchiveParticipant(failing: true)])
        .export(of: fixture.subject, as: .html) { pieces.add($0) }
      Issue.record("nothing was thrown")
    } catch AccessError.failed(let name, let error) {
      #expect(name == "archive" && error is ArchiveParticipant.Broken)
    }
    #expect(!pieces.text.contains("</html>"))
    var desk = fixture.desk()
    desk.required = ["archive"]
    do {
      _ = try await desk.text(of: fixture.subject, as: .json)
      Issue.record("nothing was thrown")
    } catch AccessError.missing(let names) {
      #expect(names == ["archive"])
    }
    let alone = AccessDesk(fixture.ledger, registry: RecordRegistry(AccessFixture.types))
    do {
      _ = try await alone.text(of: fixture.subject, as: .json)
      Issue.record("nothing was thrown")
    } catch AccessError.unanswered(let names) {
      #expect(Set(names) == ["outbox", "anonymousActivities"])
    }
  }

  @Test func recordsOfMergedCustomersAreThere() async throws {
    let fixture = try await AccessFixture()
    let loser: Identifier<Customer> = "loser"
    try await fixture.store.insert(Machine(id: "late", owner: loser, serial: "L-1"))
    let before = try await fixture.desk().text(of: fixture.subject, as: .json)
    #expect(!before.contains("L-1"))
    let subject = AccessSubject(
      RecordReference(fixture.ann.id), aliases: [RecordReference(loser)], digests: try fixture.subject.digests)
    let text = try await fixture.desk().text(of: subject, as: .json)
    let machines = try AccessFixture.records(text, of: "machines")
    #expect(
      machines.contains { $0["values"]?["serial"] == "L-1" && $0["values"]?["owner"] == .text(loser.description) })
  }

  @Test func anAddressWithoutACustomerHasTheLedger() async throws {
    let fixture = try await AccessFixture()
    let address = try EmailAddress("stranger@example.com")
    try await fixture.ledger.withdraw(.email(address), from: .everything, method: .form, by: .dataSubject)
    let pieces = Pieces()
    let desk = fixture.desk()
    let summary = try await desk.export(of: desk.subject(.email(address)), as: .json) { pieces.add($0) }
    #expect(summary.about == ["consentActs": 1, "events": 1])
    #expect(try AccessFixture.tree(pieces.text)["header"]?["records"] == [])
  }

  @Test func whatNobodyStatedIsNotStated() async throws {
    let fixture = try await AccessFixture()
    let statement = AccessStatement(controller: "Shop Ltd", recipients: ["Carrier Ltd"])
    let text = try await fixture.desk(statement: statement).text(of: fixture.subject, as: .json)
    guard case .list(let sections)? = try AccessFixture.tree(text)["header"]?["sections"] else {
      Issue.record("no sections")
      return
    }
    let open = sections.filter { $0["notStated"] == true }.compactMap { $0["title"] }
    #expect(open == ["Complaints", "Automated decisions", "Transfers to other countries"])
    let purposes = sections.first { $0["title"] == "Purposes" }?["items"]
    #expect(purposes == [["bases": ["consent"], "purpose": "marketing.news"]])
    let recipients = sections.first { $0["title"] == "Recipients" }?["items"]
    #expect(recipients == [["recipient": "Carrier Ltd"], ["recipient": "Mail Ltd"]])
    #expect(try await fixture.desk().text(of: fixture.subject, as: .html).contains("<p>not stated</p>"))
  }

  @Test func recordsTellWhereTheyComeFrom() async throws {
    let fixture = try await AccessFixture()
    let text = try await fixture.desk().text(of: fixture.subject, as: .json)
    let customer = try #require(try AccessFixture.records(text, of: "customers").first)
    let now: JSONTree = "2026-11-23T10:00:00.000Z"
    #expect(customer["provenance"] == ["changed": now, "changedBy": "import", "created": now, "obtained": now])
    var desk = fixture.desk()
    desk.tellsCommits = false
    let short = try await desk.text(of: fixture.subject, as: .json)
    #expect(try AccessFixture.records(short, of: "customers").first?["provenance"]?["changed"] == nil)
  }

  @Test func anUndoneMergeShowsNothingOfWhoParted() async throws {
    let fixture = try await AccessFixture()
    var merge = CustomerMerge(
      id: "merge", number: 1, before: fixture.ann, after: fixture.ann, losers: [fixture.bob], decisions: [],
      date: AccessFixture.now, author: .system, pieces: 0)
    merge.undoneAt = AccessFixture.now
    try await fixture.store.insert(merge)
    let text = try await fixture.desk().text(of: fixture.subject, as: .json)
    #expect(!text.contains("Secretive"))
    let shown = try #require(try AccessFixture.records(text, of: "customerMerges").first)
    #expect(shown["values"]?["losers"]?["withheld"] == "access.otherPerson")
    #expect(shown["values"]?["before"]?["personName"] != nil)
    let bobs = try await fixture.desk().text(of: AccessSubject(RecordReference(fixture.bob.id)), as: .json)
    let named = try #require(try AccessFixture.records(bobs, of: "customerMerges").first)
    #expect(named["role"] == "named" && named["as"] == ["parted"])
  }

  @Test func sharedDevicesAreNobodys() async throws {
    let fixture = try await AccessFixture()
    let evidence = IdentityEvidence("login", date: AccessFixture.now)
    func activity(_ id: Identifier<Interaction>, on device: IdentityKey) -> AnonymousActivity {
      AnonymousActivity(
        Interaction(id: id, customer: fixture.ann.id, kind: "web", date: AccessFixture.now), under: device)
    }
    let own = IdentityKey(.browser, "own")
    let shared = IdentityKey(.browser, "shared")
    for link in [
      IdentityLink(own, fixture.ann.id, evidence: evidence), IdentityLink(shared, fixture.ann.id, evidence: evidence),
      IdentityLink(shared, fixture.bob.id, evidence: evidence),
    ] { try await fixture.store.insert(link) }
    try await fixture.store.insert(activity("one", on: own))
    try await fixture.store.insert(activity("two", on: shared))
    let text = try await fixture.desk().text(of: fixture.subject, as: .json)
    let found = try AccessFixture.records(text, of: "anonymousActivities")
    #expect(found.map { $0["values"]?["identity"]?["value"] } == ["own"])
  }

  @Test func manyRecordsInBoundedPieces() async throws {
    let fixture = try await AccessFixture()
    var changes = ChangeSet()
    for number in 0..<600 {
      changes.insert(Machine(id: fixture.environment.id(), owner: fixture.ann.id, serial: "S\(number)"))
    }
    try await fixture.store.commit(changes)
    let pieces = Pieces()
    let summary = try await fixture.desk().export(of: fixture.subject, as: .json) { pieces.add($0) }
    #expect(summary.about["machines"] == 601)
    #expect(pieces.greatest < 80_000 && pieces.text.utf8.count > 150_000)
    #expect(try AccessFixture.records(pieces.text, of: "machines").count == 602)
  }
}
