import CRMTesting
import Consent
import Customers
import Foundation
import Testing

/// A live segment that asks the ledger holds exactly those whom the decision does not deny, over random histories.
@Suite(.timeLimit(.minutes(10))) struct ConsentSegmentLawTests {
  @Test func aSegmentIsTheDecisionForEachMember() async throws {
    var (turns, members) = (0, 0)
    for seed in 1...(ConsentHistories.runs / 66) {
      var run = ConsentSegmentRun(seed: seed)
      try await run.start()
      for step in 0..<40 {
        try await run.change()
        if run.histories.chance(40) { try await run.keep() }
        if step % 8 == 7 { members += try await run.check("seed \(seed), step \(step)") }
      }
      turns += try await run.turns()
    }
    #expect(turns > 20 && members > 50, "\(turns) turns, \(members) members")
  }

  /// The same for the answers alone, at many moments: they are the decision's, and turn at no other moment than they say.
  @Test func anAnswerIsTheDecisionAtEveryMoment() async throws {
    var histories = ConsentHistories(seed: 71)
    let (size, pages) = (100, Int(ConsentHistories.runs) / 100)
    var (permitted, turns) = (0, 0)
    for page in 0..<pages {
      let clock = TestClock(ActMaker.start)
      let ledger = ConsentLedger(
        store: InMemoryStore(), digester: ConsentFixture.digester, policies: ConsentHistories.policies,
        environment: .fixed(clock: clock, seed: UInt64(page)))
      let source = ConsentFieldSource(ledger)
      var subjects: [Subject] = []
      for number in 0..<size {
        let digest = SHA256.hash("\(page)-\(number)")
        subjects.append(Subject(RecordReference(Identifier<Event>(derivedFrom: "\(number)")), contactDigests: [digest]))
        for var act in histories.acts() {
          act.subject = ContactDigest(digest)
          do { try await ledger.record([act], by: .system) } catch is ValidationError {} catch is StoreError {}
        }
      }
      let (purpose, channel) = (histories.pick(ConsentHistories.purposes), histories.pick(ConsentHistories.channels))
      let place: Jurisdiction = histories.pick(["DE", "XA", "XB"])
      let messageClass = histories.pick(MessageClass.allCases)
      let term = FieldTerm.consentPermits(purpose, through: channel, as: messageClass, in: [place])
      let context = MessageContext(messageClass, purpose: purpose, jurisdictions: [place])
      // A segment asks in principle: quiet hours are left to the gate.
      let policies = PolicySet(
        ledger.policies.packs.map { pack in
          var pack = pack
          pack.quietHours = []
          return pack
        })
      let start = histories.now()
      let answers = try #require(
        try await source.answers([term], of: subjects, at: EvaluationMoment(now: start))[term])
      for (subject, answer) in zip(subjects, answers) {
        let digest = ContactDigest(subject.contactDigests[0])
        let snapshot = ConsentSnapshot(acts: try await ledger.acts(of: digest))
        func isPermitted(_ date: Date) -> Bool {
          let question = ConsentQuestion(subject: digest, channel: channel, context: context)
          return policies.decide(question, given: snapshot, at: date).outcome != .deny
        }
        var moment = start
        for _ in 0..<4 {
          let now = EvaluationMoment(now: moment)
          let value = isPermitted(moment)
          #expect(try answer.value(at: now) == .bool(value), "page \(page), \(context)")
          permitted += value ? 1 : 0
          let next = answer.nextChange(after: now) ?? moment.addingTimeInterval(400 * 86_400)
          let between = moment.addingTimeInterval(next.timeIntervalSince(moment) * 0.999)
          #expect(isPermitted(between) == value, "page \(page): turned before \(next), \(context)")
          turns += isPermitted(next) == value ? 0 : 1
          moment = next
        }
      }
    }
    #expect(permitted > 100 && turns > 20, "\(permitted) permitted, \(turns) turns")
  }
}

/// Some customers who share contact points, random acts on these, and segments that ask about them.
struct ConsentSegmentRun {
  var histories: ConsentHistories
  private let clock = TestClock(ActMaker.start)
  private let store: InMemoryStore
  private let ledger: ConsentLedger
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")
  private var acts: [ConsentAct] = []
  private var questions: [(segment: Segment, channel: Channel, context: MessageContext)] = []

  init(seed: UInt64) {
    histories = ConsentHistories(seed: seed)
    let environment = CRMEnvironment.fixed(clock: clock, seed: seed)
    store = InMemoryStore(environment: environment, historyLimit: seed % 3 == 0 ? 30 : 100_000)
    let digester = ConsentFixture.digester
    ledger = ConsentLedger(
      store: store, digester: digester, policies: ConsentHistories.policies, environment: environment)
    var directory = CustomerDirectory(
      store: store, environment: environment, fieldSources: [ConsentFieldSource(ledger)],
      contactDigest: { digester.digest(of: $0).value })
    directory.duplicateCheck = nil
    self.directory = directory
  }

  private func address(_ number: Int) throws -> EmailAddress { try ConsentFixture.address("p\(number)") }

  mutating func start() async throws {
    for number in 0..<5 {
      let first = number
      let second = histories.pick([0, 1, 2, 3, 4])
      let points = try Set([first, second]).sorted().map { ContactPoint(.email(try address($0))) }
      let count = histories.pick([0, 1, 2, 2])
      try await directory.create(.person, by: author) {
        $0.personName = PersonName(given: "Name \(number)")
        $0.contactPoints = ContactPoints(Array(points.prefix(count)))
      }
    }
    for number in 0..<4 {
      let place: Jurisdiction = histories.pick(["DE", "XA", "XB"])
      let purpose: Purpose = histories.pick(["marketing", "marketing.news"])
      let channel: Channel = histories.pick([.email, .email, .sms])
      let messageClass = histories.pick(MessageClass.allCases)
      let term = FieldTerm.consentPermits(purpose, through: channel, as: messageClass, in: [place])
      let segment = Segment(
        id: Identifier(derivedFrom: "s\(number)"), name: SegmentName(rawValue: "s\(number)"),
        condition: .compare(term, .equal, .bool(true)), createdAt: clock.now)
      try await directory.define(segment, by: author)
      // The segment does not know the person's zone; the decision is asked with one, so that no hour is right nowhere.
      let context = MessageContext(
        messageClass, purpose: purpose, jurisdictions: [place], timeZones: ["Europe/Berlin"])
      questions.append((segment, channel, context))
    }
  }

  mutating func keep() async throws { try await SegmentKeeper(directory).advance() }

  mutating func change() async throws {
    switch histories.hours(9) {
    case 0: clock.advance(by: histories.pick([60, 3_600, 40_000]))
    case 1:
      let all = try store.page(Query<Customer>()).items
      let points = try [histories.pick([0, 1, 2, 3, 4])].map { ContactPoint(.email(try address($0))) }
      let isGone = histories.chance(30)
      try await directory.edit(histories.pick(all).id, by: author) {
        $0.contactPoints = ContactPoints(isGone ? [] : points)
      }
    case 2:
      // Messages use up what is good for a number of them.
      let entry = histories.pick(questions)
      var context = entry.context
      context.containsPromotion = true
      let request = ConsentFixture.request(
        try address(histories.pick([0, 1, 2, 3, 4])), run: "\(clock.now)", context: context)
      let isTaken = histories.chance(60)
      let transport = InMemoryTransport<EmailChannel> { _ in isTaken ? nil : TransportRejection(code: "no") }
      let message = OutgoingMessage(request, draft: try ConsentFixture.draft())
      _ = await ledger.gate.send([message], through: transport)
    default:
      var act = histories.act(after: acts, kinds: histories.chance(50) ? [.given, .given, .confirmed, .renewed] : nil)
      if histories.chance(60) {
        act.scope = ConsentScope(purpose: histories.pick(["marketing", "marketing.news"]), channel: .email)
      }
      act.includes = []
      act.subject = ledger.digester.digest(of: try address(histories.pick([0, 1, 2, 3, 4])))
      do {
        try await ledger.record([act], by: .system)
        acts.append(act)
      } catch is ValidationError {} catch let error as StoreError where error.code == .duplicateKey {}
    }
  }

  /// Compares all memberships with decisions; gives back how many there are.
  mutating func check(_ place: String) async throws -> Int {
    try await keep()
    var count = 0
    for entry in questions {
      var permitted: Set<Identifier<Customer>> = []
      for customer in try store.page(Query<Customer>()).items {
        let asked = customer.contactPoints.map { point in
          ConsentQuestion(
            subject: ledger.digester.digest(of: point), channel: entry.channel, context: entry.context)
        }
        if try await ledger.decide(asked).contains(where: { $0.outcome != .deny }) { permitted.insert(customer.id) }
      }
      let members = Set(try await directory.members(of: entry.segment.id).items.map(\.customer))
      #expect(members == permitted, "\(place): \(entry.context)")
      count += members.count
    }
    return count
  }

  /// How often somebody came in or went out.
  func turns() async throws -> Int {
    let names: [EventName] = [.segmentEntered, .segmentLeft]
    return try names.reduce(0) { try $0 + store.count(Query(Event.byName, ExactText($1.rawValue))) }
  }
}
