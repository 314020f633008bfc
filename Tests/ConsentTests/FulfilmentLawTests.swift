import CRMTesting
import Consent
import Foundation
import Synchronization
import Testing

/// Whatever cuts the work off, and whoever else does it at the same time, it ends in the same and does nothing twice.
@Suite struct FulfilmentLawTests {
  private typealias Fixture = FulfilmentFixture
  private static let rights: [SubjectRight] = [
    .access, .portability, .erasure, .restriction, .objection, .rectification,
  ]
  private static let order = FulfilmentOrder(ground: .accuracyContested)

  /// A blob store that fails from a call on.
  private struct CutBlobs: BlobStore {
    let base: InMemoryBlobStore
    let counter: Counter
    func put(_ contents: [UInt8]) async throws -> SHA256.Digest {
      guard counter.next() else { throw CutStore.Cut() }
      return base.put(contents)
    }
    func get(_ digest: SHA256.Digest) async throws -> [UInt8]? { base.get(digest) }
    func contains(_ digest: SHA256.Digest) async throws -> Bool { base.contains(digest) }
    func remove(_ digest: SHA256.Digest) async throws {
      guard counter.next() else { throw CutStore.Cut() }
      base.remove(digest)
    }
  }

  fileprivate static func fixture(
    _ base: ErasureFixture, blobs: (any BlobStore)? = nil, _ deliveries: Deliveries
  ) -> FulfilmentFixture {
    FulfilmentFixture(
      base: base, documents: blobs, participants: [PartParticipant()], deliveries: deliveries
    ) { _ in
      let stored = try await base.store.require(FulfilmentFixture.ann.id)
      var changes = ChangeSet()
      var person = stored.record
      person.name = "Anne"
      changes.update(person, expecting: stored.revision)
      return RequestCorrection(changes, values: ["name": .text("Anne")])
    }
  }

  /// Whether a heartbeat went through without a fault.
  private static func survivesABeat(_ fixture: FulfilmentFixture) async -> Bool {
    do {
      return try await fixture.beat().failure == nil
    } catch {
      return false
    }
  }

  /// What is left when all is over, in terms that two runs have in common.
  private static func end(
    of id: Identifier<SubjectRequest>, _ fixture: FulfilmentFixture
  ) async throws -> [String] {
    // The heartbeat of another process, over the grace, the retries and the life of documents.
    for _ in 0..<12 {
      try await fixture.beat()
      fixture.clock.advance(by: 86_400 * 4)
    }
    let request = try await fixture.request(id)
    var lines = ["\(request.state) \(request.steps.map(\.status)) \(fixture.blobs.count)"]
    // A failure on the way is told; what came of it is the same.
    let told = request.log.filter { entry in
      entry.kind != .stepFailed && entry.kind != .warned
        && (entry.kind != .moved || (entry.to != .partiallyDone && entry.from != .partiallyDone))
    }
    lines.append("\(told.map(\.kind).sorted { $0.rawValue < $1.rawValue })")
    lines.append("\(fixture.deliveries.answers.map { $0.files.map(\.document.name) })")
    for kind in ConsentActKind.allCases { lines.append("\(kind) \(try await fixture.count(kind))") }
    for what in ["restrict", "rectify.1"] {
      lines.append("\(what) \(try await PartParticipant.marks(what, in: fixture.store))")
    }
    lines.append("\(try await fixture.store.all(Query(Person.self)).map(\.name))")
    lines.append("erasures \(try await fixture.store.count(Query(Erasure.self)))")
    return lines
  }

  fileprivate static func begun(_ right: SubjectRight) async throws -> (FulfilmentFixture, Identifier<SubjectRequest>) {
    let fixture = try await fixture(ErasureFixture(), Deliveries()).filled()
    return (fixture, try await fixture.approved(right, order))
  }

  /// Cut at every commit, before it is written and just after, and at every call that changes the blob store.
  @Test(arguments: rights) func cutOffAnywhereAndResumedIsUncut(_ right: SubjectRight) async throws {
    let (plain, whole) = try await Self.begun(right)
    let uncut = try await Self.end(of: whole, plain)
    var ends = 0
    for cut in 0..<40 {
      var isOver = true
      for kind in 0..<3 {
        let (fixture, id) = try await Self.begun(right)
        let store = CutStore(fixture.store, after: kind < 2 ? cut : .max, appliesLast: kind == 1)
        let counter = Counter(kind < 2 ? .max : cut)
        let dying = Self.fixture(
          ErasureFixture(clock: fixture.clock, store: store, blobs: fixture.blobs, seed: 7),
          blobs: CutBlobs(base: fixture.blobs, counter: counter), fixture.deliveries)
        // It dies now, or in the days to come.
        var isAlive = true
        for _ in 0..<12 where isAlive {
          isAlive = await Self.survivesABeat(dying)
          if isAlive { fixture.clock.advance(by: 86_400 * 4) }
        }
        if !isAlive { isOver = false }
        let end = try await Self.end(of: id, fixture)
        #expect(end == uncut, "\(right) cut \(cut) kind \(kind)")
        ends += 1
      }
      if isOver { break }
    }
    #expect(ends > 6)
  }

  /// Two processes carry the same request out, their calls to the store in many orders.
  @Test(arguments: rights) func twoWorkersInAnyOrderDoItOnce(_ right: SubjectRight) async throws {
    let (other, whole) = try await Self.begun(right)
    let uncut = try await Self.end(of: whole, other)
    for current in Turns.drawnSchedules(8) {
      let (plain, id) = try await Self.begun(right)
      let turns = Turns(tasks: 2, schedule: current)
      try await withThrowingTaskGroup(of: Void.self) { group in
        for task in 0..<2 {
          group.addTask {
            defer { turns.end() }
            let store = TurnStore(base: plain.store, turns: turns, task: task)
            let worker = Self.fixture(
              ErasureFixture(clock: plain.clock, store: store, blobs: plain.blobs, seed: UInt64(task) + 5),
              plain.deliveries)
            try await worker.desk.fulfil(id)
          }
        }
        try await group.waitForAll()
      }
      let end = try await Self.end(of: id, plain)
      #expect(end == uncut, "\(right) schedule \(current)")
    }
  }
}

extension FulfilmentLawTests {
  /// A person takes the demand back while a worker carries it out, their calls in many orders: who is withdrawn is not erased, and who is
  /// erased is not withdrawn.
  @Test(arguments: [false, true]) func aDemandTakenBackIsNeverCarriedOut(_ isScheduled: Bool) async throws {
    var ends: Set<RequestState> = []
    for current in Turns.drawnSchedules(6) {
      let (plain, id) = try await Self.begun(.erasure)
      if isScheduled {
        try await plain.desk.fulfil(id)
        plain.clock.advance(by: 86_400 * 8)
      }
      let turns = Turns(tasks: 2, schedule: current)
      await withTaskGroup(of: Void.self) { group in
        for task in 0..<2 {
          group.addTask {
            defer { turns.end() }
            let store = TurnStore(base: plain.store, turns: turns, task: task)
            let worker = Self.fixture(
              ErasureFixture(clock: plain.clock, store: store, blobs: plain.blobs, seed: UInt64(task) + 5),
              plain.deliveries)
            if task == 0 {
              _ = try? await worker.desk.fulfil(id)
            } else {
              _ = try? await worker.desk.withdraw(id, by: FulfilmentFixture.staff)
            }
          }
        }
      }
      for _ in 0..<5 {
        try await plain.beat()
        plain.clock.advance(by: 86_400 * 4)
      }
      let request = try await plain.request(id)
      let isThere = try await plain.store.get(FulfilmentFixture.ann.id) != nil
      #expect(request.state == (isThere ? .withdrawn : .complete), "schedule \(current)")
      ends.insert(request.state)
    }
    #expect(ends == (isScheduled ? [.withdrawn, .complete] : [.withdrawn]))
  }
}

/// Says yes a number of times.
final class Counter: Sendable {
  private let left: Mutex<Int>
  init(_ count: Int) { left = Mutex(count) }
  func next() -> Bool {
    left.withLock { left in
      left -= 1
      return left >= 0
    }
  }
}
