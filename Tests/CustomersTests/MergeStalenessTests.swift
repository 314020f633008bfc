import CRMTesting
import Customers
import Foundation
import Testing

/// A plan is applied to the state that it was made from, or not at all.
@Suite struct MergeStalenessTests {
  private let world = MergeWorld()
  private var directory: CustomerDirectory { world.directory }

  private func planned() async throws -> (MergePlan, winner: Customer, loser: Customer, order: Host.Order) {
    let winner = try await world.person("W")
    let loser = try await world.person("L")
    let order = try await world.order(loser.id)
    let plan = try await directory.planMerge(winner: winner.id, losers: [loser.id])
    return (plan, winner, loser, order)
  }

  @Test func aChangedCustomerMakesItStale() async throws {
    for isWinner in [true, false] {
      let (plan, winner, loser, _) = try await planned()
      let changed = isWinner ? winner.id : loser.id
      try await directory.edit(changed, by: world.me) { $0.language = "fr" }
      await #expect(throws: MergeRefusal.stale(customers: [changed], collections: [])) {
        try await directory.apply(plan, by: world.me)
      }
      #expect(try world.get(loser.id) != nil)
    }
  }

  @Test func aRecordThatBeganToPointToTheLoserMakesItStale() async throws {
    let (plan, _, loser, _) = try await planned()
    try await world.order(loser.id)
    await #expect(throws: MergeRefusal.stale(customers: [], collections: [Host.Order.collection])) {
      try await directory.apply(plan, by: world.me)
    }
    // Also of a type of which there was none.
    let (other, _, second, _) = try await planned()
    try await world.store.insert(Host.Case(id: world.id(), requester: second.id, about: RecordReference(second)))
    await #expect(throws: MergeRefusal.stale(customers: [], collections: [Host.Case.collection])) {
      try await directory.apply(other, by: world.me)
    }
  }

  @Test func aRecordThatChangedOrWentMakesItStale() async throws {
    let (plan, _, _, order) = try await planned()
    try await world.store.edit(order.id) { $0.amount = 5 }
    await #expect(throws: MergeRefusal.stale(customers: [], collections: [Host.Order.collection])) {
      try await directory.apply(plan, by: world.me)
    }
    let (other, _, _, second) = try await planned()
    var changes = ChangeSet()
    changes.delete(try await world.store.require(second.id))
    try world.store.commit(changes)
    await #expect(throws: MergeRefusal.stale(customers: [], collections: [Host.Order.collection])) {
      try await directory.apply(other, by: world.me)
    }
  }

  @Test func aPlanIsAppliedOnce() async throws {
    let (plan, _, loser, _) = try await planned()
    try await directory.apply(plan, by: world.me)
    await #expect(throws: MergeRefusal.stale(customers: [plan.winner, loser.id].sorted(), collections: [])) {
      try await directory.apply(plan, by: world.me)
    }
  }

  @Test func whatDoesNotConcernItDoesNotMatter() async throws {
    let (plan, winner, _, _) = try await planned()
    let other = try await world.person("O")
    try await world.order(other.id)
    try await world.order(winner.id)
    try await directory.apply(plan, by: world.me)
  }

  // MARK: Interleavings

  /// Everything that a merge rests on changes between its reading and its commit: one of the two commits fails.
  @Test func aChangeBetweenReadingAndCommitIsAConflict() async throws {
    for step in 0..<4 {
      let (plan, winner, loser, order) = try await planned()
      let prepared = try await directory.prepareApply(plan, by: world.me)
      switch step {
      case 0: try await directory.edit(winner.id, by: world.me) { $0.language = "fr" }
      case 1: try await directory.edit(loser.id, by: world.me) { $0.language = "fr" }
      case 2: try await world.store.edit(order.id) { $0.amount = 1 }
      default:
        let other = try await world.person("O")
        try await world.merge(winner.id, into: other.id)
      }
      #expect(throws: StoreError.self, "step \(step)") { try world.store.commit(prepared.changes) }
      #expect(try world.get(loser.id) != nil && world.get(order.id)?.customer == loser.id)
    }
  }

  /// A verb of this module requires the customer unchanged: it conflicts with the merge, reads again, and records on the winner.
  @Test func aWriterThatRequiresTheCustomerNeverWritesPastAMerge() async throws {
    for mergesFirst in [true, false] {
      let (plan, winner, loser, _) = try await planned()
      let call = Interaction(id: world.id(), customer: loser.id, kind: .call, date: world.clock.now)
      let writing = try await directory.prepareLog(call, by: world.me)
      let merging = try await directory.prepareApply(plan, by: world.me)
      if mergesFirst {
        try world.store.commit(merging.changes)
        #expect(throws: StoreError.self) { try world.store.commit(writing.changes) }
        try await directory.log(call, by: world.me)
        #expect(try world.get(call.id)?.customer == winner.id)
      } else {
        // A requirement does not change the customer: the merge commits, and the link is found by the sweep.
        try world.store.commit(writing.changes)
        try world.store.commit(merging.changes)
        #expect(try world.get(call.id)?.customer == loser.id)
        #expect(try await directory.repairMergedLinks() == 2)
        #expect(try world.get(call.id)?.customer == winner.id)
      }
    }
  }

  /// Something is recorded on the loser at the worst moment: after the merge has read, before it commits.
  @Test func whatIsRecordedInTheMomentOfAMergeFollowsAtOnce() async throws {
    let (plan, winner, loser, _) = try await planned()
    let racing = RacingStore(world.store)
    var directory = directory
    directory = CustomerDirectory(
      store: racing, environment: directory.environment, registry: directory.registry,
      participants: directory.participants)
    let late = Host.Order(id: world.id(), customer: loser.id)
    let store = world.store
    racing.beforeNextCommit { try await store.insert(late) }
    let merge = try await directory.apply(plan, by: world.me)
    #expect(try world.get(late.id)?.customer == winner.id)
    try await directory.unmerge(merge.id, by: world.me)
    #expect(try world.get(late.id)?.customer == loser.id)
    // A change of what the merge has read is seen: the plan is stale.
    let again = try await directory.planMerge(winner: winner.id, losers: [loser.id])
    racing.beforeNextCommit { try await store.edit(late.id) { $0.amount = 7 } }
    await #expect(throws: MergeRefusal.stale(customers: [], collections: [Host.Order.collection])) {
      try await directory.apply(again, by: world.me)
    }
  }

  /// A host's writer that only knows the identifier: the link resolves through the alias, the sweep moves it, and undoing the merge
  /// gives it back to whom it was recorded on, swept or not.
  @Test(arguments: [true, false]) func aLateLinkIsTheLosersUntilItIsSwept(isSwept: Bool) async throws {
    let (plan, winner, loser, order) = try await planned()
    let merging = try await directory.prepareApply(plan, by: world.me)
    let late = try await world.order(loser.id)
    try world.store.commit(merging.changes)
    let later = try await world.order(loser.id)
    #expect(try await directory.resolve(try #require(try world.get(late.id)).customer) == winner.id)
    if isSwept {
      #expect(try await directory.repairMergedLinks(since: world.clock.now) == 2)
      #expect(try await directory.repairMergedLinks() == 0, "nothing is left")
      #expect(try world.get(late.id)?.customer == winner.id && world.get(later.id)?.customer == winner.id)
    }
    let since = try await world.order(winner.id)
    try await directory.unmerge(merging.value.id, by: world.me)
    for id in [order.id, late.id, later.id] { #expect(try world.get(id)?.customer == loser.id) }
    #expect(try world.get(since.id)?.customer == winner.id)
  }

  /// A link that came late through a chain goes back step by step.
  @Test func aLateLinkFollowsAChainAndGoesBack() async throws {
    let a = try await world.person("A")
    let b = try await world.person("B")
    let c = try await world.person("C")
    let first = try await world.merge(a.id, into: b.id)
    let second = try await world.merge(b.id, into: c.id)
    let late = try await world.order(a.id)
    #expect(try await directory.repairMergedLinks() == 1)
    #expect(try world.get(late.id)?.customer == c.id)
    try await directory.unmerge(second.id, by: world.me)
    #expect(try await directory.resolve(try #require(try world.get(late.id)).customer) == b.id)
    try await directory.unmerge(first.id, by: world.me)
    #expect(try world.get(late.id)?.customer == a.id)
  }

  @Test func mergesThatWouldFormACircleConflict() async throws {
    let a = try await world.person("A")
    let b = try await world.person("B")
    let one = try await directory.prepareApply(
      try await directory.planMerge(winner: a.id, losers: [b.id]), by: world.me)
    let two = try await directory.prepareApply(
      try await directory.planMerge(winner: b.id, losers: [a.id]), by: world.me)
    try world.store.commit(one.changes)
    #expect(throws: StoreError.self) { try world.store.commit(two.changes) }
    #expect(try await directory.resolve(b.id) == a.id)
  }

  @Test func manyAtOnceLeaveOneCustomer() async throws {
    var people: [Identifier<Customer>] = []
    for name in ["A", "B", "C", "D", "E"] {
      let person = try await world.person(name)
      try await world.order(person.id)
      people.append(person.id)
    }
    let all = people
    await withTaskGroup(of: Void.self) { group in
      for index in 0..<20 {
        group.addTask {
          for _ in 0..<30 {
            let winner = all[index % 5]
            let loser = all[(index + 1 + index / 5) % 5]
            guard let plan = try? await directory.planMerge(winner: winner, losers: [loser]) else { return }
            if (try? await directory.apply(plan, by: world.me)) != nil { return }
          }
        }
      }
    }
    let left = try await world.store.all(Query<Customer>())
    #expect(left.count == 1)
    for id in people { #expect(try await directory.resolve(id) == left[0].id) }
    #expect(try await world.store.all(Query<Host.Order>()).allSatisfy { $0.customer == left[0].id })
  }

  /// Plan, merge and undoing each in another opening of the same files.
  @Test func mergesSurviveReopening() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "merge-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: folder) }
    func opened<Value>(_ body: (CustomerDirectory) async throws -> Value) async throws -> Value {
      let store = try await FileStore.open(at: folder)
      let directory = CustomerDirectory(store: store, registry: RecordRegistry(Host.types))
      let value = try await body(directory)
      try await store.close()
      return value
    }
    let me = world.me
    let parts = try await opened { directory in
      let winner = try await directory.create(.person, by: me) { $0.personName = PersonName(given: "W") }
      let loser = try await directory.create(.person, by: me) { $0.personName = PersonName(given: "L") }
      let order = Host.Order(id: directory.environment.id(), customer: winner.id, watchers: [loser.id, winner.id])
      try await directory.store.insert(order)
      return (winner, loser, order, try await directory.planMerge(winner: winner.id, losers: [loser.id]))
    }
    let (winner, loser, order, plan) = parts
    let merge = try await opened { try await $0.apply(plan, by: me) }
    let now = try await opened { directory in
      (
        try await directory.resolve(loser.id), try await directory.store.get(order.id)?.watchers,
        try await directory.merges(of: loser.id)
      )
    }
    #expect(now.0 == winner.id && now.1 == [winner.id] && now.2 == [merge])
    let split = try await opened { try await $0.unmerge(merge.id, by: me) }
    #expect(split.winner == winner && split.losers == [loser])
    let back = try await opened { try await $0.store.get(order.id)?.record }
    #expect(back == order)
  }
}
