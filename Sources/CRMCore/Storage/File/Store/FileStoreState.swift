import Foundation

/// What a file store keeps under its lock.
struct FileStoreState: Sendable {
  enum Turn: Sendable {
    case lead, durable
  }

  /// Who waits to lead, or until its commit is durable.
  struct Waiter: Sendable {
    /// `nil` for maintenance, which waits for nothing but the lead.
    var position: UInt64?
    var continuation: CheckedContinuation<Turn, any Error>
  }

  /// The log that commits go to.
  struct Log: Sendable {
    var file: StoreFile
    var handle: any OpenFile
    /// The end of what is acknowledged.
    var end: Int
    /// The end of what is known to be on the device. Behind ``end`` with relaxed durability.
    var synced: Int
    /// The size of the file: zeros follow the end, made ready for what comes.
    var allocated: Int
    /// Bytes in this and in earlier logs that no snapshot covers.
    var sinceSnapshot: Int
  }

  /// Commits that are checked, applied to ``pending`` and encoded, but not yet on the device.
  struct Batch: Sendable {
    var bytes: [UInt8] = []
    /// The offset in the log where the bytes go.
    var base: Int
    var commits: [Commit] = []
    var locations: [JournalReplay.CommitLocation] = []
    var payloads: [PayloadLocation] = []
  }

  /// A batch that is being written, and the state with it.
  struct Flight: Sendable {
    var batch: Batch
    var image: StoreImage<PayloadLocation>
    var collections: Int
    var shapes: Int
    var time: HybridTime
  }

  /// What readers see: everything durable.
  var image: StoreImage<PayloadLocation>
  /// The same with the staged commits: what new commits are checked against.
  var pending: StoreImage<PayloadLocation>
  var records: FileRecords
  var manifest: Manifest
  /// The newest format version among the files that were read.
  var formatVersion = StoreFile.formatVersion
  var log: Log
  var lock: (any OpenFile)?
  var generator: SeededGenerator
  /// Where the commits behind the horizon stand.
  var commits: [JournalReplay.CommitLocation]
  /// The last commits in memory, for feeds that are close behind: some hundreds, or fewer if they are large.
  private(set) var recent: [Commit] = []
  /// How many changes they have together.
  private var recentChanges = 0
  var time: HybridTime
  var durableTime: HybridTime
  var collections: [JournalCollection]
  var numbers: [JournalCollection: Int]
  /// The newest schema version of each collection that is not 1.
  var newestVersions: [CollectionName: Int] = [:]
  /// How many collections and shapes are durably logged.
  var loggedCollections: Int
  var loggedShapes: Int
  /// How many shapes are logged or staged.
  var stagedShapes: Int
  var staged: Batch?
  var flight: Flight?
  /// Whether somebody leads: writes, or changes the files.
  var isLed = false
  var waiters: [Waiter] = []
  /// Counts failed flushes: a commit staged in an earlier epoch was dropped.
  var epoch: Int { epochEnds.count }
  /// What was durable when each earlier epoch ended.
  var epochEnds: [UInt64] = []
  var lastFailure: StoreError?
  /// Set while no commit is possible: closed, poisoned, suspended or read-only.
  var refusal: StoreError?
  var isMaintained = false
  var maintenanceWaiters: [CheckedContinuation<Void, Never>] = []
  /// The records changed since a compaction began; `nil` while none is under way.
  var changedSinceRotation: [CollectionName: Set<IdentifierBits>]?
  var feedWaiters: [UInt64: CheckedContinuation<Void, any Error>] = [:]
  var nextFeedWaiter: UInt64 = 0

  init(
    image: StoreImage<PayloadLocation>, replay: JournalReplay, records: FileRecords, manifest: Manifest, log: Log,
    lock: (any OpenFile)?, generator: SeededGenerator
  ) {
    self.image = image
    pending = image
    self.records = records
    self.manifest = manifest
    self.log = log
    self.lock = lock
    self.generator = generator
    commits = replay.commits
    time = replay.time
    durableTime = time
    collections = replay.collections
    numbers = [:]
    for (number, collection) in collections.enumerated() { numbers[collection] = number }
    loggedCollections = collections.count
    loggedShapes = replay.shapes.count
    stagedShapes = loggedShapes
    for collection in collections { note(collection) }
  }

  /// The last commit that is not in the history any more.
  var horizon: UInt64 { manifest.horizon }
  /// The position of the last durable commit.
  var durable: UInt64 { horizon + UInt64(commits.count) }
  /// The commits that are checked but not durable.
  var unwritten: [Commit] { (flight?.batch.commits ?? []) + (staged?.commits ?? []) }
  /// The position that the next commit gets.
  var nextPosition: UInt64 {
    durable + UInt64(flight?.batch.commits.count ?? 0) + UInt64(staged?.commits.count ?? 0) + 1
  }

  /// A batch whose bytes follow those that are being written.
  func emptyBatch() -> Batch {
    Batch(base: flight.map { $0.batch.base + $0.batch.bytes.count } ?? log.end)
  }

  /// Keeps commits in memory, and lets go of the oldest where there are too many of them or of their changes: each holds its decoded
  /// record.
  mutating func remember(_ commits: [Commit]) {
    recent += commits
    recentChanges += commits.reduce(0) { $0 + $1.changes.count }
    guard recent.count > 512 || recentChanges > 16_384 else { return }
    var dropped = 0
    while recent.count - dropped > 256 || recentChanges > 8_192, dropped < recent.count {
      recentChanges -= recent[dropped].changes.count
      dropped += 1
    }
    recent.removeFirst(dropped)
  }

  mutating func note(_ collection: JournalCollection) {
    guard collection.schemaVersion > newestVersions[collection.name, default: 1] else { return }
    newestVersions[collection.name] = collection.schemaVersion
  }

  /// Goes back to what is durable.
  mutating func rollBack() {
    pending = image
    staged = nil
    flight = nil
    time = durableTime
    for collection in collections[loggedCollections...] { numbers[collection] = nil }
    collections.removeSubrange(loggedCollections...)
    stagedShapes = loggedShapes
    epochEnds.append(durable)
  }

  /// Tells readers in other processes how much of the log they may see. If that fails, they see less.
  func writeMark() {
    let mark = DurableMark(
      generation: manifest.generation, segment: log.file.number, end: UInt64(log.end), position: durable)
    try? lock?.write(mark.bytes, at: 0)
  }
}
