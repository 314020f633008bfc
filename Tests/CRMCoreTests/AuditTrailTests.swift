import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// Sealing: each change once, whoever seals, whenever, and however often they are cut off.
@Suite struct AuditTrailTests {
  @Test func eachChangeOfANamedTypeIsAnEntryWithItsFact() async throws {
    let fixture = AuditFixture()
    let store = fixture.store
    try await fixture.write(1..<2)
    var changes = ChangeSet(author: Author(.staff, "7"), reason: "because")
    changes.insert(Chore(id: "c"))
    changes.insert(Deed(2, person: "bob"))
    try await store.commit(changes)
    let stored = try await store.require(Deed.id(1))
    try await store.edit(stored.id) { $0.text = "other" }
    var touch = ChangeSet()
    touch.touch(try await store.require(Deed.id(2)))
    try await store.commit(touch)
    var deletion = ChangeSet()
    deletion.delete(try await store.require(Deed.id(1)))
    try await store.commit(deletion)

    let work = try await fixture.trail.seal()
    #expect(work.entries == 5)
    let found = try await fixture.trail.entries().items
    let leaves = found.map(\.entry.leaf)
    #expect(leaves.map(\.kind) == [.covers, .inserted, .inserted, .updated, .deleted])
    #expect(leaves.map(\.position) == [0, 1, 2, 3, 5])
    #expect(leaves.map(\.ordinal) == [0, 0, 1, 0, 0])
    #expect(leaves.allSatisfy { $0.matter == "deeds" })
    #expect(try found[2].fact?.value(as: Deed.self) == Deed(2, person: "bob"))
    #expect(found[2].fact?.author == Author(.staff, "7"))
    #expect(found[2].fact?.reason == "because")
    #expect(try found[3].fact?.value(as: Deed.self)?.text == "other")
    #expect(found[4].fact?.record == RecordReference(Deed.id(1)))
    #expect(try found[4].fact?.value(as: Deed.self) == nil)
    let report = try await fixture.trail.verify(opening: true)
    #expect(report.isComplete)
    #expect(report.proven == 4)
    #expect(report.covered == [Deed.collection])
  }

  @Test func noEntryHoldsWhatTheFactsHold() async throws {
    let fixture = AuditFixture()
    try await fixture.write(0..<3, person: "ann.secret@example.com")
    try await fixture.trail.seal()
    let text = try await fixture.entries().map(\.exported).joined()
    #expect(!text.contains("secret"))
    for number in 0..<3 { #expect(!text.contains(Deed.id(number).description)) }
  }

  @Test func sealingBitByBitGivesTheSameAsSealingOnce() async throws {
    let once = AuditFixture()
    try await once.trail.seal()
    try await once.write(0..<30)
    try await once.trail.seal()
    let often = AuditFixture()
    for number in 0..<30 {
      try await often.trail.seal()
      try await often.write(number..<number + 1)
    }
    try await often.trail.seal()
    try await often.trail.seal()
    // The positions of the deeds differ by the trail's own commits; so compare a trail over a history that has both.
    #expect(try await once.entries().map(\.leaf.kind) == often.entries().map(\.leaf.kind))
    let again = often.trail(over: often.store)
    #expect(try await again.verify(opening: true).proven == 30)
  }

  @Test func aSecondCallWritesNothing() async throws {
    let fixture = AuditFixture()
    try await fixture.write(0..<5)
    let slice = WorkSlice(now: fixture.clock.now)
    #expect(try await fixture.trail.nextMoment() == .distantPast)
    #expect(try await fixture.trail.perform(slice).items == 6)
    let position = try await fixture.store.position()
    #expect(try await fixture.trail.nextMoment() == nil)
    #expect(try await fixture.trail.perform(slice).items == 0)
    #expect(try await fixture.store.position() == position)
    // Nor for commits that are not to be sealed, until there are many.
    try await fixture.store.insert(Chore(id: "c"))
    #expect(try await fixture.trail.nextMoment() == nil)
    #expect(try await fixture.trail.perform(slice).items == 0)
    #expect(try await fixture.store.position() == CommitPosition((position?.value ?? 0) + 1))
    for number in 0..<300 { try await fixture.store.insert(Chore(id: Identifier(derivedFrom: "\(number)"))) }
    #expect(try await fixture.trail.perform(slice).items == 0)
    let head = try #require(try await fixture.trail.storedHead())
    #expect(head.position > 250)
    let later = try await fixture.store.position()
    #expect(try await fixture.trail.perform(slice).items == 0)
    #expect(try await fixture.store.position() == later)
  }

  @Test func aLargeCommitIsSealedInBoundedOnes() async throws {
    let base = InMemoryStore()
    let fixture = AuditFixture(base)
    var changes = ChangeSet()
    for number in 0..<1_300 { changes.insert(Deed(number)) }
    try base.commit(changes)
    try base.commit(changeSet { $0.insert(Deed(5_000)) })
    // Cut off after every block.
    var outcome = try await fixture.trail.perform(WorkSlice(now: fixture.clock.now, limit: 1))
    var rounds = 1
    while outcome.hasMore {
      #expect(outcome.items == 1)
      outcome = try await fixture.trail.perform(WorkSlice(now: fixture.clock.now, limit: 1))
      rounds += 1
    }
    #expect(rounds == 1 + 21 + 1)
    let entries = try await fixture.entries()
    #expect(entries.count == 1_302)
    #expect(entries.dropFirst().map(\.leaf.ordinal) == Array(0..<1_300) + [0])
    #expect(try await fixture.trail.verify(opening: true).proven == 1_301)

    let whole = AuditFixture(InMemoryStore())
    try await whole.store.commit(changes)
    try await whole.store.commit(changeSet { $0.insert(Deed(5_000)) })
    try await whole.trail.seal()
    let commits = try await whole.store.history(after: CommitPosition(2), limit: 100)
    #expect(commits.allSatisfy { $0.changes.count <= 2 * AuditSealer.blocksPerCommit + 1 })
    // The same blocks, whoever sealed them in whatever pieces.
    let one = try await AuditFixture.state(base).blocks.map(\.first)
    let other = try await AuditFixture.state(whole.store).blocks.map(\.first)
    #expect(one.sorted() == other.sorted())
  }

  @Test func aSealerThatIsCutOffAnywhereEndsInTheSameState() async throws {
    let wanted = AuditFixture()
    try await prepare(wanted)
    _ = try await wanted.trail.perform(WorkSlice(now: wanted.clock.now))
    let state = try await AuditFixture.state(wanted.store).sealed
    #expect(state.blocks.count > 5)
    for calls in 0..<24 {
      let fixture = AuditFixture()
      try await prepare(fixture)
      let interruption = AuditInterruption(after: calls)
      let shaky = fixture.trail(over: HookedStore(fixture.store) { _ in try interruption.pass() })
      let slice = WorkSlice(now: fixture.clock.now, limit: 3)
      do {
        while try await shaky.perform(slice).hasMore {}
      } catch is AuditInterruption.Failure {
        while try await shaky.perform(slice).hasMore {}
      }
      #expect(try await AuditFixture.state(fixture.store).sealed == state, "cut off after \(calls) calls")
    }
  }

  private func prepare(_ fixture: AuditFixture) async throws {
    try await fixture.write(0..<4)
    var changes = ChangeSet()
    for number in 100..<230 { changes.insert(Deed(number)) }
    try await fixture.store.commit(changes)
    try await fixture.write(4..<6)
  }

  @Test func sealersAtTheSameTimeNeverForkTheTrail() async throws {
    let fixture = AuditFixture()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for sealer in 0..<4 {
        let trail = fixture.trail(
          over: HookedStore(fixture.store) { _ in for _ in 0..<(sealer % 3) { await Task.yield() } })
        group.addTask { for _ in 0..<20 { try await trail.seal() } }
      }
      group.addTask { try await fixture.write(0..<60) }
      try await group.waitForAll()
    }
    try await fixture.trail.seal()
    let entries = try await fixture.entries()
    #expect(entries.count == 61)
    #expect(Set(entries.map(\.leaf.position)).count == 61)
    #expect(try await fixture.trail.verify(opening: true).isComplete)
  }

  @Test func aTypeNamedLaterIsCoveredFromThenOnAndItsRecordsAreFound() async throws {
    let fixture = AuditFixture()
    try await fixture.write(0..<2)
    for number in 0..<700 {
      try await fixture.store.insert(Chore(id: Identifier(derivedFrom: "\(number)"), count: number))
    }
    try await fixture.trail.seal()
    let wider = fixture.trail(over: fixture.store, types: [Deed.audited, Chore.audited])
    #expect(try await wider.nextMoment() == .distantPast)
    try await wider.seal()
    try await fixture.store.edit(Identifier<Chore>(derivedFrom: "3")) { $0.count = -1 }
    try await wider.seal()
    let leaves = try await AuditFixture.entries(wider).map(\.leaf)
    #expect(leaves.filter { $0.kind == .covers }.map(\.matter) == ["deeds", "chores"])
    #expect(leaves.count { $0.kind == .found && $0.matter == "chores" } == 700)
    #expect(leaves.last?.kind == .updated)
    #expect(try await wider.verify(opening: true).isComplete)
    // Who does not know a type would leave its changes out.
    await #expect(throws: AuditTypesMissing([Chore.collection])) { try await fixture.trail.seal() }
    await #expect(throws: AuditTypesMissing([Chore.collection])) { try await fixture.trail.nextMoment() }
  }

  @Test func pagesAboutAPersonAndARecordAreWholeAndInOrder() async throws {
    let fixture = AuditFixture()
    for round in 0..<20 {
      var changes = ChangeSet()
      for number in 0..<9 { changes.insert(Deed(round * 9 + number, person: number % 3 == 0 ? "bob" : "ann")) }
      try await fixture.store.commit(changes)
    }
    try await fixture.store.edit(Deed.id(3)) { $0.text = "new" }
    try await fixture.trail.seal()
    for limit in [1, 2, 7, 50, 1_000] {
      #expect(
        try await pages(limit) { try await fixture.trail.entries(about: Deed.subject("bob"), after: $0, limit: limit) }
          == 61)
      #expect(try await pages(limit) { try await fixture.trail.entries(after: $0, limit: limit) } == 182)
      #expect(
        try await pages(limit) {
          try await fixture.trail.entries(of: RecordReference(Deed.id(3)), after: $0, limit: limit)
        } == 2)
    }
    let bob = try await fixture.trail.entries(about: Deed.subject("bob"), limit: 100).items
    #expect(try bob.allSatisfy { try $0.fact?.value(as: Deed.self)?.person == "bob" })
    #expect(try await fixture.trail.entries(about: Deed.subject("eve")).items.isEmpty)
  }

  private func pages(_ limit: Int, _ page: (UInt64?) async throws -> AuditFindings) async throws -> Int {
    var seen: [UInt64] = []
    var last: UInt64?
    repeat {
      let found = try await page(last)
      #expect(found.items.count <= limit)
      seen += found.items.map(\.entry.index)
      last = found.next
    } while last != nil
    #expect(seen == Array(Set(seen)).sorted())
    return seen.count
  }
}
