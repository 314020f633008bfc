import CRMTesting
import Foundation
import Synchronization
import Testing

@testable import CRMCore

/// Many tasks at once, over both stores: beyond the clauses of `StoreRequirements`, with random mixes of writers and readers.
@Suite(.timeLimit(.minutes(5))) struct FileStoreConcurrencyTests {
  enum Backend: String, CaseIterable, Sendable {
    case memory, relaxedFile, fullFile, pagedFile
  }

  private struct Refusal: Error {}

  private static let tasks = 64

  /// Runs `body` on a new store.
  private func with(_ backend: Backend, _ body: (any Store) async throws -> Void) async throws {
    if backend == .memory { return try await body(InMemoryStore()) }
    let folder = try TemporaryFolder()
    let durability: FileStore.Durability = backend == .fullFile ? .full : .relaxed
    // A small cache, so that readers also read from the file.
    var options = FileStore.Options(durability: durability, cacheCapacity: 16)
    if backend == .pagedFile { options.indexMemory = 0 }
    let store = try await FileStore.open(at: folder.current, options: options)
    try await body(store)
    #expect(store.state.withLock { $0.waiters.isEmpty && $0.feedWaiters.isEmpty && !$0.isLed })
    let before = try await store.all(Query(Parcel.self))
    try await store.close()
    let again = try await FileStore.open(at: folder.current, options: options)
    let after = try await again.all(Query(Parcel.self))
    #expect(before == after, "other records after reopening")
    try await again.close()
  }

  /// Runs `body` in many tasks, each with its own generator, and gives back the sum of the results.
  private func sum(
    _ tasks: Int = tasks, _ body: @escaping @Sendable (Int, inout SeededGenerator) async throws -> Int
  ) async throws -> Int {
    try await withThrowingTaskGroup(of: Int.self) { group in
      for task in 0..<tasks {
        group.addTask {
          var generator = SeededGenerator(seed: UInt64(task))
          return try await body(task, &generator)
        }
      }
      return try await group.reduce(0, +)
    }
  }

  /// Calls `check` again and again while `body` runs.
  private func watching(
    _ check: @escaping @Sendable () async throws -> Void, while body: () async throws -> Void
  ) async throws {
    let watcher = Task {
      var rounds = 0
      while !Task.isCancelled || rounds == 0 {
        try await check()
        rounds += 1
        await Task.yield()
      }
    }
    defer { watcher.cancel() }
    try await body()
    watcher.cancel()
    try await watcher.value
  }

  @Test(arguments: Backend.allCases)
  func editsAndTransfersLoseNothing(_ backend: Backend) async throws {
    try await with(backend) { store in
      try await store.commit(
        changeSet { changes in
          for number in 0..<16 {
            changes.insert(Parcel(Parcel.id(number), shelf: "account", weight: 100))
            changes.insert(Van(id: Identifier(derivedFrom: "\(number)")))
          }
        })
      let edits = Mutex(0)
      try await watching({
        // One page is one snapshot: a transfer is never seen half done.
        let accounts = try await store.page(Query(Parcel.byShelf, "account").limited(to: 100)).items
        #expect(accounts.count == 16 && accounts.reduce(0) { $0 + $1.weight } == 1600)
      }) {
        let done = try await sum { _, generator in
          var done = 0
          for _ in 0..<6 {
            let from = Int.random(in: 0..<16, using: &generator)
            let to = (from + Int.random(in: 1..<16, using: &generator)) % 16
            let amount = Int.random(in: 1...9, using: &generator)
            let choice = Int.random(in: 0..<10, using: &generator)
            do {
              if choice < 5 {
                // Few attempts, so that some are given up: what fails must not count.
                try await store.edit(Identifier<Van>(derivedFrom: "\(from)"), attempts: 1 + choice) { $0.seats += 1 }
                done += 1
              } else {
                try await store.transact(attempts: choice) { transaction in
                  let pair = try await transaction.get([Parcel.id(from), Parcel.id(to)]).compactMap { $0 }
                  guard pair.count == 2 else { throw Refusal() }
                  var (source, target) = (pair[0], pair[1])
                  source.weight -= amount
                  target.weight += amount
                  transaction.update(source)
                  transaction.update(target)
                  if choice == 9 { throw Refusal() }
                }
              }
            } catch let error as StoreError where error.code == .exhausted {
            } catch is Refusal {}
          }
          return done
        }
        edits.withLock { $0 = done }
      }
      let seats = try await store.all(Query(Van.self)).reduce(0) { $0 + $1.seats }
      let edited = edits.withLock { $0 }
      #expect(seats == edited && edited > 0)
    }
  }

  @Test(arguments: [Backend.memory, .relaxedFile])
  func uniqueKeysStayUnique(_ backend: Backend) async throws {
    try await with(backend) { store in
      try await watching({
        let labels = try await store.page(Query(Parcel.byLabel).limited(to: 100)).items.map(\.label)
        #expect(Set(labels).count == labels.count, "a label twice in one page")
        #expect(!labels.contains(nil))
      }) {
        _ = try await sum { task, generator in
          for round in 0..<8 {
            let label = "label \(Int.random(in: 0..<12, using: &generator))"
            do {
              switch Int.random(in: 0..<4, using: &generator) {
              case 0, 1: try await store.insert(Parcel(Parcel.id(1000 * task + round), label: label))
              case 2:
                guard let parcel = try await store.first(Query(Parcel.self)) else { continue }
                try await store.edit(parcel.id) { $0.label = label }
              default:
                // The label moves from one record to another in one commit.
                guard let holder = try await store.first(Query(Parcel.byLabel, ExactText(label))) else { continue }
                try await store.commit(
                  changeSet { changes in
                    changes.delete(holder)
                    changes.insert(Parcel(Parcel.id(1000 * task + round), label: label))
                  })
              }
            } catch let error as StoreError
              where [.duplicateKey, .conflict, .notFound, .exhausted].contains(error.code)
            {}
          }
          return 0
        }
      }
      let parcels = try await store.all(Query(Parcel.self))
      let labels = parcels.compactMap(\.label)
      let indexed = try await store.count(Query(Parcel.byLabel))
      #expect(Set(labels).count == labels.count && labels.count == indexed && !labels.isEmpty)
      for parcel in parcels {
        let holder = try await store.first(Query(Parcel.byLabel, ExactText(parcel.label ?? "")))
        #expect(holder == parcel)
      }
    }
  }

  @Test(arguments: [Backend.memory, .relaxedFile])
  func oneDoctorOfEachWardStaysOnCall(_ backend: Backend) async throws {
    let wards = 16
    let doctors = Self.tasks / wards
    try await with(backend) { store in
      try await store.commit(
        changeSet { changes in
          for doctor in 0..<Self.tasks {
            changes.insert(Parcel(Parcel.id(doctor), shelf: "ward \(doctor % wards)", weight: 1))
          }
        })
      try await watching({
        for ward in 0..<wards {
          let onCall = try await store.page(Query(Parcel.byShelf, "ward \(ward)", 1)).items.count
          #expect(onCall >= 1, "nobody on call in ward \(ward)")
        }
      }) {
        let left = try await sum { doctor, generator in
          var left = 0
          for _ in 0..<6 {
            let leaves = Bool.random(using: &generator)
            left += try await store.transact(attempts: 10_000) { transaction in
              let ward = (0..<doctors).map { Parcel.id(doctor % wards + $0 * wards) }
              let colleagues = try await transaction.get(ward).compactMap { $0 }
              guard var me = colleagues.first(where: { $0.id == Parcel.id(doctor) }) else { throw Refusal() }
              await Task.yield()
              let onCall = colleagues.reduce(0) { $0 + $1.weight }
              guard me.weight != (leaves ? 0 : 1), !leaves || onCall > 1 else { return 0 }
              me.weight = leaves ? 0 : 1
              transaction.update(me)
              return leaves ? 1 : -1
            }
          }
          return left
        }
        let onCall = try await store.all(Query(Parcel.self)).reduce(0) { $0 + $1.weight }
        #expect(onCall == Self.tasks - left)
      }
    }
  }

  private final class Seen: Sendable {
    private let list = Mutex<[UInt64]>([])
    var positions: [UInt64] { list.withLock { $0 } }
    func append(_ position: UInt64) { list.withLock { $0.append(position) } }
  }

  /// Goes on where it stopped.
  private static func follow(_ store: any Store, into seen: Seen, until count: Int) async throws {
    for try await commit in store.commits(after: seen.positions.last.map { CommitPosition($0) }) {
      seen.append(commit.position.value)
      let vans = try commit.records(of: Van.self)
      #expect(vans.count == 1 && vans.first.map { "\($0.seats)" } == commit.reason)
      if seen.positions.count == count { return }
    }
  }

  @Test(arguments: [Backend.memory, .relaxedFile])
  func feedsThatAreCancelledAndResumedMissNothing(_ backend: Backend) async throws {
    let commits = Self.tasks * 6
    try await with(backend) { store in
      try await withThrowingTaskGroup(of: Void.self) { group in
        for seed in 0..<4 as Range<UInt64> {
          group.addTask {
            var generator = SeededGenerator(seed: seed)
            let seen = Seen()
            while seen.positions.count < commits {
              let pause = Int.random(in: 0..<40, using: &generator)
              let reader = Task { try await Self.follow(store, into: seen, until: commits) }
              for _ in 0..<pause { await Task.yield() }
              if pause % 4 > 0 { reader.cancel() }
              do { try await reader.value } catch is CancellationError {}
            }
            #expect(seen.positions == Array(1...UInt64(commits)), "seed \(seed)")
          }
        }
        group.addTask {
          _ = try await sum { task, _ in
            for round in 0..<6 {
              let number = task * 6 + round
              var changes = ChangeSet(reason: "\(number)")
              changes.insert(Van(id: Identifier(derivedFrom: "\(number)"), seats: number))
              try await store.commit(changes)
            }
            return 0
          }
        }
        try await group.waitForAll()
      }
    }
  }

  @Test(arguments: [Backend.memory, .relaxedFile])
  func cancelledCommitsAndWaitsLeaveNothingBehind(_ backend: Backend) async throws {
    try await with(backend) { store in
      _ = try await sum { task, generator in
        for round in 0..<6 {
          let name = "\(task)/\(round)"
          let writer = Task {
            try await store.commit(
              changeSet { changes in
                changes.insert(Parcel(Identifier(derivedFrom: name), shelf: "cancelled"))
                changes.insert(Van(id: Identifier(derivedFrom: name)))
              })
          }
          let position = try await store.position()
          let waiter = Task { try await store.waitForCommit(after: position) }
          for _ in 0..<Int.random(in: 0..<4, using: &generator) { await Task.yield() }
          writer.cancel()
          waiter.cancel()
          // Somebody else's commit may have come first.
          do { try await waiter.value } catch is CancellationError {}
          let parcel: Stored<Parcel>?
          let van: Stored<Van>?
          switch await writer.result {
          case .success(let commit):
            parcel = try await store.get(Identifier<Parcel>(derivedFrom: name))
            van = try await store.get(Identifier<Van>(derivedFrom: name))
            #expect(parcel?.revision == commit.revision && van?.revision == commit.revision)
          case .failure(let error):
            parcel = try await store.get(Identifier<Parcel>(derivedFrom: name))
            van = try await store.get(Identifier<Van>(derivedFrom: name))
            #expect(error is CancellationError && parcel == nil && van == nil)
          }
        }
        return 0
      }
      // Now that nobody commits, every wait ends by its cancellation.
      let last = try await store.position()
      let waiters = (0..<Self.tasks).map { _ in Task { try await store.waitForCommit(after: last) } }
      for (number, waiter) in waiters.enumerated() {
        if number % 2 == 0 { await Task.yield() }
        waiter.cancel()
      }
      for waiter in waiters { await #expect(throws: CancellationError.self) { try await waiter.value } }
    }
  }
}
