import CRMCore
import CRMTesting
import Synchronization
import Testing

@Suite(.timeLimit(.minutes(5))) struct TransactionTests {
  /// A store in which somebody else changes `id` just before each of the first `times` commits.
  private func contested(_ base: InMemoryStore, _ id: Identifier<Parcel>, times: Int) -> HookedStore {
    let left = Mutex(times)
    return HookedStore(base) { call in
      guard call == .commit else { return }
      let interferes = left.withLock { left in
        left -= 1
        return left >= 0
      }
      guard interferes, let stored = try base.fetch(Parcel.self, ids: [id])[0] else { return }
      var changed = stored
      changed.weight += 100
      try base.commit(changeSet { $0.update(changed) })
    }
  }

  @Test func retriesOnWhatItReadAndNotOnOtherFailures() async throws {
    let base = try InMemoryStore(seeded: [Parcel("a", weight: 1), Parcel("b", label: "taken")])
    let store = contested(base, "a", times: 3)
    let runs = Mutex(0)
    let result = try await store.transact(author: .system, reason: "why") { transaction in
      runs.withLock { $0 += 1 }
      let a = try #require(try await transaction.get(Identifier<Parcel>("a")))
      transaction.insert(Van(id: "v", seats: a.weight))
      return a.weight
    }
    #expect(result == 301 && runs.withLock { $0 } == 4)
    let van = try await base.require(Identifier<Van>("v"))
    #expect(van.seats == 301)
    let last = try #require(try base.history(after: nil, limit: 100).last)
    #expect(last.author == .system && last.reason == "why" && last.changes.count == 1)

    let error = await #expect(throws: StoreError.self) {
      try await base.transact { transaction in
        runs.withLock { $0 += 1 }
        transaction.insert(Parcel("c", label: "taken"))
      }
    }
    #expect(error?.code == .duplicateKey && runs.withLock { $0 } == 5)
  }

  @Test func anAbsentRecordThatWasReadMustStayAbsent() async throws {
    let base = InMemoryStore()
    let interfered = Mutex(false)
    let store = HookedStore(base) { call in
      guard call == .commit, !interfered.withLock({ $0 }) else { return }
      interfered.withLock { $0 = true }
      try base.commit(changeSet { $0.insert(Parcel("a", weight: 9)) })
    }
    let seen = try await store.transact { transaction in
      let a = try await transaction.get(Identifier<Parcel>("a"))
      transaction.insert(Van(id: Identifier(derivedFrom: "\(a?.weight ?? -1)")))
      return a?.weight
    }
    #expect(seen == 9)
    #expect(try base.count(Query(Van.self)) == 1)
  }

  @Test func everyRecordOfAPageIsAPrecondition() async throws {
    let base = try InMemoryStore(seeded: (0..<5).map { Parcel(Parcel.id($0), shelf: "s", weight: $0) })
    let store = contested(base, Parcel.id(3), times: 1)
    let sum = try await store.transact { transaction in
      let sum = try await transaction.page(Query(Parcel.byShelf, "s")).items.reduce(0) { $0 + $1.weight }
      transaction.insert(Van(id: "v", seats: sum))
      return sum
    }
    #expect(sum == 110)
  }

  @Test func givesUpAfterTheLastAttemptAndNamesTheRecords() async throws {
    let base = try InMemoryStore(seeded: [Parcel("a")])
    let store = contested(base, "a", times: .max)
    let reference = RecordReference(Identifier<Parcel>("a"))
    let runs = Mutex(0)
    let transacted = await #expect(throws: StoreError.self) {
      try await store.transact(attempts: 3) { transaction in
        runs.withLock { $0 += 1 }
        guard var a = try await transaction.get(Identifier<Parcel>("a")) else { return }
        a.weight = 0
        transaction.update(a)
      }
    }
    #expect(transacted?.code == .exhausted && transacted?.records == [reference] && runs.withLock { $0 } == 3)
    let edited = await #expect(throws: StoreError.self) {
      try await store.edit(Identifier<Parcel>("a"), attempts: 4) { parcel in
        runs.withLock { $0 += 1 }
        parcel.weight = -1
      }
    }
    #expect(edited?.code == .exhausted && edited?.records == [reference] && runs.withLock { $0 } == 7)
    let performed = await #expect(throws: StoreError.self) {
      try await store.perform(attempts: 2) {
        runs.withLock { $0 += 1 }
        let a = try await base.require(Identifier<Parcel>("a"))
        return Prepared(1, changes: changeSet { $0.update(a) })
      }
    }
    #expect(performed?.code == .exhausted && performed?.records == [reference] && runs.withLock { $0 } == 9)
  }

  @Test func aBodyThatWritesNothingCommitsNothing() async throws {
    let base = try InMemoryStore(seeded: [Parcel("a", weight: 4)])
    let counted = CountingStore(base)
    let weight = try await counted.transact { try await $0.get(Identifier<Parcel>("a"))?.weight }
    let edited = try await counted.edit(Identifier<Parcel>("a")) { $0.weight = 4 }
    let prepared = try await counted.perform {
      let stored = try await base.require(Identifier<Parcel>("a"))
      return Prepared("value", changes: changeSet { $0.require(unchanged: stored) })
    }
    #expect(weight == 4 && edited.weight == 4 && prepared == "value")
    #expect(counted.calls.commit == 0)
    #expect(try base.position() == CommitPosition(1))
  }

  @Test func aBodyThatThrowsLeavesNoTrace() async throws {
    struct Refusal: Error {}
    let store = InMemoryStore()
    await #expect(throws: Refusal.self) {
      try await store.transact { transaction in
        transaction.insert(Parcel("a"))
        throw Refusal()
      }
    }
    let missing = await #expect(throws: StoreError.self) {
      try await store.edit(Identifier<Parcel>("nobody")) { $0.weight = 1 }
    }
    #expect(missing?.code == .notFound)
    #expect(try store.position() == nil)
  }

  @Test func editReturnsARevisionThatCanBeUsed() async throws {
    let store = try InMemoryStore(seeded: [Parcel("a")])
    var stored = try await store.edit(Identifier<Parcel>("a"), author: .rule("r")) { $0.weight = 5 }
    #expect(stored.weight == 5)
    #expect(try store.fetch(Parcel.self, ids: ["a"])[0] == stored)
    stored.weight = 6
    try store.commit(changeSet { $0.update(stored) })
    let first = try #require(try store.history(after: CommitPosition(1), limit: 1).first)
    #expect(first.author == .rule("r"))
  }

  @Test func aCancelledTaskDoesNotStartAnotherAttempt() async throws {
    let base = try InMemoryStore(seeded: [Parcel("a")])
    let runs = Mutex(0)
    let task = Task {
      while !Task.isCancelled { await Task.yield() }
      try await base.transact { transaction in
        runs.withLock { $0 += 1 }
        transaction.insert(Van(id: "v"))
      }
    }
    task.cancel()
    await #expect(throws: CancellationError.self) { try await task.value }
    #expect(runs.withLock { $0 } == 0)
    #expect(try base.count(Query(Van.self)) == 0)
  }

  @Test func aTaskCancelledInAConflictDoesNotTryAgain() async throws {
    let base = try InMemoryStore(seeded: [Parcel("a")])
    let runs = Mutex(0)
    let store = contested(base, "a", times: .max)
    let second = Task {
      try await store.transact(attempts: 1000) { transaction in
        guard var a = try await transaction.get(Identifier<Parcel>("a")) else { return }
        a.weight += 1
        transaction.update(a)
        let count = runs.withLock { runs in
          runs += 1
          return runs
        }
        while count == 3, !Task.isCancelled { await Task.yield() }
      }
    }
    while runs.withLock({ $0 }) < 3 { await Task.yield() }
    second.cancel()
    await #expect(throws: CancellationError.self) { try await second.value }
    #expect(runs.withLock { $0 } == 3)
  }

  @Test func appendJoinsChangesAndKeepsItsOwnHead() throws {
    let other = changeSet(author: .system, idempotencyKey: "theirs") {
      $0.insert(Parcel("b"))
      $0.reason = "their reason"
    }
    var mine = ChangeSet(author: .rule("mine"))
    mine.require(absent: Identifier<Parcel>("x"))
    #expect(!mine.hasWrites && !mine.isEmpty && mine.count == 1)
    mine.append(other)
    #expect(mine.hasWrites && mine.count == 2)
    #expect(mine.author == .rule("mine") && mine.reason == "their reason" && mine.idempotencyKey == "theirs")
    mine.append(ChangeSet(author: .system, reason: "late", idempotencyKey: "late"))
    #expect(mine.author == .rule("mine") && mine.reason == "their reason" && mine.idempotencyKey == "theirs")
    let store = InMemoryStore()
    try store.commit(mine)
    #expect(try store.count(Query(Parcel.self)) == 1)
    #expect(throws: StoreError.self) { try store.commit(changeSet { $0.require(absent: Identifier<Parcel>("b")) }) }
  }
}
