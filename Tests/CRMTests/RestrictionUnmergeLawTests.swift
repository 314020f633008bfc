import CRM
import CRMTesting
import Foundation
import Testing

/// Persons become one and part again, are restricted and freed: nothing is sent to anybody who is restricted, without a heartbeat, and
/// when everybody's restrictions have ended nothing is held. The seed of a failing run is in the message.
@Suite struct RestrictionUnmergeLawTests {
  private typealias Fixture = ReimportFixture
  private static let runs: UInt64 = ProcessInfo.processInfo.environment["CRM_SWEEP"] == "1" ? 1_000 : 40

  @Test func nothingIsSentToWhoIsRestrictedAndEverybodyHasAnEnd() async throws {
    var (denials, partings) = (0, 0)
    for seed in 1...Self.runs {
      var generator = SeededGenerator(seed: seed)
      func pick<T>(_ values: [T]) -> T { values[Int.random(in: 0..<values.count, using: &generator)] }
      let fixture = try Fixture(seed: seed)
      let directory = fixture.crm.customers
      var alone: [Identifier<Customer>] = []
      for name in ["a", "b", "c"] {
        let point = try Fixture.email("\(name)@example.com")
        alone.append(try await fixture.person(name, point).id)
        try await fixture.optIn(point)
      }
      let fresh = try Fixture.email("fresh@example.com")
      try await fixture.optIn(fresh)
      var merges: [(id: Identifier<CustomerMerge>, winner: Identifier<Customer>, loser: Identifier<Customer>)] = []
      // Written down a second time: who is restricted, and who belongs to whom.
      var restricted: [Identifier<Customer>: Set<RestrictionGround>] = [:]
      func members(_ id: Identifier<Customer>) -> [Identifier<Customer>] {
        [id] + merges.filter { $0.winner == id }.flatMap { members($0.loser) }
      }
      for step in 0..<9 {
        fixture.clock.advance(by: TimeInterval(pick([0, 1, 60])))
        let (one, ground) = (pick(alone), pick([RestrictionGround.frozen, .deceased]))
        let key = SubjectKey(party: RecordReference(one))
        switch Int.random(in: 0..<8, using: &generator) {
        case 0, 1:
          guard let other = alone.filter({ $0 != one }).randomElement(using: &generator) else { continue }
          let plan = try await directory.planMerge(winner: one, losers: [other])
          merges.append((try await directory.apply(plan, by: Fixture.me).id, one, other))
          alone.removeAll { $0 == other }
          restricted[one, default: []].formUnion(restricted[other] ?? [])
        case 2, 3, 4:
          guard let last = merges.indices.last(where: { alone.contains(merges[$0].winner) }) else { continue }
          let merge = merges.remove(at: last)
          try await directory.unmerge(merge.id, by: Fixture.me)
          alone.append(merge.loser)
          restricted[merge.loser, default: []].formUnion(restricted[merge.winner] ?? [])
          partings += 1
        case 5:
          try await fixture.crm.restrict(one, because: ground, by: Fixture.me)
          restricted[one, default: []].insert(ground)
        case 6:
          try await fixture.ledger.restrict(key, because: ground, by: Fixture.me)
          restricted[one, default: []].insert(ground)
          // What its record has is left to the heartbeat, which everything else here does without.
          try await fixture.crm.heartbeat().advance(now: fixture.clock.now)
        default:
          try await fixture.ledger.endRestriction(of: ground, for: key, by: Fixture.me)
          for member in members(one) { restricted[member]?.remove(ground) }
        }
        for id in alone {
          let isHeld = restricted[id]?.isEmpty == false
          let place = "seed \(seed) step \(step): \(id)"
          #expect(try await fixture.permits(fresh, as: id) == !isHeld, "\(place)")
          guard isHeld else { continue }
          denials += 1
          for point in try await fixture.store.require(id).contactPoints {
            #expect(try await !fixture.permits(point.value), "\(place)")
          }
        }
      }
      for id in alone {
        for ground in [RestrictionGround.frozen, .deceased] {
          fixture.clock.advance(by: 1)
          let key = SubjectKey(party: RecordReference(id))
          try await fixture.ledger.endRestriction(of: ground, for: key, by: Fixture.me)
        }
      }
      for name in ["a", "b", "c"] {
        #expect(try await fixture.permits(Fixture.email("\(name)@example.com")), "seed \(seed): \(name)")
      }
    }
    #expect(denials > Int(Self.runs) && partings > Int(Self.runs) / 2, "\(denials) \(partings)")
  }
}
