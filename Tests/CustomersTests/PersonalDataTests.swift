import CRMTesting
import Customers
import Foundation
import Testing

/// What erasing a customer does to records of each kind, as the declarations say it.
@Suite struct PersonalDataTests {
  private let ann = RecordReference(Identifier<Customer>("ann"))
  private let now = Date("2026-11-23T10:00:00Z")

  private func outcome<R: Record>(_ record: R) -> PersonalDataErasure<R>.Outcome? {
    R.personalData?.erasure.outcome(of: record, subject: ann, at: now)
  }

  @Test func theDirectoryDeclaresEverything() throws {
    let directory = CustomerDirectory(store: InMemoryStore())
    try directory.registry.checkPersonalData(of: [Customer.collection])
    try directory.registry.checkPersonalData(of: [StaffMember.collection, Team.collection])
  }

  @Test func aCustomerBecomesANamelessShell() throws {
    let customer = Customer(
      id: "ann", kind: .person, personName: PersonName(given: "Ann"), legalName: "x", language: "de",
      birthday: CalendarDay(year: 1980, month: 1, day: 2), tags: ["vip"],
      contactPoints: [ContactPoint(.email(try EmailAddress("ann@example.com")))], createdAt: now)
    guard case .pseudonymise(let shell)? = outcome(customer) else {
      Issue.record("no shell")
      return
    }
    #expect(shell == Customer(id: "ann", kind: .person, createdAt: now))
  }

  @Test(arguments: [
    ("2026-11-22T10:00:00Z", 12, "2035-01-01T00:00:00Z"), ("2026-01-01T00:00:00Z", 12, "2035-01-01T00:00:00Z"),
    ("2026-03-31T10:00:00Z", 3, "2034-04-01T00:00:00Z"), ("2026-04-01T10:00:00Z", 3, "2035-04-01T00:00:00Z"),
  ])
  func aPurchaseIsKeptForFullYearsAfterTheFiscalYear(_ date: String, _ month: Int, _ until: String) throws {
    let style = Date.ISO8601FormatStyle()
    let purchase = Purchase(
      id: "one", customer: "ann", date: try Date(date, strategy: style), number: "R-1", currency: .eur, lines: [],
      place: "at home", origin: RecordReference(Identifier<Customer>("bob")))
    let erasure = Purchase.erasure(fiscalYearEndsIn: month)
    let end = try Date(until, strategy: style)
    guard case .retain(let kept, let reason, let last) = erasure.outcome(of: purchase, subject: ann, at: now) else {
      Issue.record("not retained")
      return
    }
    #expect(last == end && reason.code == Purchase.retained)
    #expect(kept.place == nil && kept.origin == nil && kept.number == "R-1")
    guard case .delete = erasure.outcome(of: purchase, subject: ann, at: end) else {
      Issue.record("kept for too long")
      return
    }
  }

  @Test func whatBelongsToOthersStaysWithThem() throws {
    let record = RecordReference(Identifier<Purchase>("one"))
    let event = Event(id: "e", name: "n", about: record, customer: ann, date: now, author: .system)
    guard case .delete? = outcome(event) else { Issue.record("an own event stays"); return }
    var others = event
    others.customer = RecordReference(Identifier<Customer>("bob"))
    guard case .pseudonymise(let kept)? = outcome(others) else { Issue.record("another's event goes"); return }
    #expect(kept.about == nil && kept.customer == others.customer)
    let task = FollowUp(id: "f", what: "call", about: record, customer: "bob", due: now, createdAt: now)
    guard case .pseudonymise(let left)? = outcome(task) else { Issue.record("another's task goes"); return }
    #expect(left.about == nil)
    #expect(FollowUp.personalData?.withheldFrom(task, [ann]) == ["what", "outcome"])
  }

  @Test func mentionsAreTakenOut() throws {
    var call = Interaction(
      id: "i", customer: "bob", kind: "call", date: now, participants: [InteractionParticipant(ann)], subject: ann)
    for mention in try #require(Interaction.personalData).mentions { mention.remove(&call, ann) }
    #expect(call.participants.isEmpty && call.subject == nil)
    let customer = Customer(id: "ann", kind: .person, createdAt: now)
    let winner = Customer(id: "bob", kind: .person, createdAt: now)
    var merge = CustomerMerge(
      id: "m", number: 1, before: winner, after: customer, losers: [customer], decisions: [], date: now,
      author: .system, pieces: 0)
    #expect(CustomerMerge.references.flatMap { $0.targets(of: merge) } == [RecordReference(winner)])
    merge.undoneAt = now
    #expect(CustomerMerge.references.flatMap { $0.targets(of: merge) } == [RecordReference(winner), ann])
    for mention in try #require(CustomerMerge.personalData).mentions { mention.remove(&merge, ann) }
    #expect(merge.losers.isEmpty && merge.after == winner)
  }

  @Test func outboxItemsThatNameTheSubjectGo() async throws {
    let store: any Store = InMemoryStore()
    let payload = Data("{\"about\":\"\(ann.id.uuidString.lowercased())\"}".utf8)
    try await store.insert(OutboxItem(id: "one", topic: .notice, payload: payload, due: now))
    try await store.insert(OutboxItem(id: "two", topic: .notice, payload: Data("{}".utf8), due: now))
    let part = try await OutboxItem.participant.erase(Subject(ann), in: store, at: now)
    #expect(part.actions == [RecordReference(Identifier<OutboxItem>("one")): .deleted])
    try await store.commit(part.changes)
    #expect(try await store.count(Query(OutboxItem.self)) == 1)
  }
}
