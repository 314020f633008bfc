import Foundation

/// What a file store keeps under its lock.
struct FileStoreState: Sendable {
  enum Turn: Sendable {
    case lead, durable
  }

  struct Waiter: Sendable {
    var position: UInt64
    var continuation: CheckedContinuation<Turn, any Error>
  }

  /// Commits that are checked, applied to ``pending`` and encoded, but not yet on the device.
  struct Batch: Sendable {
    var bytes: [UInt8] = []
    /// The offset in the segment where the bytes go.
    var base: Int
    var commits: [Commit] = []
    var locations: [JournalLoader.CommitLocation] = []
    var payloads: [PayloadLocation] = []
    var image: StoreImage
    var collections: Int
    var shapes: Int
    var time: HybridTime
  }

  /// What readers see: everything durable.
  var image: StoreImage
  /// The same with the staged commits: what new commits are checked against.
  var pending: StoreImage
  var commits: [JournalLoader.CommitLocation]
  /// The last commits in memory, for feeds that are close behind.
  var recent: [Commit] = []
  var time: HybridTime
  var durableTime: HybridTime
  var collections: [JournalCollection]
  var numbers: [JournalCollection: Int]
  /// How many collections and shapes are durably logged.
  var loggedCollections: Int
  var loggedShapes: Int
  /// How many shapes are logged or staged.
  var stagedShapes: Int
  /// The end of the durable part of the active segment.
  var end: Int
  var staged: Batch?
  /// The commits that are being written, and where their bytes end.
  var flushing: [Commit] = []
  var flushingEnd = 0
  var isFlushing = false
  var waiters: [Waiter] = []
  /// Counts failed flushes: a commit staged in an earlier epoch was dropped.
  var epoch: Int { epochEnds.count }
  /// What was durable when each earlier epoch ended.
  var epochEnds: [UInt64] = []
  var lastFailure: StoreError?
  /// Set when no commit is possible any more.
  var closedBy: StoreError?
  var feedWaiters: [UInt64: CheckedContinuation<Void, any Error>] = [:]
  var nextFeedWaiter: UInt64 = 0

  init(
    image: StoreImage, commits: [JournalLoader.CommitLocation], time: HybridTime, collections: [JournalCollection],
    shapes: Int,
    end: Int
  ) {
    self.image = image
    pending = image
    self.commits = commits
    self.time = time
    durableTime = time
    self.collections = collections
    numbers = [:]
    for (number, collection) in collections.enumerated() { numbers[collection] = number }
    loggedCollections = collections.count
    loggedShapes = shapes
    stagedShapes = shapes
    self.end = end
  }

  /// The position of the last durable commit.
  var durable: UInt64 { UInt64(commits.count) }
  /// The number of commits that are being written.
  var inFlight: Int { flushing.count }
  /// The commits that are checked but not durable.
  var allUnwritten: [Commit] { flushing + (staged?.commits ?? []) }

  /// A batch whose bytes follow those that are written or being written.
  func emptyBatch() -> Batch {
    Batch(
      base: flushing.isEmpty ? end : flushingEnd, image: StoreImage(), collections: collections.count,
      shapes: stagedShapes,
      time: time)
  }

  /// Goes back to what is durable.
  mutating func rollBack() {
    pending = image
    staged = nil
    flushing = []
    time = durableTime
    for collection in collections[loggedCollections...] { numbers[collection] = nil }
    collections.removeSubrange(loggedCollections...)
    stagedShapes = loggedShapes
    isFlushing = false
    epochEnds.append(durable)
  }
}
