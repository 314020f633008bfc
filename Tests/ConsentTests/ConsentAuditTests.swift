import CRMTesting
import Consent
import Foundation
import Testing

/// The ledger's trail: acts and authorisations, and which of these nobody confirmed.
@Suite struct ConsentAuditTests {
  private static let origin = "shop.example/consent"

  @Test func everyActAndEveryAuthorisationIsSealed() async throws {
    let fixture = ConsentFixture()
    let trail = fixture.ledger.auditTrail(origin: Self.origin)
    let ann = try ConsentFixture.address("ann")
    let bob = try ConsentFixture.address("bob")
    try await fixture.optIn(ann)
    try await fixture.optIn(bob)
    let draft = try ConsentFixture.draft()
    guard let permit = try await fixture.gate.decide(ConsentFixture.request(ann)).permit(),
      let lost = try await fixture.gate.decide(ConsentFixture.request(ann, step: "2")).permit()
    else {
      Issue.record("no permit")
      return
    }
    let message = try await fixture.gate.authorize(permit, draft: draft)
    try await fixture.gate.deliver(message, through: InMemoryTransport<EmailChannel>())
    // Authorised, and never heard of again.
    _ = try await fixture.gate.authorize(lost, draft: draft)
    try await fixture.ledger.restrict(
      ConsentFixture.digester.key(points: [.email(ann)]), because: .frozen, by: .system)
    try await trail.seal()

    let subject = ConsentFixture.digester.digest(of: ann)
    let items = try await fixture.ledger.audit(of: subject, in: trail).items
    #expect(items.compactMap { $0.act?.kind } == [.given, .restricted])
    #expect(items.compactMap { $0.authorization?.state } == [.authorized, .confirmed, .authorized])
    #expect(items.filter(\.isUnconfirmed).compactMap { $0.authorization?.step } == ["2"])
    #expect(items.allSatisfy { $0.finding.fact != nil })
    let report = try await trail.verify(opening: true)
    #expect(report.isComplete)
    #expect(report.covered == [ConsentAct.collection, Authorization.collection])
    #expect(report.proven == 6)

    // Page by page it is the same.
    var seen: [UInt64] = []
    var last: UInt64?
    repeat {
      let page = try await fixture.ledger.audit(of: subject, in: trail, after: last, limit: 2)
      seen += page.items.map(\.finding.entry.index)
      last = page.next
    } while last != nil
    #expect(seen == items.map(\.finding.entry.index))
  }

  /// Two sealers and somebody who records, in every order in which their calls to the store can come.
  @Test func noScheduleOfSealersForksTheTrail() async throws {
    var schedule: [Int]? = []
    var count = 0
    while let current = schedule, count < 250 {
      count += 1
      let base = InMemoryStore(environment: .fixed())
      for number in 0..<2 { try await base.insert(act(number)) }
      let turns = Turns(tasks: 3, schedule: current)
      await withTaskGroup(of: Void.self) { group in
        for task in 0..<3 {
          let store = TurnStore(base: base, turns: turns, task: task)
          group.addTask {
            do {
              if task == 2 {
                try await store.insert(act(2))
              } else {
                try await trail(store).seal()
              }
            } catch { Issue.record("\(error)") }
            turns.end()
          }
        }
      }
      try await trail(base).seal()
      let items = try await trail(base).entries().items
      #expect(items.compactMap { $0.fact?.record.id } == (0..<3).map { act($0).id.uuid }, "schedule \(current)")
      #expect(try await trail(base).verify(opening: true).isComplete, "schedule \(current)")
      schedule = turns.following
    }
    #expect(count > 100, "\(count) schedules")
  }

  private func trail(_ store: any Store) -> AuditTrail {
    AuditTrail(origin: Self.origin, types: ConsentLedger.auditedTypes, store: store, environment: .fixed())
  }

  private func act(_ number: Int) -> ConsentAct {
    ConsentAct(
      id: Identifier(derivedFrom: "act", "\(number)"), subject: ContactDigest(SHA256.hash("ann")), kind: .given,
      scope: ConsentScope(purpose: "marketing.news", channel: .email), date: CRMEnvironment.testStart, actor: .subject,
      method: .form)
  }

  @Test func erasingOnePersonLeavesTheOthersProvable() async throws {
    let fixture = ConsentFixture()
    let trail = fixture.ledger.auditTrail(origin: Self.origin)
    let names = ["ann", "bob", "eve"]
    for name in names { try await fixture.optIn(try ConsentFixture.address(name)) }
    try await trail.seal()
    let published = try await trail.checkpoint().checkpoint
    let digests = try names.map { ConsentFixture.digester.digest(of: try ConsentFixture.address($0)) }
    try await trail.forget([.contact(digests[1].value)])
    #expect(try await fixture.ledger.audit(of: digests[1], in: trail).items.isEmpty)
    for place in [0, 2] {
      let items = try await fixture.ledger.audit(of: digests[place], in: trail).items
      #expect(items.compactMap { $0.act?.kind } == [.given])
    }
    #expect(try await trail.verify(against: [published], opening: true).isComplete)
  }

  @Test func noContactPointNorItsDigestIsInAnEntry() async throws {
    let fixture = ConsentFixture()
    let trail = fixture.ledger.auditTrail(origin: Self.origin)
    let ann = try ConsentFixture.address("ann")
    let act = try await fixture.optIn(ann)
    try await trail.seal()
    var lines: [String] = []
    try await trail.export { lines += $0 }
    let text = lines.joined(separator: "\n")
    for word in ["ann", "given", "marketing", act.subject.hex, act.id.description, act.id.description.lowercased()] {
      #expect(!text.contains(word))
    }
  }
}
