import CRMTesting
import Consent
import Foundation
import Testing

@Suite struct ConsentLedgerTests {
  private typealias Fixture = ConsentFixture

  @Test func anActItsHeadAndItsEventAreOneCommit() async throws {
    let store = InMemoryStore()
    let fixture = Fixture(store: store)
    let ann = try Fixture.address("ann")
    let party = RecordReference(collection: "customers", id: UUID())
    let act = try await fixture.ledger.optIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, method: .form, by: .dataSubject,
      party: party)
    let commits = try store.history(after: nil, limit: 10)
    #expect(commits.count == 1)
    let event = try #require(try commits[0].records(of: Event.self).first)
    #expect(event.name == "consent.given" && event.customer == party && event.about == RecordReference(act))
    let head = try #require(try await store.get(ConsentHead.id(of: act.subject)))
    #expect(head.record.acts == [act.id] && head.record.actCount == 1 && head.record.lastActAt == act.date)
    #expect(try await fixture.ledger.acts(of: .email(ann)) == [act])
  }

  @Test func aCopyOfAnActIsAnActOfItsOwn() throws {
    let subject = Fixture(store: InMemoryStore()).ledger.digester.digest(of: .email(try Fixture.address("ann")))
    let act = ConsentAct(
      id: Identifier(derivedFrom: "a"), subject: subject, kind: .given,
      scope: ConsentScope(purpose: "marketing.news", channel: .email), date: Date(timeIntervalSince1970: 1),
      actor: .subject,
      method: .form)
    var copy = act
    copy.kind = .withdrawn
    copy.includes.append("marketing.news.sport")
    #expect(act.kind == .given && act.includes.isEmpty)
    #expect(copy.kind == .withdrawn && copy.includes == ["marketing.news.sport"] && copy != act)
    copy.kind = .given
    copy.includes = []
    #expect(copy == act && copy.hashValue == act.hashValue && Set([act, copy]).count == 1)
  }

  @Test func theLedgerHoldsNoAddress() async throws {
    let store = InMemoryStore()
    let fixture = Fixture(store: store)
    let ann = try Fixture.address("ann.unusual")
    try await fixture.optIn(ann)
    let transport = InMemoryTransport<EmailChannel>()
    _ = await fixture.gate.send([OutgoingMessage(Fixture.request(ann), draft: try Fixture.draft())], through: transport)
    #expect(transport.deliveries.count == 1)
    for commit in try store.history(after: nil, limit: 10) {
      for record in try commit.records(of: ConsentAct.self) { #expect(!text(record).contains("unusual")) }
      for record in try commit.records(of: ConsentHead.self) { #expect(!text(record).contains("unusual")) }
      for record in try commit.records(of: Authorization.self) { #expect(!text(record).contains("unusual")) }
      for record in try commit.records(of: Event.self) { #expect(!text(record).contains("unusual")) }
    }
  }

  private func text(_ record: some Encodable) -> String {
    (try? JSONEncoder().encode(record)).map { String(decoding: $0, as: UTF8.self) } ?? ""
  }

  @Test func recordsSurviveEncoding() throws {
    for seed in 1...200 as ClosedRange<UInt64> {
      var histories = ConsentHistories(seed: seed)
      for act in histories.acts() {
        let data = try JSONEncoder().encode(act)
        #expect(try JSONDecoder().decode(ConsentAct.self, from: data) == act, "seed \(seed)")
      }
    }
  }

  @Test func recordingTheSameActAgainChangesNothing() async throws {
    let store = InMemoryStore()
    let fixture = Fixture(store: store)
    let act = try await fixture.optIn(Fixture.address("ann"))
    #expect(try await fixture.ledger.record([act, act], by: .importRun("7")).isEmpty)
    #expect(try store.history(after: nil, limit: 10).count == 1)
  }

  @Test func everythingWrongWithAnActIsSaidAtOnce() async throws {
    let fixture = Fixture()
    var act = ActMaker().act(.given, nil, channel: nil, includes: ["other"])
    act.basis = LawfulBasis(.softOptIn)
    let request = ActMaker().act(.requested, "a..b")
    await #expect {
      try await fixture.ledger.record([act, request], by: .system)
    } throws: { error in
      (error as? ValidationError)?.problems.map(\.field) == [
        "acts[0].scope.purpose", "acts[0].scope.channel", "acts[0].includes", "acts[0].basis",
        "acts[1].scope.purpose", "acts[1].confirmation",
      ]
    }
    #expect(try await fixture.store.count(Query<ConsentAct>()) == 0)
  }

  @Test func withdrawingTwiceWritesOnceAndIsInForceAtOnce() async throws {
    let store = InMemoryStore()
    let fixture = Fixture(store: store)
    let ann = try Fixture.address("ann")
    try await fixture.optIn(ann)
    fixture.clock.advance(by: 1)
    let first = try await fixture.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject)
    let decision = try await fixture.ledger.decide(Fixture.news(), to: .email(ann), through: .email)
    #expect(decision.codes.contains(ConsentCode.stopped))
    fixture.clock.advance(by: 1)
    let again = try await fixture.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject)
    #expect(again == first)
    #expect(try store.history(after: nil, limit: 10).count == 2)
    // After a new opt-in it is a new stop.
    fixture.clock.advance(by: 1)
    try await fixture.optIn(ann)
    fixture.clock.advance(by: 1)
    #expect(try await fixture.ledger.withdraw(.email(ann), method: .oneClick, by: .dataSubject) != first)
    #expect(!(try await fixture.ledger.decide(Fixture.news(), to: .email(ann), through: .email)).isPermitted)
  }

  @Test func aStopIsRecordedForAnAddressNobodyKnows() async throws {
    let fixture = Fixture()
    let eve = try Fixture.address("eve")
    try await fixture.ledger.withdraw(.email(eve), method: .mail, by: .dataSubject)
    #expect(try await fixture.ledger.state(of: .email(eve)).suppressions.map(\.reason) == [.unsubscribed])
  }

  @Test func aSharedPointIsStoppedForEverybodyHoweverItIsWritten() async throws {
    let fixture = Fixture()
    try await fixture.optIn(try EmailAddress("Shared@Example.com"))
    fixture.clock.advance(by: 1)
    try await fixture.ledger.withdraw(.email(try EmailAddress("shared@example.com")), method: .form, by: .dataSubject)
    let other = ContactPoint.Value.email(try EmailAddress("SHARED@example.COM"))
    let decision = try await fixture.ledger.decide(Fixture.news(), to: other, through: .email)
    #expect(decision.outcome == .deny && decision.codes.contains(ConsentCode.stopped))
  }

  @Test func doubleOptInFromRequestToPermit() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    let request = try await fixture.ledger.requestOptIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, by: .dataSubject)
    #expect(!(try await fixture.ledger.decide(Fixture.news(), to: .email(ann), through: .email)).isPermitted)
    let secret = try #require(request.token.split(separator: ".").last)
    #expect(!text(request.act).contains(secret))

    // The one message that asks may leave, once.
    let ask = MessageContext(.service, purpose: "marketing.news", jurisdictions: ["DE"], confirms: request.act.id)
    var draft = try Fixture.draft(promotes: false)
    draft.text = "Please confirm: https://shop.example/c/\(request.token)"
    let transport = InMemoryTransport<EmailChannel>()
    let messages = ["1", "2"].map { OutgoingMessage(Fixture.request(ann, step: $0, context: ask), draft: draft) }
    let outcomes = await fixture.gate.send(messages, through: transport)
    #expect(outcomes.map(\.isSent) == [true, false])

    fixture.clock.advance(by: 3600)
    let confirmed = try await fixture.ledger.confirmOptIn(token: request.token)
    #expect(confirmed.kind == .confirmed && confirmed.answers == request.act.id)
    #expect((try await fixture.ledger.decide(Fixture.news(), to: .email(ann), through: .email)).isPermitted)
    await #expect(throws: ConfirmationRefusal.used) { try await fixture.ledger.confirmOptIn(token: request.token) }
  }

  @Test func confirmationsAreRefusedWhenWrongOrLate() async throws {
    let fixture = Fixture()
    let ann = try Fixture.address("ann")
    let request = try await fixture.ledger.requestOptIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, by: .dataSubject)
    await #expect(throws: ConfirmationRefusal.tooSoon) {
      try await fixture.ledger.requestOptIn(
        .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, by: .dataSubject)
    }
    let forged = request.act.id.description + "." + String(repeating: "0", count: 64)
    for token in [
      "", "x.y", forged, request.token + "0",
      Identifier<ConsentAct>(UUID()).description + "." + String(repeating: "1", count: 64),
    ] {
      await #expect(throws: ConfirmationRefusal.invalid) { try await fixture.ledger.confirmOptIn(token: token) }
    }
    fixture.clock.advance(by: 7 * 86_400)
    await #expect(throws: ConfirmationRefusal.expired) { try await fixture.ledger.confirmOptIn(token: request.token) }
    // After the time it may be asked for again.
    _ = try await fixture.ledger.requestOptIn(
      .email(ann), to: "marketing.news", through: .email, proof: Fixture.proof, by: .dataSubject)
  }

  @Test func aRestrictionReachesAllPointsInOneCommit() async throws {
    let store = InMemoryStore()
    let fixture = Fixture(store: store)
    let points = try ["a", "b", "c"].map { ContactPoint.Value.email(try Fixture.address($0)) }
    for name in ["a", "b", "c"] { try await fixture.optIn(Fixture.address(name)) }
    fixture.clock.advance(by: 1)
    let ann = Fixture.digester.key(points: points)
    try await fixture.ledger.restrict(ann, because: .frozen, by: .system)
    #expect(try store.history(after: nil, limit: 10).count == 4)
    for point in points {
      #expect(
        (try await fixture.ledger.decide(Fixture.news(), to: point, through: .email)).codes
          .contains(ConsentCode.frozen))
    }
    fixture.clock.advance(by: 1)
    try await fixture.ledger.endRestriction(of: .frozen, for: ann, by: .system)
    #expect((try await fixture.ledger.decide(Fixture.news(), to: points[0], through: .email)).isPermitted)
  }

  @Test func manyQuestionsAreTwoReads() async throws {
    let counting = CountingStore(InMemoryStore())
    let fixture = Fixture(store: counting)
    for index in 0..<50 { try await fixture.optIn(Fixture.address("p\(index)")) }
    let questions = try (0..<60).map { index in
      ConsentQuestion(
        subject: Fixture.digester.digest(of: try Fixture.address("p\(index)")), channel: .email,
        context: Fixture.news())
    }
    counting.reset()
    let decisions = try await fixture.ledger.decide(questions)
    #expect(decisions.count { $0.isPermitted } == 50)
    #expect(counting.calls.reads == 2)
  }

  @Test func stateTellsStatusPerScope() {
    let make = ActMaker()
    let later = ActMaker.start.addingTimeInterval(100 * 3600)
    func status(_ acts: [ConsentAct]) -> ConsentState.Status? {
      ConsentState(folding: acts, at: later).status(of: acts[0].scope)
    }
    #expect(status([make.act(.given)]) == .given)
    #expect(status([make.act(.given), make.act(.withdrawn, at: 1)]) == .withdrawn)
    #expect(status([make.act(.given), make.act(.expired, at: 1)]) == .expired)
    #expect(status([make.act(.given, validity: ConsentValidity(until: later))]) == .expired)
    #expect(status([make.act(.withdrawn), make.act(.given, at: 1, actor: .staff)]) == .withdrawn)
    #expect(status([make.act(.withdrawn), make.act(.given, at: 1)]) == .given)
    let pending = PendingConfirmation(secretHash: SHA256.hash("s"), expires: later.addingTimeInterval(1))
    #expect(status([make.act(.requested, confirmation: pending)]) == .pending)
    let endless = ConsentState(folding: [make.act(.given)], at: later).entries[0]
    #expect(endless.isEndless && endless.expires == nil)
  }
}
