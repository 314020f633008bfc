import CRMTesting
import Consent
import Customers
import Foundation
import Testing

/// What conditions about customers can ask the ledger.
@Suite struct ConsentSegmentTests {
  private let clock = TestClock(ActMaker.start)
  private let store: InMemoryStore
  private let ledger: ConsentLedger
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    let digester = ConsentFixture.digester
    ledger = ConsentLedger(store: store, digester: digester, environment: environment)
    directory = CustomerDirectory(
      store: store, environment: environment, fieldSources: [ConsentFieldSource(ledger, jurisdictions: ["DE"])],
      contactDigest: { digester.digest(of: $0).value })
  }

  private func customer(_ name: String, _ emails: String...) async throws -> Customer {
    let points = try emails.map { ContactPoint(.email(try ConsentFixture.address($0))) }
    return try await directory.create(.person, duplicates: .allow, by: author) {
      $0.personName = PersonName(given: name)
      $0.contactPoints = ContactPoints(points)
    }
  }

  private func holds(_ condition: Condition, _ customer: Customer) async throws -> Bool {
    let segment = Segment(
      id: directory.environment.id(), name: SegmentName(rawValue: "s\(directory.environment.id(for: Event.self))"),
      condition: condition, createdAt: clock.now)
    try await directory.define(segment, by: author)
    return try await directory.explain(customer.id, in: segment.id).isMember
  }

  private func optIn(_ email: String, _ validity: ConsentValidity? = nil, to purpose: Purpose = "marketing.news")
    async throws
  {
    try await ledger.optIn(
      .email(try ConsentFixture.address(email)), to: purpose, through: .email, proof: ConsentFixture.proof,
      method: .form, validity: validity, by: .dataSubject)
  }

  private static let news = FieldTerm.consentPermits("marketing.news", through: .email, as: .marketing)
  private static let mayGetNews = Condition.compare(news, .equal, .bool(true))

  @Test func everyFieldAnswersForAllContactPointsTogether() async throws {
    let ann = try await customer("Ann", "ann", "ann2")
    let bob = try await customer("Bob")
    let expires = FieldTerm.consentExpires("marketing.news", through: .email, as: .marketing)
    let basis = FieldTerm.consentBasis("marketing.news", through: .email, as: .marketing)
    func answers(_ customer: Customer) async throws -> [Bool] {
      let all: [Condition] = [
        Self.mayGetNews, .compare(basis, .contains, .choice("consent")), .known(expires),
        .compare(.consentStopped(), .equal, .bool(true)), .known(.consentLastActAt),
      ]
      var answers: [Bool] = []
      for condition in all { answers.append(try await holds(condition, customer)) }
      return answers
    }
    #expect(try await answers(ann) == [false, false, false, false, false])
    let end = clock.now.addingTimeInterval(1_000)
    try await optIn("ann2", ConsentValidity(until: end))
    #expect(try await answers(ann) == [true, true, true, false, true])
    #expect(try await holds(.compare(expires, .equal, .date(end)), ann))
    // Where one consent has no end, what rests on either has none.
    try await optIn("ann")
    #expect(try await answers(ann) == [true, true, false, false, true])
    clock.advance(by: 10)
    try await ledger.withdraw(
      .email(try ConsentFixture.address("ann")), from: ConsentScope(purpose: "marketing"), method: .oneClick,
      by: .dataSubject)
    #expect(try await answers(ann) == [true, true, true, true, true])
    #expect(try await holds(.compare(.consentLastActAt, .equal, .date(clock.now)), ann))
    #expect(try await answers(bob) == [false, false, false, false, false])
  }

  @Test func aStopIsAskedForByItsParts() async throws {
    let ann = try await customer("Ann", "ann")
    let point = ContactPoint.Value.email(try ConsentFixture.address("ann"))
    func stopped(_ term: FieldTerm) async throws -> Bool { try await holds(.compare(term, .equal, .bool(true)), ann) }
    try await ledger.withdraw(
      point, from: ConsentScope(purpose: "marketing", channel: .email), method: .oneClick, by: .dataSubject)
    #expect(try await stopped(.consentStopped()))
    #expect(try await stopped(.consentStopped("marketing.news")))
    #expect(try await stopped(.consentStopped("marketing.news", through: .email, because: .unsubscribed)))
    #expect(try await !stopped(.consentStopped("billing")))
    #expect(try await !stopped(.consentStopped(through: .sms)))
    #expect(try await !stopped(.consentStopped(because: .complaint)))
    clock.advance(by: 10)
    try await optIn("ann")
    // Lifted for what the person asked for, and for nothing else.
    #expect(try await !stopped(.consentStopped("marketing.news", through: .email)))
    #expect(try await stopped(.consentStopped("marketing.offers", through: .email)))
    #expect(try await stopped(.consentStopped()))
  }

  /// "In principle": the hour, pauses and frequencies put off, and a segment does not look at them.
  @Test func whatOnlyPutsOffIsLeftOut() async throws {
    let ann = try await customer("Ann", "ann")
    let point = ContactPoint.Value.email(try ConsentFixture.address("ann"))
    try await optIn("ann")
    let pause = Period(start: clock.now, end: clock.now.addingTimeInterval(86_400))
    let scope = ConsentScope(purpose: "marketing.news", channel: .email)
    try await ledger.prefer(
      ContactPreference(pause: pause, frequency: .init(messages: 1, days: 7)), for: point, in: scope, by: .dataSubject)
    clock.advance(by: 1)
    let decision = try await ledger.decide(ConsentFixture.news(), to: point, through: .email)
    #expect(decision.deferredUntil == pause.end)
    #expect(try await holds(Self.mayGetNews, ann))
    let basis = FieldTerm.consentBasis("marketing.news", through: .email, as: .marketing)
    #expect(try await holds(.compare(basis, .equal, .choices(["consent"])), ann))
    // What switches off is no putting off.
    try await ledger.prefer(ContactPreference(isOff: true), for: point, in: scope, by: .dataSubject)
    #expect(try await !holds(Self.mayGetNews, ann))
  }

  @Test func argumentsThatMeanNothingAreFaults() async throws {
    let ann = try await customer("Ann", "ann")
    let wrong: [FieldTerm] = [
      FieldTerm("consent.permits", ["purpose": .text("a"), "channel": .choice("email"), "class": .choice("advert")]),
      FieldTerm("consent.permits", ["purpose": .text(".."), "channel": .choice("email"), "class": .choice("service")]),
      FieldTerm("consent.stopped", ["reason": .choice("bored")]),
    ]
    for term in wrong {
      await #expect(throws: ConditionError.self, "\(term)") { try await holds(.known(term), ann) }
    }
    await #expect(throws: (any Error).self) { try await holds(.known("consent.permits"), ann) }
    await #expect(throws: (any Error).self) { try await holds(.known("consent.unheardOf"), ann) }
  }

  @Test func timeAloneMovesMembersAtExpiryAndActsMoveThoseConcerned() async throws {
    let ann = try await customer("Ann", "ann")
    let eve = try await customer("Eve", "eve")
    let segment = Segment(id: "news", name: "news", condition: Self.mayGetNews, createdAt: clock.now)
    try await directory.define(segment, by: author)
    let keeper = SegmentKeeper(directory)
    try await keeper.advance()
    func members() async throws -> Set<Identifier<Customer>> {
      Set(try await directory.members(of: segment.id).items.map(\.customer))
    }
    #expect(try await members() == [])

    // Half a millisecond after a whole one: there it has certainly ended a millisecond later.
    let end = clock.now.addingTimeInterval(5_000.0005)
    try await optIn("ann", ConsentValidity(until: end))
    let work = try await keeper.advance()
    #expect(work.customers == 1 && work.entered == 1)
    #expect(try await members() == [ann.id])
    let moment = try #require(try await keeper.nextMoment())
    #expect(abs(moment.timeIntervalSince(end)) < 0.001 && moment >= end.truncatedToMilliseconds)

    clock.advance(by: 100)
    try await optIn("eve")
    #expect(try await keeper.advance().customers == 1)
    #expect(try await members() == [ann.id, eve.id])

    // The keeper comes late; what time did is dated when it did it.
    clock.advance(by: 90_000)
    #expect(try await keeper.advance().left == 1)
    #expect(try await members() == [eve.id])
    let left = try store.page(Query(Event.byCustomerAndName, ann.id.uuid, ExactText("segment.left"))).items
    #expect(left.map(\.date) == [moment])
    #expect(try await keeper.nextMoment() == nil)

    try await ledger.withdraw(.email(try ConsentFixture.address("eve")), method: .oneClick, by: .dataSubject)
    #expect(try await keeper.advance().customers == 1)
    #expect(try await members() == [])
  }

  /// Messages that do not count move nobody; those that use up a consent do, and giving one back does too.
  @Test func usingUpAConsentMovesItsMember() async throws {
    let ann = try await customer("Ann", "ann")
    let bob = try await customer("Bob", "bob")
    try await optIn("ann", ConsentValidity(uses: 1))
    try await optIn("bob")
    clock.advance(by: 1)
    let segment = Segment(id: "news", name: "news", condition: Self.mayGetNews, createdAt: clock.now)
    try await directory.define(segment, by: author)
    let keeper = SegmentKeeper(directory)
    try await keeper.advance()
    func members() async throws -> Set<Identifier<Customer>> {
      Set(try await directory.members(of: segment.id).items.map(\.customer))
    }
    #expect(try await members() == [ann.id, bob.id])
    var sent: [Identifier<Authorization>] = []
    for name in ["ann", "bob"] {
      let request = ConsentFixture.request(try ConsentFixture.address(name))
      guard let permit = try await ledger.gate.decide(request).permit() else {
        Issue.record("no permit for \(name)")
        return
      }
      sent.append(try await ledger.gate.authorize(permit, draft: try ConsentFixture.draft()).authorization)
    }
    #expect(try await keeper.advance().customers == 1)
    #expect(try await members() == [bob.id])
    try await ledger.gate.release(sent[0])
    #expect(try await keeper.advance().customers == 1)
    #expect(try await members() == [ann.id, bob.id])
  }

  /// Restricted is the person, also where nobody names a contact point.
  @Test func aRestrictedPersonLeaves() async throws {
    let ann = try await customer("Ann", "ann")
    try await optIn("ann")
    clock.advance(by: 1)
    let segment = Segment(id: "news", name: "news", condition: Self.mayGetNews, createdAt: clock.now)
    try await directory.define(segment, by: author)
    let keeper = SegmentKeeper(directory)
    try await keeper.advance()
    #expect(try await directory.members(of: segment.id).items.map(\.customer) == [ann.id])
    let key = SubjectKey(party: RecordReference(ann), points: [])
    try await ledger.restrict(key, because: .frozen, by: author)
    #expect(try await keeper.advance().customers == 1)
    #expect(try await directory.members(of: segment.id).items.isEmpty)
  }

  @Test func nobodyIsFoundByContactPointsWhereNoSegmentAsks() async throws {
    _ = try await customer("Ann", "ann")
    let named = Segment(id: "named", name: "named", condition: Customer.fields.hasEmail == true, createdAt: clock.now)
    try await directory.define(named, by: author)
    try await SegmentKeeper(directory).advance()
    #expect(try store.count(Query<SegmentWatch>()) == 0)
    let news = Segment(id: "news", name: "news", condition: Self.mayGetNews, createdAt: clock.now)
    try await directory.define(news, by: author)
    try await SegmentKeeper(directory).advance()
    #expect(try store.page(Query<SegmentWatch>()).items.map(\.contacts.count) == [1])
  }
}
