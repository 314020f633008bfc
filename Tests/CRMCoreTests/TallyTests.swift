import CRMCore
import CRMTesting
import Synchronization
import Testing

@Suite struct TallyTests {
  private var empty: Tally<Parcel> { Tally(group: { $0.shelf }, amount: { Int64($0.weight) }) }

  /// Random commits over few records: inserts, moves between groups, changed amounts, touches, deletes.
  private func randomCommit(_ store: InMemoryStore, _ generator: inout SeededGenerator, extreme: Bool = false) throws {
    var changes = ChangeSet()
    var used: Set<Int> = []
    for _ in 0..<Int.random(in: 1...4, using: &generator) {
      let number = Int.random(in: 0..<25, using: &generator)
      guard used.insert(number).inserted else { continue }
      let shelf = ["a", "b", "c", nil].randomElement(using: &generator) ?? nil
      var weight = Int.random(in: -50...50, using: &generator)
      if extreme { weight = [Int.max, .min, .max - 1, -1, 1].randomElement(using: &generator) ?? 0 }
      let parcel = Parcel(Parcel.id(number), shelf: shelf, weight: weight)
      guard let stored = try store.fetch(Parcel.self, ids: [parcel.id])[0] else {
        changes.insert(parcel)
        continue
      }
      switch Int.random(in: 0..<5, using: &generator) {
      case 0: changes.delete(stored)
      case 1: changes.touch(stored)
      default: changes.update(parcel, expecting: stored.revision)
      }
    }
    changes.insert(Van(id: Identifier(derivedFrom: "\(generator.next())")))
    try store.commit(changes)
  }

  @Test(arguments: [UInt64(1), 2, 3])
  func keepsTheLaw(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let store = InMemoryStore()
    try await ProjectionLaw.check(empty, over: store)
    for round in 1...120 {
      try randomCommit(store, &generator)
      if round % 10 == 0 { try await ProjectionLaw.check(empty, over: store, seed: seed) }
    }
  }

  /// Sums beyond 64 bits stay at the limit, and come back from it: the law holds there as well.
  @Test(arguments: [UInt64(4), 5])
  func keepsTheLawAtTheLimits(seed: UInt64) async throws {
    var generator = SeededGenerator(seed: seed)
    let store = InMemoryStore()
    for _ in 1...60 {
      try randomCommit(store, &generator, extreme: true)
      try await ProjectionLaw.check(empty, over: store, seed: seed)
    }
  }

  @Test func figures() async throws {
    let store = try InMemoryStore(seeded: [
      Parcel("a", shelf: "x", weight: 5), Parcel("b", shelf: "x", weight: 6), Parcel("c"),
    ])
    let live = Live(empty, of: store)
    let first = try await live.current()
    #expect(first["x"] == .init(count: 2, sum: 11) && first["y"] == .init() && first.figures.count == 1)
    try await store.edit(Identifier<Parcel>("a")) { $0.shelf = "y" }
    try await store.edit(Identifier<Parcel>("c")) { $0.shelf = "y" }
    let b = try await store.require(Identifier<Parcel>("b"))
    try store.commit(changeSet { $0.delete(b) })
    let second = try await live.read { $0.figures }
    #expect(second == ["y": .init(count: 2, sum: 5)])
  }

  @Test func aSumBeyondTheLimitComesBack() async throws {
    let store = try InMemoryStore(seeded: [Parcel("a", shelf: "x", weight: .max), Parcel("b", shelf: "x", weight: 1)])
    let live = Live(empty, of: store)
    let full = try await live.read { $0["x"].sum }
    #expect(full == .max)
    let b = try await store.require(Identifier<Parcel>("b"))
    try store.commit(changeSet { $0.delete(b) })
    let exact = try await live.read { $0["x"].sum }
    #expect(exact == .max)
    try await store.edit(Identifier<Parcel>("a")) { $0.weight = .min }
    let least = try await live.read { $0["x"].sum }
    #expect(least == .min)
  }
}
