import CRMTesting
import Consent
import Foundation
import Synchronization
import Testing

/// What holds for every history when messages are really authorised. The seed of a failing run is in the message.
@Suite struct ConsentGateLawTests {
  private typealias Fixture = ConsentFixture

  /// 10,000 where CRM_SWEEP is set, 200 otherwise.
  private static let runs: UInt64 = ConsentHistories.isSweep ? 10_000 : 200
  private let ann = try! Fixture.address("ann")

  private static let draft: EmailDraft = {
    var draft = try! Fixture.draft()
    draft.containsPromotion = false
    draft.disclosures = [.advertisingLabel, .postalAddress, .sourceNotice, .registerScreening]
    return draft
  }()

  /// Without second answers to a request: the store's own rule.
  private static func recordable(_ acts: [ConsentAct]) -> [ConsentAct] {
    var answered: Set<Identifier<ConsentAct>> = []
    return acts.filter { act in act.answers.map { answered.insert($0).inserted } ?? true }
  }

  /// The ledger's records of acts, whether or not the ledger would take them.
  private static func insert(_ acts: [ConsentAct], into store: InMemoryStore) throws {
    var changes = ChangeSet(author: .system)
    changes.insert(contentsOf: acts)
    if let head = ConsentSnapshot(acts: acts).head { changes.insert(head) }
    try store.commit(changes)
  }

  @Test func aPermitSpentSeesEveryActThatCameBefore() async throws {
    var (seed, permitted, refused): (UInt64, UInt64, UInt64) = (0, 0, 0)
    while seed < Self.runs || ConsentHistories.isSweep && permitted < Self.runs && seed < 100 * Self.runs {
      seed += 1
      var histories = ConsentHistories(seed: seed)
      let subject = Fixture.digester.digest(of: ann)
      var acts = histories.acts()
      for index in acts.indices { acts[index].subject = subject }
      var question = histories.question(about: acts)
      question.channel = .email
      question.subject = subject
      question.context.containsPromotion = false
      let now = histories.now()
      acts = Self.recordable(acts)
      guard ConsentHistories.policies.decide(question, given: ConsentSnapshot(acts: acts), at: now).isPermitted else {
        continue
      }
      let environment = CRMEnvironment.fixed(at: now, seed: seed)
      let store = InMemoryStore(environment: environment)
      try Self.insert(acts, into: store)
      let gate = ConsentGate(
        store: store, digester: Fixture.digester, policies: ConsentHistories.policies, environment: environment)
      let request = SendRequest<EmailChannel>(to: ann, run: "run", step: "1", context: question.context)
      guard let permit = try await gate.decide(request).permit() else {
        Issue.record("seed \(seed): the gate does not permit what the decision does")
        continue
      }
      permitted += 1
      var late = histories.act(after: acts, kinds: ConsentActKind.allCases.filter(\.isRestrictive))
      late.subject = subject
      late.supersedes = nil
      late.includes = []
      late.recordedAt = now
      let ledger = ConsentLedger(store: store, digester: Fixture.digester, environment: environment)
      try await ledger.record([late], by: .system)
      let expected = ConsentHistories.policies.decide(
        question, given: ConsentSnapshot(acts: acts + [late]), at: now)
      var isAuthorised = true
      do { _ = try await gate.authorize(permit, draft: Self.draft).deadline } catch is SendRefusal {
        isAuthorised = false
        refused += 1
      }
      #expect(isAuthorised == expected.isPermitted, "seed \(seed)")
    }
    #expect(permitted * 20 > seed && refused * 4 > permitted, "\(permitted) permits, \(refused) refused")
  }

  @Test func onePermitIsAtMostOneMessage() async throws {
    for seed in 1...(ConsentHistories.isSweep ? Self.runs : 50) {
      var generator = SeededGenerator(seed: seed)
      let fixture = Fixture()
      let addresses = try (0..<3).map { try Fixture.address("p\($0)") }
      for address in addresses { try await fixture.optIn(address) }
      let messages = (0..<8).map { _ in
        OutgoingMessage(
          Fixture.request(
            addresses[Int.random(in: 0..<3, using: &generator)], step: "\(Int.random(in: 1...2, using: &generator))"),
          draft: Self.draft)
      }
      // What the provider took, also where its answer was lost.
      let taken = Mutex<[String: Int]>([:])
      let luck = Mutex(SeededGenerator(seed: seed &+ 1))
      let transport = UncertainTransport(taken: taken, luck: luck)
      for _ in 0..<3 { _ = await fixture.gate.send(messages, through: transport, width: 2) }
      let counts = transport.counts
      #expect(counts.values.allSatisfy { $0 == 1 }, "seed \(seed)")
      #expect(!counts.isEmpty, "seed \(seed)")
    }
  }

  /// Several records have the contact point, each in a spelling of its own: it makes no difference for which of them it is asked.
  @Test func everyRecordThatSharesAContactPointIsDecidedAlike() async throws {
    var permitted: UInt64 = 0
    for seed in 1...Self.runs {
      var histories = ConsentHistories(seed: seed)
      let isMail = histories.chance(60)
      let records = try (0..<3).map { number in
        (
          party: RecordReference(collection: "customers", id: Identifier<Event>(derivedFrom: "\(number)").uuid),
          point: try isMail ? Self.mail(seed, &histories) : Self.phone(&histories)
        )
      }
      var acts = histories.acts()
      for index in acts.indices { acts[index].subject = Fixture.digester.digest(of: records[0].point) }
      acts = Self.recordable(acts)
      let question = histories.question(about: acts)
      let now = histories.now()
      let environment = CRMEnvironment.fixed(at: now, seed: seed)
      let store = InMemoryStore(environment: environment)
      try Self.insert(acts, into: store)
      let ledger = ConsentLedger(
        store: store, digester: Fixture.digester, policies: ConsentHistories.policies, environment: environment)
      let asked = ConsentQuestion(
        subject: Fixture.digester.digest(of: records[0].point), channel: question.channel, context: question.context)
      let expected = ConsentHistories.policies.decide(asked, given: ConsentSnapshot(acts: acts), at: now)
      for record in records {
        var context = question.context
        context.party = histories.chance(70) ? record.party : nil
        let decision = try await ledger.decide(context, to: record.point, through: question.channel)
        #expect(decision == expected, "seed \(seed)")
      }
      if expected.isPermitted { permitted += 1 }
    }
    #expect(permitted * 20 > Self.runs, "\(permitted) permits")
  }

  private static func mail(_ seed: UInt64, _ histories: inout ConsentHistories) throws -> ContactPoint.Value {
    let name = "ann.\(seed)@exa-mple.com"
    return .email(try EmailAddress(String(name.map { histories.chance(50) ? Character($0.uppercased()) : $0 })))
  }

  private static func phone(_ histories: inout ConsentHistories) throws -> ContactPoint.Value {
    let spellings = ["+49 30 1234567", "0049 30/1234567", "+49 (0)30 123-4567", "030 1234567", "+49301234567 ext. 12"]
    return .phone(try PhoneNumber(histories.pick(spellings), region: "DE"))
  }

  @Test func allSpellingsOfAnAddressAreDecidedAlike() throws {
    for seed in 1...Self.runs {
      var generator = SeededGenerator(seed: seed)
      let name = "ann.\(seed)@exa-mple.com"
      let spelt = String(name.map { Bool.random(using: &generator) ? Character($0.uppercased()) : $0 })
      #expect(
        Fixture.digester.digest(of: try EmailAddress(spelt)) == Fixture.digester.digest(of: try EmailAddress(name)),
        "seed \(seed)")
    }
  }
}

/// Takes messages, refuses some, and loses the answer about some that it took.
private final class UncertainTransport: Transport {
  private let taken: Mutex<[String: Int]>
  private let luck: Mutex<SeededGenerator>

  init(taken: consuming Mutex<[String: Int]>, luck: consuming Mutex<SeededGenerator>) {
    self.taken = taken
    self.luck = luck
  }

  var counts: [String: Int] { taken.withLock { $0 } }

  func deliver(_ message: consuming Authorized<EmailChannel>) async throws -> Receipt {
    let key = message.idempotencyKey
    let fate = luck.withLock { Int.random(in: 0..<3, using: &$0) }
    if fate == 0 { throw TransportRejection(code: "busy", isTemporary: true) }
    taken.withLock { $0[key, default: 0] += 1 }
    if fate == 1 { throw CancellationError() }
    return Receipt(id: key)
  }
}
