import CRMTesting
import Consent
import Foundation
import Testing

/// Nothing restricted is ever permitted, whatever else happened. The seed of a failing run is in the message.
@Suite struct ConsentRestrictionLawTests {
  private static let grounds: [RestrictionGround?] = [
    nil, .accuracyContested, .unlawfulUse, .legalClaims, .objectionPending, .notErasable, .frozen, .deceased, "ours",
  ]
  /// The grounds on which the law leaves duties to inform, written down a second time.
  private static let withDuties: Set<RestrictionGround?> = [
    .accuracyContested, .unlawfulUse, .legalClaims, .objectionPending, .notErasable, .frozen,
  ]

  /// The one thing that may be permitted: what the law obliges to say, on no other basis.
  private func isDuty(_ decision: ConsentDecision, _ question: ConsentQuestion, _ grounds: [RestrictionGround?]) -> Bool
  {
    question.context.effectiveClass == .securityLegal && decision.bases == [.legalObligation]
      && grounds.allSatisfy { Self.withDuties.contains($0) }
  }

  @Test func nothingRestrictedIsEverPermitted() {
    var permittedBefore = 0
    var duties = 0
    for seed in 1...ConsentHistories.runs {
      var histories = ConsentHistories(seed: seed)
      let maker = ActMaker()
      let ground = histories.pick(Self.grounds)
      let person: ContactDigest? = histories.chance(50) ? ContactDigest(person: RightsFixture.ann) : nil
      let mark = Restriction(ground, person: person)
      let time = histories.hours()
      var acts = histories.acts()
      // Other restrictions begin and end; this one has no later end.
      for index in acts.indices where [.restricted, .unrestricted].contains(acts[index].kind) {
        acts[index].restriction = histories.chance(50) ? mark : Restriction(histories.pick(Self.grounds))
      }
      acts.removeAll {
        $0.kind == .restricted || $0.kind == .unrestricted && $0.restriction == mark && $0.date > maker.date(time)
      }
      if histories.chance(40) {
        acts.append(
          maker.act(
            .basisChanged, histories.pick(ConsentHistories.purposes), at: 0, channel: nil, actor: .system,
            basis: LawfulBasis(.legalObligation)))
      }
      var question = histories.question(about: acts)
      if histories.chance(30) { question.context.messageClass = .securityLegal }
      let now = histories.now()
      var restricted = maker.act(.restricted, nil, at: time, channel: nil, actor: .staff)
      restricted.restriction = mark
      restricted.scope = histories.pick([
        .everything, ConsentScope(purpose: question.scope.purpose), ConsentScope(channel: question.channel),
        question.scope,
      ])
      let policies = ConsentHistories.policies
      let before = policies.decide(question, given: ConsentSnapshot(acts: acts), at: now)
      if before.isPermitted { permittedBefore += 1 }
      // On the contact point.
      let onPoint = policies.decide(question, given: ConsentSnapshot(acts: acts + [restricted]), at: now)
      // On the person, whom the question names.
      question.context.party = RightsFixture.ann
      restricted.subject = ContactDigest(person: RightsFixture.ann)
      var snapshot = ConsentSnapshot(acts: acts)
      snapshot.person = .init(head: ConsentHead(of: restricted), acts: [restricted])
      let onPerson = policies.decide(question, given: snapshot, at: now)
      for decision in [onPoint, onPerson] {
        #expect(decision.rank <= before.rank, "seed \(seed)")
        guard decision.outcome != .deny else { continue }
        duties += 1
        let isDeferred = !decision.isPermitted && ground.map { Self.withDuties.contains($0) } == true
        #expect(isDuty(decision, question, [ground]) || isDeferred, "seed \(seed): \(String(describing: ground))")
      }
    }
    #expect(permittedBefore * 10 >= Int(ConsentHistories.runs), "\(permittedBefore)")
    #expect(duties > 0)
  }

  /// Persons, shared contact points, restrictions that begin and end, consents that come before and after, with and without the
  /// person's name: against a model of which point is held for whom.
  @Test func noSendSlipsThrough() async throws {
    let names = ["p0", "p1", "p2", "p3"]
    let people = ["ann", "bob"].map { name in
      RecordReference(collection: "customers", id: Identifier<Event>(derivedFrom: name).uuid)
    }
    var denials = 0
    var permits = 0
    // Each history is some hundred calls.
    let runs: UInt64 = ConsentHistories.isSweep ? 10_000 : 150
    for seed in 1...runs {
      var generator = SeededGenerator(seed: seed)
      func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }
      let fixture = RightsFixture()
      let ledger = fixture.ledger
      var granted: Set<String> = []
      /// The points that the ledger knows of a person.
      var linked: [RecordReference: Set<String>] = [:]
      var active: [RecordReference: Set<RestrictionGround>] = [:]
      /// Which restriction holds which point.
      var held: [String: Set<String>] = [:]
      func hold(_ points: Set<String>, _ person: RecordReference, _ ground: RestrictionGround) {
        for point in points { held[point, default: []].insert("\(person) \(ground)") }
      }
      for _ in 0..<8 {
        fixture.clock.advance(by: pick([0, 1, 60]))
        let (name, person) = (pick(names), pick(people))
        let ground = pick([RestrictionGround.frozen, .deceased])
        switch Int.random(in: 0..<5, using: &generator) {
        case 0, 1:
          let isNamed = pick([true, false])
          try await ledger.optIn(
            RightsFixture.point(name), to: "marketing.news", through: .email, proof: ConsentFixture.proof,
            method: .form, by: .dataSubject, party: isNamed ? person : nil)
          granted.insert(name)
          if isNamed {
            linked[person, default: []].insert(name)
            for ground in active[person] ?? [] { hold([name], person, ground) }
          }
        case 2, 3:
          let points = names.filter { _ in pick([true, false, false]) }
          let key = ledger.digester.key(of: person, points: try points.map { try RightsFixture.point($0) })
          try await ledger.restrict(key, because: ground, by: .system)
          active[person, default: []].insert(ground)
          hold(linked[person, default: []].union(points), person, ground)
          // What is linked by now has the other grounds, too.
          for other in active[person] ?? [] { hold(linked[person, default: []].union(points), person, other) }
        default:
          try await ledger.endRestriction(of: ground, for: SubjectKey(party: person), by: .system)
          active[person]?.remove(ground)
          for point in names { held[point]?.remove("\(person) \(ground)") }
        }
        for name in names {
          for party in [nil] + people.map({ $0 as RecordReference? }) {
            var context = ConsentFixture.news()
            context.party = party
            let decision = try await ledger.decide(context, to: RightsFixture.point(name), through: .email)
            let isHeld = !(held[name] ?? []).isEmpty || party.map { !(active[$0] ?? []).isEmpty } == true
            #expect(
              decision.isPermitted == (granted.contains(name) && !isHeld),
              "seed \(seed): \(name) \(String(describing: party)) \(decision.codes)")
            if decision.isPermitted { permits += 1 } else if isHeld, granted.contains(name) { denials += 1 }
          }
        }
      }
    }
    #expect(denials > Int(runs) && permits > Int(runs), "\(denials) \(permits)")
  }

  /// A restriction and a consent for a new contact point of the same person, their calls to the store in many orders: once both are
  /// acknowledged nothing may be sent there.
  @Test func aRestrictionAndANewPointInAnyOrder() async throws {
    for current in Turns.drawnSchedules() {
      let turns = Turns(tasks: 2, schedule: current)
      let clock = TestClock(Date("2026-11-23T10:00:00Z"))
      let base = InMemoryStore()
      func ledger(_ task: Int) -> ConsentLedger {
        ConsentLedger(
          store: TurnStore(base: base, turns: turns, task: task), digester: ConsentFixture.digester,
          environment: .fixed(clock: clock, seed: UInt64(task) + 1))
      }
      let (first, second) = (ledger(0), ledger(1))
      try await withThrowingTaskGroup(of: Void.self) { group in
        group.addTask {
          defer { turns.end() }
          let key = first.digester.key(of: RightsFixture.ann, points: [try RightsFixture.point("ann")])
          try await first.restrict(key, because: .frozen, by: .system)
        }
        group.addTask {
          defer { turns.end() }
          try await second.optIn(
            RightsFixture.point("new"), to: "marketing.news", through: .email, proof: ConsentFixture.proof,
            method: .form, by: .dataSubject, party: RightsFixture.ann)
        }
        try await group.waitForAll()
      }
      let plain = ConsentLedger(
        store: base, digester: ConsentFixture.digester, environment: .fixed(clock: clock, seed: 9))
      let decision = try await plain.decide(
        ConsentFixture.news(), to: RightsFixture.point("new"), through: .email)
      #expect(decision.codes.contains(ConsentCode.frozen), "schedule \(current)")
    }
  }

  /// A restriction of the person alone and a send that names the person, in many orders: no message leaves after the restriction
  /// was acknowledged.
  @Test func aRestrictionAndASendInAnyOrder() async throws {
    var sent = 0
    var refused = 0
    for current in Turns.drawnSchedules() {
      let turns = Turns(tasks: 2, schedule: current)
      let clock = TestClock(Date("2026-11-23T10:00:00Z"))
      let base = InMemoryStore()
      let address = try ConsentFixture.address("ann")
      let plain = ConsentLedger(
        store: base, digester: ConsentFixture.digester, environment: .fixed(clock: clock, seed: 9))
      try await plain.optIn(
        .email(address), to: "marketing.news", through: .email, proof: ConsentFixture.proof, method: .form,
        by: .dataSubject)
      let start = try base.position()
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<2 {
          group.addTask {
            defer { turns.end() }
            let ledger = ConsentLedger(
              store: TurnStore(base: base, turns: turns, task: task), digester: ConsentFixture.digester,
              environment: .fixed(clock: clock, seed: UInt64(task) + 1))
            if task == 0 {
              try await ledger.restrict(SubjectKey(party: RightsFixture.ann), because: .frozen, by: .system)
            } else {
              var context = ConsentFixture.news()
              context.party = RightsFixture.ann
              let request = SendRequest<EmailChannel>(to: address, run: "r", step: "1", context: context)
              let message = OutgoingMessage(request, draft: try ConsentFixture.draft())
              _ = await ledger.gate.send([message], through: InMemoryTransport<EmailChannel>())
            }
          }
        }
        try await group.waitForAll()
      }
      // In the order of commits: no authorisation after the restriction.
      var isRestricted = false
      var wasSent = false
      for commit in try base.history(after: start, limit: 100) {
        if try commit.records(of: ConsentAct.self).contains(where: { $0.kind == .restricted }) { isRestricted = true }
        for record in try commit.records(of: Authorization.self) where record.state == .authorized {
          wasSent = true
          #expect(!isRestricted, "schedule \(current)")
        }
      }
      if wasSent { sent += 1 } else { refused += 1 }
    }
    #expect(sent > 3 && refused > 3, "\(sent) \(refused)")
  }
}

extension ActMaker {
  fileprivate func date(_ hours: Double) -> Date { Self.start.addingTimeInterval(hours * 3600) }
}
