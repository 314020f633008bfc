import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct SegmentKeeperTests {
  private let clock = TestClock()
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let keeper: SegmentKeeper
  private let author = Author(.staff, "rep")
  private let now = CRMEnvironment.testStart

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
    keeper = SegmentKeeper(directory)
  }

  @discardableResult
  private func define(_ name: SegmentName, _ condition: Condition?) async throws -> Identifier<Segment> {
    try await directory.define(
      Segment(id: Identifier(derivedFrom: name.rawValue), name: name, condition: condition, createdAt: clock.now),
      by: author
    ).id
  }

  private func person(_ name: String, _ fill: (inout Customer) -> Void = { _ in }) async throws -> Identifier<Customer>
  {
    try await directory.create(.person, by: author) {
      $0.personName = PersonName(given: name)
      fill(&$0)
    }.id
  }

  private func isMember(_ customer: Identifier<Customer>, _ segment: Identifier<Segment>) async throws -> Bool {
    try await store.get(SegmentMembership.id(segment: segment, customer: customer))?.isMember ?? false
  }

  private func dates(_ name: EventName) throws -> [Date] {
    try store.page(Query(Event.byName, ExactText(name.rawValue))).items.map(\.date)
  }

  @Test func onlyWhatAChangeConcernsIsEvaluated() async throws {
    let vip = try await define("vip", Customer.fields.tags.contains("vip"))
    let german = try await define("german", Customer.fields.language == "de")
    let both = try await define("both", .member(of: "vip") && .member(of: "german"))
    let anna = try await person("Anna") { $0.language = "de" }
    for number in 0..<30 { _ = try await person("P\(number)") }
    let first = try await keeper.advance()
    #expect(first.entered == 1 && first.customers >= 31)
    let nothing = try await keeper.advance()
    #expect(nothing.customers == 0)
    #expect(try await keeper.nextMoment() == nil)

    try await directory.edit(anna, by: author) { $0.tags = ["vip"] }
    #expect(try await keeper.nextMoment() != nil)
    let work = try await keeper.advance()
    // The tags, and the segment that asks for the one that asks for them.
    #expect(work.customers == 1 && work.verdicts == 2 && work.entered == 2)
    for segment in [vip, german, both] { #expect(try await isMember(anna, segment)) }
    try await directory.edit(anna, by: author) { $0.birthday = CalendarDay("1990-01-01") }
    #expect(try await keeper.advance().customers == 0, "nobody asks for birthdays")
    try await directory.setMembership(of: anna, in: vip, to: false, by: author)
    #expect(try await keeper.advance().left == 1)
    #expect(try await !isMember(anna, both))
  }

  @Test func whatHappensToAnEmployerConcernsTheEmployees() async throws {
    let segment = try await define("client", .related("employeeOf", .any, HistoryTerms.purchases().happened()))
    let anna = try await person("Anna")
    _ = try await person("Bert")
    let acme = try await directory.create(.organisation, by: author) { $0.legalName = "Acme" }.id
    try await directory.relate(anna, .employeeOf, acme, by: author)
    try await keeper.advance()
    #expect(try await !isMember(anna, segment))
    let line = PurchaseLine(amount: Money(minorUnits: 5, currency: .eur))
    let purchase = Purchase(id: "p", customer: acme, date: now, currency: .eur, lines: [line])
    try await directory.record(purchase, by: author)
    let work = try await keeper.advance()
    #expect(try await isMember(anna, segment))
    #expect(work.customers == 1)
    // A purchase that is taken away does not tell whose it was: everybody is looked at again.
    let stored = try await store.require(purchase.id)
    var changes = ChangeSet()
    changes.delete(stored)
    try store.commit(changes)
    #expect(try await keeper.advance().left == 1)
    #expect(try await !isMember(anna, segment))
  }

  /// The heartbeat comes late, and comings and goings are dated at the moments at which they took place.
  @Test func timeTurnsMembershipsAtTheirMoments() async throws {
    let recent = try await define("recent", HistoryTerms.interactions(within: .last(2, .day)).happened())
    try await define("birthday", Customer.fields.birthday.hasAnniversary(withinNext: 3))
    let anna = try await person("Anna") { $0.birthday = CalendarDay("1980-12-01") }
    try await directory.log(Interaction(id: "i", customer: anna, kind: .call, date: now), by: author)
    try await keeper.advance()
    #expect(try await isMember(anna, recent))
    // The last two days begin with the day before yesterday: 24 November is the first that does not see the 21st.
    #expect(try await keeper.nextMoment() == Date("2026-11-24T00:00:00Z"))
    #expect(try await keeper.advance(now: Date("2026-11-23T23:59:59Z")).customers == 0)
    clock.set(Date("2026-12-05T10:00:00Z"))
    let work = try await keeper.advance()
    #expect(work.entered == 1 && work.left == 2)
    #expect(try dates("segment.left") == [Date("2026-11-24T00:00:00Z"), Date("2026-12-02T00:00:00Z")])
    #expect(try dates("segment.entered") == [now, Date("2026-11-28T00:00:00Z")])
    #expect(try await keeper.nextMoment() == Date("2027-11-28T00:00:00Z"))
    #expect(try await keeper.advance().customers == 0)
  }

  @Test func aNewDefinitionIsEvaluatedInPiecesAndGoesOnWhereItStopped() async throws {
    for number in 0..<300 { _ = try await person("P\(number)") { $0.tags = number % 3 == 0 ? ["vip"] : [] } }
    let vip = try await define("vip", Customer.fields.tags.contains("vip"))
    var calls = 0
    var customers = 0
    while true {
      let work = try await keeper.advance(budget: 40)
      calls += 1
      customers += work.customers
      if !work.hasMore { break }
    }
    #expect(customers == 300 && calls >= 1)
    #expect(try await directory.memberCount(of: vip) == 100)
    #expect(try dates("segment.entered").count == 100)
    // Another definition of a segment that others ask for is seen by those as well.
    try await define("not", .not(.member(of: "vip")))
    try await keeper.advance()
    try await define("vip", Customer.fields.tags.contains("VIP") && Customer.fields.givenName == "P3")
    try await keeper.advance()
    #expect(try await directory.memberCount(of: vip) == 1)
    #expect(try await directory.memberCount(of: Identifier(derivedFrom: "not")) == 299)
  }

  @Test func aSegmentThatCannotBeEvaluatedDoesNotHoldUpTheOthers() async throws {
    let source = SwitchedSource()
    let directory = CustomerDirectory(store: store, environment: directory.environment, fieldSources: [source])
    let keeper = SegmentKeeper(directory)
    let anna = try await person("Anna") { $0.tags = ["vip"] }
    let vip = try await define("vip", Customer.fields.tags.contains("vip"))
    let score = Segment(
      id: "score", name: "score", condition: .compare("score.value", .greater, .integer(1)), createdAt: now)
    try await directory.define(score, by: author)
    source.isDown.withLock { $0 = true }
    let work = try await keeper.advance()
    #expect(work.failures.keys.map(\.rawValue) == ["score"])
    #expect(try await isMember(anna, vip))
    #expect(try await !isMember(anna, score.id))
    source.isDown.withLock { $0 = false }
    #expect(try await keeper.nextMoment() != nil)
    let later = try await keeper.advance()
    #expect(later.failures.isEmpty)
    #expect(try await isMember(anna, score.id))
    #expect(try await keeper.nextMoment() == nil)
  }

  /// Another module knows customers by the digests of their contact points, and tells whose answers a change alters.
  @Test func anotherModulesChangesConcernThoseWithTheContactPoint() async throws {
    let digest: @Sendable (ContactPoint) -> SHA256.Digest = { SHA256.hash($0.canonical) }
    let directory = CustomerDirectory(
      store: store, environment: directory.environment, fieldSources: [StopSource(store: store)], contactDigest: digest)
    let keeper = SegmentKeeper(directory)
    let point = ContactPoint(.email(try EmailAddress("anna@example.com")))
    let anna = try await person("Anna") { $0.contactPoints = [point] }
    _ = try await person("Bert")
    let reachable = Segment(
      id: "reachable", name: "reachable", condition: .not(.compare("stop.all", .equal, .bool(true))), createdAt: now)
    try await directory.define(reachable, by: author)
    try await keeper.advance()
    #expect(try await directory.memberCount(of: reachable.id) == 2)
    var changes = ChangeSet()
    changes.insert(Stop(id: "stop", contact: digest(point)))
    try store.commit(changes)
    let work = try await keeper.advance()
    #expect(work.customers == 1 && work.left == 1)
    #expect(try await !isMember(anna, reachable.id))
    let verdict = try await directory.explain(anna, in: reachable.id)
    #expect(verdict.explanation?.leaves.first?.actual == .bool(true))
    // A contact point that comes later is asked about as well.
    let carl = try await person("Carl")
    try await keeper.advance()
    #expect(try await isMember(carl, reachable.id))
    try await directory.edit(carl, by: author) { $0.contactPoints = [point] }
    #expect(try await keeper.advance().left == 1)
  }

  @Test func keepersTakeTurns() async throws {
    try await define("vip", Customer.fields.tags.contains("vip"))
    for number in 0..<200 { _ = try await person("P\(number)") { $0.tags = number % 2 == 0 ? ["vip"] : [] } }
    try await withThrowingTaskGroup(of: Void.self) { group in
      for _ in 0..<4 { group.addTask { [keeper] in try await keeper.advance() } }
      try await group.waitForAll()
    }
    #expect(try dates("segment.entered").count == 100)
    #expect(try await directory.memberCount(of: Identifier(derivedFrom: "vip")) == 100)
  }
}
