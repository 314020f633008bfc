import CRM
import CRMTesting
import Foundation
import Testing

@Suite struct ProfileTests {
  static let author = Author(.staff, "tester")
  static let digester = ContactDigester(insecureText: "tests only")
  let clock = TestClock(Date("2026-11-23T10:00:00Z"))

  func workspace(_ store: any Store, modules: Set<Workspace.Module> = Set(Workspace.Module.allCases)) -> Workspace {
    Workspace(store: store, digester: Self.digester, environment: .fixed(clock: clock), modules: modules)
  }

  /// A customer with `size` of everything.
  func fill(_ crm: Workspace, size: Int) async throws -> Identifier<Customer> {
    let store = crm.store
    try await store.insert(StaffMember(id: "owner", name: "Olga"))
    let ann = try await crm.customers.create(.person, by: Self.author) { customer in
      customer.personName = PersonName(given: "Ann", family: "Archer")
      customer.owner = "owner"
      customer.contactPoints = [ContactPoint(.email(try EmailAddress("ann@example.com")))]
    }
    let acme = try await crm.customers.create(.organisation, by: Self.author) { $0.legalName = "Acme" }
    _ = try await crm.customers.relate(ann.id, .employeeOf, acme.id, by: Self.author)
    let sales = try #require(crm.sales)
    let service = try #require(crm.service)
    let pipeline = SalesPipeline(
      id: "pipeline", name: "Sales",
      stages: [
        Stage("new", name: "New"),
        Stage("won", name: "Won", category: .won),
        Stage("lost", name: "Lost", category: .lost),
      ])
    _ = try await sales.add(pipeline, by: Self.author)
    for number in 0..<size {
      clock.advance(by: 60)
      _ = try await crm.customers.log(
        Interaction(id: crm.environment.id(), customer: ann.id, kind: .call, date: clock.now), by: Self.author)
      _ = try await crm.customers.addFollowUp(
        FollowUp(
          id: crm.environment.id(), what: "Call \(number)", customer: ann.id, due: clock.now + 3600,
          createdAt: clock.now),
        by: Self.author)
      try await service.open(
        Ticket(
          id: crm.environment.id(), subject: "T\(number)", requester: ann.id, createdAt: clock.now, by: .dataSubject),
        by: .dataSubject)
      _ = try await sales.open("Deal \(number)", in: pipeline.id, currency: .eur, by: Self.author) { deal in
        deal.customer = ann.id
        deal.statedAmount = Money(minorUnits: 10_000, currency: .eur)
      }
    }
    _ = try await crm.consent?.optIn(
      .email(try EmailAddress("ann@example.com")), to: "marketing.news", through: .email,
      proof: ConsentProof.shown("Yes.", at: "https://shop.example"), method: .form, by: .dataSubject)
    return ann.id
  }

  @Test func oneCallTellsEverything() async throws {
    let crm = workspace(InMemoryStore(environment: .fixed(clock: clock)))
    let ann = try await fill(crm, size: 3)
    let profile = try await crm.profile(of: ann)
    #expect(profile.displayName == "Ann Archer" && profile.owner?.name == "Olga")
    #expect(profile.relationships.map(\.name) == ["Acme"])
    #expect(profile.timeline.count == 3 && profile.followUps.count == 3)
    #expect(profile.deals.value?.open.count == 3)
    #expect(profile.deals.value?.openAmounts == [Money(minorUnits: 30_000, currency: .eur)])
    #expect(profile.tickets.value?.unresolved.count == 3 && profile.tickets.value?.total == 3)
    #expect(profile.permissions.value?.first?.state.entries.count == 1)
    #expect(profile.messages.value == [])
    #expect(profile.nextAction == Reason(CustomerProfile.Code.ticketsWaiting, ["count": .integer(3)]))
    #expect(profile.qualityFlags.isEmpty)
    let sentence = Workspace.phrases.sentence(for: try #require(profile.nextAction))
    #expect(sentence == "3 requests wait for an answer.")
  }

  /// The number of store calls does not grow with what a customer has.
  @Test func readsAreBounded() async throws {
    var calls: [Int] = []
    for size in [1, 30, 150] {
      let clockedStore = InMemoryStore(environment: .fixed(clock: clock, seed: UInt64(size)))
      let counting = CountingStore(clockedStore)
      let crm = workspace(counting)
      let ann = try await fill(crm, size: size)
      counting.reset()
      let profile = try await crm.profile(of: ann, limit: 5)
      calls.append(counting.calls.reads)
      #expect(counting.calls.commit == 0)
      #expect(profile.timeline.count == min(size, 5) && profile.followUps.count == min(size, 5))
      #expect(profile.tickets.value?.unresolved.count == min(size, 5))
    }
    print("store calls of a profile:", calls)
    #expect(Set(calls).count == 1 && calls[0] <= 14, "\(calls)")
  }

  @Test func modulesThatAreNotWiredSaySo() async throws {
    let store = InMemoryStore(environment: .fixed(clock: clock))
    let ann = try await fill(workspace(store), size: 1)
    let small = workspace(store, modules: [.service])
    #expect(small.modules == [.service] && small.sales == nil && small.campaigns == nil)
    let profile = try await small.profile(of: ann)
    #expect(profile.deals == .notWired && profile.permissions == .notWired && profile.messages == .notWired)
    #expect(profile.tickets.value?.total == 1)
    let keyless = Workspace(store: store)
    #expect(keyless.modules == [.pipeline, .service], "consent needs the host's secret")
    let collections = small.registry.types.map { $0.collection }
    #expect(collections.contains("tickets") && !collections.contains("deals"))
  }

  @Test func aProfileSurvivesJSON() async throws {
    let crm = workspace(InMemoryStore(environment: .fixed(clock: clock)))
    let profile = try await crm.profile(of: try await fill(crm, size: 2))
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .millisecondsSince1970
    let decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .millisecondsSince1970
    #expect(try decoder.decode(CustomerProfile.self, from: encoder.encode(profile)) == profile)
  }

  @Test func adviceTakesTheMostPressingFirst() throws {
    let now = clock.now
    let today = CalendarDay(now, in: .gmt)
    let late = FollowUp(id: "late", what: "Call", customer: "ann", due: now - 60, createdAt: now - 600)
    let soon = FollowUp(id: "soon", what: "Call", customer: "ann", due: now + 60, createdAt: now - 600)
    typealias Code = CustomerProfile.Code
    func advice(_ followUps: [FollowUp], _ tickets: [Ticket]) -> ReasonCode? {
      CustomerProfile.nextAction(
        followUps: followUps, deals: nil, tickets: .init(unresolved: tickets, total: tickets.count), now: now,
        today: today)?
        .code
    }
    let waiting = Ticket(id: "t", subject: "?", createdAt: now, by: .dataSubject)
    let pending = Ticket(id: "p", subject: "?", status: .pending, createdAt: now, by: .dataSubject)
    #expect(advice([late, soon], [waiting]) == Code.followUpOverdue)
    #expect(advice([soon], [waiting]) == Code.ticketsWaiting)
    #expect(advice([soon], [pending]) == Code.followUpNext)
    #expect(advice([], []) == nil)
    let nobody = Customer.person(id: "n", name: PersonName(given: "N"), now: now)
    #expect(
      CustomerProfile.qualityFlags(of: nobody, owner: nil, now: now).map(\.code) == [Code.unreachable, Code.noOwner])
  }

  @Test func everyReasonHasASentenceInFourLanguages() {
    for (code, sentences) in Workspace.phrases.sentences {
      #expect(Set(sentences.keys).isSuperset(of: ["en", "ru", "uk", "zh"]), "\(code)")
    }
  }

  @Test func noticesReachTheNotifierThroughTheOutbox() async throws {
    let notifier = InMemoryNotifier()
    let store = InMemoryStore(environment: .fixed(clock: clock))
    let crm = Workspace(store: store, notifier: notifier, environment: .fixed(clock: clock))
    let notice = Notice(
      id: crm.environment.id(), to: .staff("owner"), content: Reason("test.overdue"), date: clock.now)
    var changes = ChangeSet()
    try changes.enqueue(notice)
    try store.commit(changes)
    let outcome = try await crm.outboxPump().run()
    #expect(outcome.delivered == 1 && notifier.notices == [notice])
  }
}
