import CRMCore
import CRMTesting
import Synchronization
import Testing

/// Catching up, and the law's own ability to find what breaks it.
@Suite(.timeLimit(.minutes(5))) struct ProjectionTests {
  private static var tally: Tally<Parcel> { Tally(group: { $0.shelf }, amount: { Int64($0.weight) }) }

  /// Counts inserts without remembering which: not idempotent, and blind to deletes.
  private struct Counter: Projection, Equatable {
    var count = 0
    mutating func rebuild(from store: any Store) async throws { count = try await store.count(Query(Parcel.self)) }
    mutating func apply(_ commit: Commit) {
      count += commit.changes(to: Parcel.self).filter { $0.kind == .inserted }.count
    }
  }

  /// Remembers which records there are; with one defect.
  private struct Members: Projection, Equatable {
    enum Defect: Hashable { case none, keepsDeleted, addsToOld }
    var defect: Defect
    var ids: Set<Identifier<Parcel>> = []
    var rebuilds = 0

    mutating func rebuild(from store: any Store) async throws {
      if defect != .addsToOld { ids = [] }
      try await store.forEach(in: Query(Parcel.self)) { ids.insert($0.id) }
      rebuilds += 1
    }

    mutating func apply(_ commit: Commit) {
      for change in commit.changes(to: Parcel.self) {
        let id = Identifier<Parcel>(change.reference.id)
        if change.kind != .deleted { ids.insert(id) } else if defect != .keepsDeleted { ids.remove(id) }
      }
    }

    static func == (left: Members, right: Members) -> Bool { left.ids == right.ids }
  }

  private func history() async throws -> InMemoryStore {
    let store = InMemoryStore()
    for number in 0..<10 { try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number), shelf: "s")) }) }
    let stored = try await store.require(Parcel.id(3))
    try store.commit(changeSet { $0.delete(stored) })
    return store
  }

  @Test func theLawFindsWhatBreaksIt() async throws {
    let store = try await history()
    try await ProjectionLaw.check(Members(defect: .none), over: store)
    try await ProjectionLaw.check(Self.tally, over: store)
    for defect in [Members.Defect.keepsDeleted, .addsToOld] {
      await #expect(throws: RequirementFailure.self, "\(defect)") {
        try await ProjectionLaw.check(Members(defect: defect), over: store)
      }
    }
    await #expect(throws: RequirementFailure.self) { try await ProjectionLaw.check(Counter(), over: store) }
    // Without a delete only the repetition tells the counter from a right one.
    let onlyInserts = try InMemoryStore(seeded: [Parcel("a"), Parcel("b")])
    await #expect(throws: RequirementFailure.self) { try await ProjectionLaw.check(Counter(), over: onlyInserts) }
  }

  @Test func catchesUpFromAnyPosition() async throws {
    let store = try await history()
    var members = Members(defect: .none)
    var position = try await members.catchUp(with: store, after: nil)
    #expect(position == CommitPosition(11) && members.ids.count == 9 && members.rebuilds == 1)
    for number in 20..<600 { try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number))) }) }
    position = try await members.catchUp(with: store, after: position)
    #expect(position == CommitPosition(591) && members.ids.count == 589 && members.rebuilds == 1)
    position = try await members.catchUp(with: store, after: position)
    #expect(position == CommitPosition(591) && members.rebuilds == 1)
  }

  @Test func startsAnewWhenHistoryIsTruncated() async throws {
    let store = InMemoryStore(historyLimit: 4)
    let live = Live(Members(defect: .none), of: store)
    let none = try await live.current()
    #expect(none.ids.isEmpty)
    for number in 0..<30 { try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number))) }) }
    let first = try await live.current()
    #expect(first.ids.count == 30)
    for number in 30..<32 { try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number))) }) }
    let near = try await live.current()
    #expect(near.ids.count == 32 && near.rebuilds == first.rebuilds)
    for number in 32..<60 { try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number))) }) }
    let far = try await live.current()
    #expect(far.ids.count == 60 && far.rebuilds == first.rebuilds + 1)
  }

  /// Two records change places while the first reading scans page by page: what is read afterwards is a state that the store had.
  @Test func aCommitDuringTheScanIsNotSeenByHalves() async throws {
    let base = InMemoryStore()
    try base.commit(
      changeSet { changes in for number in 0..<900 { changes.insert(Parcel(Parcel.id(number), shelf: "left")) } })
    let sorted = try await base.all(Query(Parcel.self)).map(\.id)
    let pages = Mutex(0)
    let store = HookedStore(base) { call in
      guard call == .page,
        pages.withLock({
          $0 += 1; return $0
        }) == 2
      else { return }
      // Between the pages: the first and the last record move together.
      var pair = try base.fetch(Parcel.self, ids: [sorted[0], sorted[899]]).compactMap { $0 }
      for index in pair.indices { pair[index].shelf = "right" }
      let moved = pair
      try base.commit(changeSet { changes in for parcel in moved { changes.update(parcel) } })
    }
    let live = Live(Self.tally, of: store)
    let figures = try await live.read { $0.figures }
    #expect(figures == ["left": .init(count: 898), "right": .init(count: 2)])
  }

  @Test func readersAtOnceSeeEveryCommitAcknowledgedBefore() async throws {
    let store = InMemoryStore()
    let live = Live(Self.tally, of: store)
    try await withThrowingTaskGroup(of: Void.self) { group in
      group.addTask {
        for number in 0..<300 {
          try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number), shelf: "s", weight: 1)) })
          if number % 16 == 0 { await Task.yield() }
        }
      }
      for _ in 0..<4 {
        group.addTask {
          while true {
            let before = try store.count(Query(Parcel.byShelf, "s"))
            let seen = try await live.read { $0["s"] }
            #expect(seen.count >= before && Int(seen.sum) == seen.count)
            if before == 300 { return }
            await Task.yield()
          }
        }
      }
      try await group.waitForAll()
    }
  }
}
