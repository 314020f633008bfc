import CRMCore
import CRMTesting
import Foundation
import Testing

/// Another record type with the collection of `Parcel`.
private struct Impostor: Record {
  static let collection = Parcel.collection
  var id: Identifier<Impostor>
}

@Suite struct InMemoryStoreTests {
  @Test func aCollectionBelongsToTheFirstTypeThatWritesIt() throws {
    let store = InMemoryStore()
    try store.commit(changeSet { $0.insert(Parcel("a")) })
    let error = #expect(throws: StoreError.self) {
      try store.commit(changeSet { $0.insert(Impostor(id: Identifier(derivedFrom: "b"))) })
    }
    #expect(error?.code == .invalidChange)
    #expect(try store.count(Query(Parcel.self)) == 1)
    try store.commit(changeSet { $0.insert(Parcel("c")) })
  }

  @Test func dropsOldHistoryButNeverBelowTheLimit() async throws {
    let store = InMemoryStore(historyLimit: 10)
    for number in 1...57 {
      try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number), weight: number)) })
      let last = UInt64(number)
      let kept = try store.history(after: CommitPosition(last > 10 ? last - 10 : 0), limit: 100)
      #expect(kept.count == min(10, number) && kept.last?.position.value == last)
      #expect(try store.history(after: CommitPosition(last), limit: 5).isEmpty)
      #expect(try store.position() == CommitPosition(last))
    }
    // Each position either gives the commit that follows it, or says that it is gone; never another one.
    var gone = 0
    for position in 0...56 as ClosedRange<UInt64> {
      do {
        #expect(try store.history(after: CommitPosition(position), limit: 1).map(\.position.value) == [position + 1])
      } catch let error as StoreError {
        #expect(error.code == .historyTruncated && UInt64(gone) == position)
        gone += 1
      }
    }
    #expect(gone > 30 && gone <= 47)
    let error = #expect(throws: StoreError.self) { try store.history(after: nil, limit: 1) }
    #expect(error?.code == .historyTruncated)
    #expect(throws: StoreError.self) { try store.history(after: CommitPosition(1), limit: 1) }
    #expect(try store.count(Query(Parcel.self)) == 57, "records do not go with the history")
  }

  @Test func aUsedKeyIsRememberedLongerThanItsHistory() throws {
    let store = InMemoryStore(historyLimit: 2)
    let keyed = changeSet(idempotencyKey: "once") { $0.insert(Parcel("a")) }
    let first = try store.commit(keyed)
    for number in 0..<10 { try store.commit(changeSet { $0.insert(Parcel(Parcel.id(number))) }) }
    let again = try store.commit(keyed)
    #expect(again.position == first.position && again.idempotencyKey == "once" && again.changes.isEmpty)
    #expect(again.date == first.date && again.time == first.time && again.origin == first.origin)
    #expect(try store.position() == CommitPosition(11))
  }

  @Test func seededWithOneCommit() throws {
    let store = try InMemoryStore(seeded: [Parcel("a", label: "l"), Van(id: "v", seats: 3)])
    #expect(try store.fetch(Van.self, ids: ["v"])[0]?.seats == 3)
    #expect(try store.position() == CommitPosition(1))
    #expect(try InMemoryStore(seeded: []).position() == nil)
    let twice = #expect(throws: StoreError.self) { try InMemoryStore(seeded: [Parcel("a"), Parcel("a", weight: 2)]) }
    #expect(twice?.records == [RecordReference(Identifier<Parcel>("a"))])
    let duplicate = #expect(throws: StoreError.self) {
      try InMemoryStore(seeded: [Parcel("a", label: "l"), Parcel("b", label: "l")])
    }
    #expect(duplicate?.code == .duplicateKey)
  }

  /// A touched record keeps its unique keys: they are not free within the same commit.
  @Test func aTouchDoesNotReleaseAUniqueKey() throws {
    let store = try InMemoryStore(seeded: [Parcel("a", label: "l")])
    let a = try #require(try store.fetch(Parcel.self, ids: ["a"])[0])
    let error = #expect(throws: StoreError.self) {
      try store.commit(
        changeSet {
          $0.touch(a)
          $0.insert(Parcel("b", label: "l"))
        })
    }
    #expect(error?.code == .duplicateKey)
    #expect(error?.duplicates.first?.holder == RecordReference(a.id))
    #expect(try store.count(Query(Parcel.byLabel, ExactText("l"))) == 1)
  }

  @Test func uniqueKeysCanChangePlacesInOneCommit() throws {
    let store = try InMemoryStore(seeded: [Parcel("a", label: "1"), Parcel("b", label: "2"), Parcel("c", label: "3")])
    var parcels = try store.fetch(Parcel.self, ids: ["a", "b", "c"]).compactMap { $0 }
    for index in 0..<3 { parcels[index].label = "\((index + 1) % 3 + 1)" }
    let moved = parcels
    try store.commit(changeSet { changes in for parcel in moved { changes.update(parcel) } })
    let labels = try store.page(Query(Parcel.byLabel)).items.map(\.id)
    #expect(labels == ["c", "a", "b"])
  }

  /// The store against a dictionary: random commits, many of them refused, must leave records and indexes in step.
  @Test(arguments: [UInt64(1), 2, 3])
  func randomCommitsAgreeWithADictionary(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let store = InMemoryStore()
    var model: [Identifier<Parcel>: Parcel] = [:]
    var refused = 0
    for step in 0..<400 {
      var changes = ChangeSet()
      var next = model
      for _ in 0..<Int.random(in: 1...4, using: &generator) {
        let id = Parcel.id(Int.random(in: 0..<30, using: &generator))
        let label = Bool.random(using: &generator) ? "l\(Int.random(in: 0..<12, using: &generator))" : nil
        let shelf = ["x", "Y", nil].randomElement(using: &generator) ?? nil
        let parcel = Parcel(id, shelf: shelf, weight: Int.random(in: 0...5, using: &generator), label: label)
        guard let stored = try store.fetch(Parcel.self, ids: [id])[0] else {
          changes.insert(parcel)
          next[id] = parcel
          continue
        }
        switch Int.random(in: 0..<4, using: &generator) {
        case 0:
          changes.delete(stored)
          next[id] = nil
        case 1: changes.touch(stored)
        default:
          changes.update(parcel, expecting: stored.revision)
          next[id] = parcel
        }
      }
      let labels = next.values.compactMap(\.label)
      do {
        try store.commit(changes)
        #expect(Set(labels).count == labels.count, "seed \(seed), step \(step): a unique key twice")
        model = next
      } catch let error as StoreError {
        #expect([.duplicateKey, .invalidChange].contains(error.code), "seed \(seed), step \(step): \(error)")
        refused += 1
      }
      let byShelf = model.values.filter { $0.shelf?.lowercased() == "y" }.sorted {
        ($0.weight, $0.id) < ($1.weight, $1.id)
      }
      #expect(try store.page(Query(Parcel.byShelf, "y")).items.map(\.record) == byShelf, "seed \(seed), step \(step)")
      let held = model.values.filter { $0.label != nil }.count
      #expect(try store.count(Query(Parcel.byLabel)) == held)
      #expect(try store.count(Query(Parcel.self)) == model.count)
    }
    #expect(refused > 20 && refused < 380)
  }

  @Test func emptyAndCrossedRangesAreEmpty() throws {
    let store = try InMemoryStore(seeded: (0..<10).map { Parcel(Parcel.id($0), shelf: "s", weight: $0) })
    let crossed = Query(Parcel.byShelf, "s").from(7).before(3)
    for query in [
      crossed, crossed.descending(), Query(Parcel.byShelf, "none"), Query(Parcel.byShelf, "none").descending(),
    ] {
      #expect(try store.page(query).items.isEmpty && store.count(query) == 0)
    }
    let one = Query(Parcel.byShelf, "s").from(4).through(4)
    #expect(try store.page(one.descending()).items.map(\.weight) == [4])
    #expect(
      try store.history(after: CommitPosition(99), limit: 5).isEmpty && store.history(after: nil, limit: 0).isEmpty)
  }
}
