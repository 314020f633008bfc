import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// A compaction that came before the sealing is told, and what is still there is sealed as it is found.
@Suite struct AuditGapTests {
  private func withFiles(_ body: (FileStore) async throws -> Void) async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current, options: .init(durability: .relaxed))
    try await body(store)
    try await store.close()
  }

  @Test func whatWasCompactedBeforeItWasSealedIsAGap() async throws {
    try await withFiles { store in
      let fixture = AuditFixture(store)
      try await fixture.write(0..<3)
      try await fixture.trail.seal()
      let sealed = try await store.position()
      try await fixture.write(3..<100)
      try await store.edit(Deed.id(0)) { $0.text = "changed in the gap" }
      var deletion = ChangeSet()
      deletion.delete(try await store.require(Deed.id(50)))
      try await store.commit(deletion)
      let horizon = try #require(try await store.compact().horizon).value
      try await fixture.write(100..<102)
      let work = try await fixture.trail.seal()
      let first = (sealed?.value ?? 0) + 1
      #expect(work.gaps == [first...horizon])
      let leaves = try await fixture.entries().map(\.leaf)
      #expect(leaves.count { $0.kind == .gap } == 1)
      #expect(leaves.first { $0.kind == .gap }?.gap == first...horizon)
      // 97 that were new, without the one deleted, and the one changed.
      #expect(leaves.count { $0.kind == .found } == 97)
      #expect(leaves.suffix(100).filter { $0.kind == .inserted }.map(\.position) == [horizon + 1, horizon + 2])
      let report = try await fixture.trail.verify(opening: true)
      #expect(report.isIntact && !report.isComplete)
      #expect(report.gaps == [first...horizon])
      #expect(report.proven == 3 + 97 + 2)
      let about = try await fixture.trail.entries(of: RecordReference(Deed.id(0))).items
      #expect(about.map(\.entry.leaf.kind) == [.inserted, .found])
      #expect(try about[1].fact?.value(as: Deed.self)?.text == "changed in the gap")
    }
  }

  @Test func sealingBeforeACompactionLeavesNoGap() async throws {
    try await withFiles { store in
      let fixture = AuditFixture(store)
      #expect(try await fixture.trail.isSealed())
      for round in 0..<3 {
        try await fixture.write(round * 10..<round * 10 + 10)
        try await store.insert(Chore(id: Identifier(derivedFrom: "\(round)")))
        #expect(try await !fixture.trail.isSealed())
        let late = try await store.position()
        try await fixture.trail.seal()
        #expect(try await fixture.trail.isSealed())
        #expect(try await fixture.trail.isSealed(through: late))
        try await store.compact()
        #expect(try await fixture.trail.nextMoment() == nil)
      }
      try await fixture.trail.seal()
      #expect(try await fixture.trail.verify(opening: true).isComplete)
      #expect(try await fixture.entries().count == 31)
    }
  }

  @Test func commitsThatConcernNothingSealedAreAGapTooWhenTheyAreLost() async throws {
    try await withFiles { store in
      let fixture = AuditFixture(store)
      try await fixture.write(0..<1)
      try await fixture.trail.seal()
      // Nobody can know afterwards what was in it.
      try await store.insert(Chore(id: "c"))
      #expect(try await !fixture.trail.isSealed())
      try await store.compact()
      #expect(try await fixture.trail.nextMoment() == .distantPast)
      #expect(try await fixture.trail.seal().gaps.count == 1)
    }
  }

  @Test func aTrailOverAStoreWithoutItsBeginningSealsWhatItFinds() async throws {
    try await withFiles { store in
      let fixture = AuditFixture(store)
      try await fixture.write(0..<600)
      try await store.compact()
      // In small pieces, each by another sealer.
      var rounds = 0
      while try await fixture.trail.nextMoment() != nil {
        _ = try await fixture.trail.perform(WorkSlice(now: fixture.clock.now, limit: 1))
        rounds += 1
        try #require(rounds < 100)
      }
      let leaves = try await fixture.entries().map(\.leaf)
      #expect(leaves.prefix(2).map(\.kind) == [.covers, .gap])
      #expect(leaves.dropFirst(2).allSatisfy { $0.kind == .found })
      #expect(leaves.count == 602)
      #expect(Set(leaves.dropFirst(2).map(\.position)) == Set(1...600))
      #expect(try await fixture.trail.verify(opening: true).proven == 600)
    }
  }

  @Test func theFirstReadablePositionIsFoundWhereverItIs() async throws {
    for limit in [1, 3, 10, 40] {
      let store = InMemoryStore(historyLimit: limit)
      let fixture = AuditFixture(store)
      try await fixture.write(0..<95)
      let truncated = (0..<96).first { (try? store.history(after: CommitPosition(UInt64($0)), limit: 1)) != nil }
      let work = try await fixture.trail.seal()
      #expect(work.gaps.first?.lowerBound == 1)
      #expect(work.gaps.first?.upperBound ?? 0 >= UInt64(truncated ?? 0))
      let report = try await fixture.trail.verify(opening: true)
      #expect(report.isIntact)
      // Every deed is proven by its change or as it was found.
      let facts = try await fixture.trail.entries(about: Deed.subject("ann"), limit: 1_000).items
      #expect(Set(facts.compactMap { $0.fact?.record }).count == 95)
    }
  }
}
