import CRMCore
import CRMTesting
import Foundation
import Synchronization

/// Rings some times, one interval after the other.
struct Chime: Record {
  static let collection: CollectionName = "chimes"
  static let byDue = Index<Chime>("due") { chime in chime.due.map { IndexKey($0) } }
  static var indexes: [Index<Chime>] { [byDue] }

  var id: Identifier<Chime>
  var due: Date?
  var interval: TimeInterval = 60
  var left = 1
  var rung: [Date] = []

  /// The chime after it has rung at its moment.
  var afterRinging: Chime {
    guard let due else { return self }
    var copy = self
    copy.rung.append(due)
    copy.left -= 1
    copy.due = copy.left > 0 ? due.addingTimeInterval(interval) : nil
    return copy
  }

  static func work(in store: any Store, failing: @escaping @Sendable (Chime) throws -> Void = { _ in }) -> DueRecords<
    Chime
  > {
    DueRecords("chimes", in: store, Chime.byDue) {
      $0.due
    } change: { stored, changes, _ in
      try failing(stored.record)
      var copy = stored
      copy.record = stored.record.afterRinging
      changes.update(copy)
    }
  }
}

/// Burns once, tells the staff, and is written in batches: the hand-made form of due work.
struct Fuse: Record {
  static let collection: CollectionName = "fuses"
  static let byDue = Index<Fuse>("due") { fuse in fuse.isBurnt ? nil : IndexKey(fuse.due) }
  static var indexes: [Index<Fuse>] { [byDue] }

  var id: Identifier<Fuse>
  var due: Date
  var isBurnt = false

  struct Work: DueWork {
    let store: any Store
    var name: String { "fuses" }

    func nextMoment() async throws -> Date? { try await store.first(Query(Fuse.byDue))?.due }

    func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
      let page = try await store.page(Query(Fuse.byDue).through(slice.now).limited(to: min(7, slice.limit)))
      guard !page.items.isEmpty else { return WorkOutcome() }
      var changes = ChangeSet(author: .system)
      for var fuse in page.items {
        fuse.isBurnt = true
        changes.update(fuse)
        let id = Identifier<Notice>(derivedFrom: "burnt", fuse.id.description)
        try changes.enqueue(Notice(id: id, to: .endpoint("yard"), content: Reason("fuse.burnt"), date: fuse.due))
      }
      try await store.commit(changes)
      return WorkOutcome(items: page.items.count, hasMore: page.next != nil)
    }
  }
}

/// Work made of two closures.
struct ScriptedWork: DueWork {
  let name: String
  var moment: @Sendable () async throws -> Date? = { nil }
  let body: @Sendable (WorkSlice) async throws -> WorkOutcome

  func nextMoment() async throws -> Date? { try await moment() }
  func perform(_ slice: WorkSlice) async throws -> WorkOutcome { try await body(slice) }
}

/// A clock that stands until a test or a work moves it; nobody wakes from sleeping on it.
final class ManualClock: Clock {
  private let offset = Mutex(Duration.zero)

  struct Instant: InstantProtocol {
    var offset: Duration
    func advanced(by duration: Duration) -> Instant { Instant(offset: offset + duration) }
    func duration(to other: Instant) -> Duration { other.offset - offset }
    static func < (left: Instant, right: Instant) -> Bool { left.offset < right.offset }
  }

  var now: Instant { Instant(offset: offset.withLock { $0 }) }
  var minimumResolution: Duration { .zero }
  func sleep(until deadline: Instant, tolerance: Duration?) async throws { try await Task.sleep(for: .seconds(600)) }
  func advance(by span: Duration) { offset.withLock { $0 += span } }
}
