public import Foundation
import Synchronization

/// A store in a directory of its own: everything in an append-only journal, the indexes in memory, records decoded on first use.
///
/// ```swift
/// let store = try await FileStore.open(at: directory)
/// ```
///
/// A commit returns when it is on the device. Commits that come at the same time share one sync. One process at a time owns the
/// directory; a second one gets ``StoreError/Code/locked``. After a crash the store opens to exactly the commits whose frame is
/// whole; what an unfinished write left behind is kept aside and told in ``openReport``. Damage to commits that were acknowledged is
/// an error with file and offset; nothing is deleted by itself.
///
/// After a failed sync nothing can be said about the device any more: the store refuses all further commits until it is opened anew.
public final class FileStore: Store {
  /// What a commit waits for.
  public enum Durability: Sendable {
    /// The device has it, through its own cache where the system can ask for that.
    case full
    /// The device has it before anything that is written later.
    case barrier
    /// The operating system has it: it survives a crash of the process, not a loss of power.
    case relaxed
  }

  /// How a store is opened.
  public struct Options: Sendable {
    /// What a commit waits for.
    public var durability: Durability
    /// How many decoded records are kept beside those just written.
    public var cacheCapacity: Int
    /// Record types whose changed indexes are rebuilt while opening; other types follow at their first use.
    public var registry: RecordRegistry

    /// Options.
    public init(
      durability: Durability = .full, cacheCapacity: Int = 10_000, registry: RecordRegistry = RecordRegistry([])
    ) {
      self.durability = durability
      self.cacheCapacity = cacheCapacity
      self.registry = registry
    }
  }

  /// What opening found.
  public struct OpenReport: Hashable, Sendable {
    /// The number of commits read.
    public var commits = 0
    /// Bytes of an unfinished write that were set aside; none of them was acknowledged.
    public var tornBytes = 0
    /// The file in the store's directory that has them.
    public var tornFile: String?
  }

  /// What opening found.
  public let openReport: OpenReport
  /// The installation that this store is.
  public let origin: ReplicaID

  let environment: CRMEnvironment
  let options: Options
  let payloads: FilePayloads
  let file: any OpenFile
  let segment: JournalSegment
  let lock: any OpenFile
  let state: Mutex<FileStoreState>

  private init(
    environment: CRMEnvironment, options: Options, payloads: FilePayloads, file: any OpenFile, segment: JournalSegment,
    lock: any OpenFile, state: consuming FileStoreState, report: OpenReport
  ) {
    self.environment = environment
    self.options = options
    self.payloads = payloads
    self.file = file
    self.segment = segment
    self.lock = lock
    self.state = Mutex(state)
    openReport = report
    origin = ReplicaID(rawValue: segment.origin)
  }

  deinit {
    payloads.close()
    lock.close()
  }

  /// Opens the store in a directory, which is made if it does not exist.
  ///
  /// - Throws: ``StoreError`` with code `locked`, `corrupted`, `incompatibleVersion` or `unavailable`. O(size of the journal).
  @concurrent
  public static func open(
    at directory: URL, options: Options = Options(), environment: CRMEnvironment = .live
  ) async throws -> FileStore {
    try open(at: directory, options: options, environment: environment, fileSystem: SystemFileSystem())
  }

  static func open(
    at directory: URL, options: Options, environment: CRMEnvironment, fileSystem: any FileSystem
  ) throws -> FileStore {
    do {
      try fileSystem.createDirectory(directory)
      guard let lock = try fileSystem.lock(directory.appending(path: "LOCK")) else {
        throw StoreError(.locked, "another process has the store open")
      }
      do {
        return try load(directory, options, environment, fileSystem, lock)
      } catch {
        lock.close()
        throw error
      }
    } catch let error as StoreError {
      throw error
    } catch {
      throw StoreError(.unavailable, "cannot open the store", underlying: error)
    }
  }

  private static func load(
    _ directory: URL, _ options: Options, _ environment: CRMEnvironment, _ fileSystem: any FileSystem,
    _ lock: any OpenFile
  ) throws -> FileStore {
    var loader = JournalLoader()
    var report = OpenReport()
    let numbers = try fileSystem.list(directory).compactMap(JournalSegment.number(ofFileName:)).sorted()
    var files: [UInt32: any OpenFile] = [:]
    for number in numbers {
      let file = try fileSystem.open(directory.appending(path: "log-\(number)"), create: false)
      files[number] = file
      let bytes = try file.read(at: 0, count: file.size())
      try loader.read(bytes, fileNumber: number, isLast: number == numbers.last)
    }
    report.commits = loader.commits.count
    // What the last owner wrote need not be durable, nor the name of its file. After a failed sync the system may believe that it is
    // (fsync semantics of Linux): so it is written again before it is relied on.
    if let last = loader.last, let file = files[last.segment.number] {
      let unsure = min(loader.durableThrough, last.end)..<last.end
      try file.write(file.read(at: unsure.lowerBound, count: unsure.count), at: unsure.lowerBound)
      try file.sync(options.durability)
    }
    if !files.isEmpty { try fileSystem.syncDirectory(directory) }
    if let torn = loader.tornTail {
      report.tornBytes = torn.bytes.count
      let name = "torn-\(torn.segment)-\(torn.offset)"
      report.tornFile = name
      let aside = try fileSystem.open(directory.appending(path: name), create: true)
      try aside.write(torn.bytes, at: 0)
      try aside.sync(options.durability)
      aside.close()
      try fileSystem.syncDirectory(directory)
      try files[torn.segment]?.truncate(to: torn.offset)
      try files[torn.segment]?.sync(options.durability)
    }
    var image = try loader.image()
    let payloads = FilePayloads(cacheCapacity: options.cacheCapacity, shapes: loader.shapes)
    for (number, file) in files { payloads.add(file, as: number) }
    for type in options.registry.types { try build(type, &image, payloads) }

    let active = try activeSegment(loader, directory, options, environment, fileSystem, files)
    payloads.add(active.file, as: active.segment.number)
    let state = FileStoreState(
      image: image, commits: loader.commits, time: loader.time, collections: loader.collections,
      shapes: loader.shapes.count, end: active.end)
    return FileStore(
      environment: environment, options: options, payloads: payloads, file: active.file, segment: active.segment,
      lock: lock,
      state: state, report: report)
  }

  private static func build<R: Record>(_ type: R.Type, _ image: inout StoreImage, _ payloads: FilePayloads) throws {
    try image.build(type, reader: payloads)
  }

  /// The segment that new commits go to: the last one, or a new one in a new store and behind a torn tail.
  private static func activeSegment(
    _ loader: JournalLoader, _ directory: URL, _ options: Options, _ environment: CRMEnvironment,
    _ fileSystem: any FileSystem,
    _ files: [UInt32: any OpenFile]
  ) throws -> (segment: JournalSegment, file: any OpenFile, end: Int) {
    if loader.tornTail == nil, let last = loader.last, let file = files[last.segment.number] {
      return (last.segment, file, last.end)
    }
    var generator = environment.generator()
    // A segment whose creation was cut short is created again; otherwise the next one is.
    let unborn = loader.tornTail.flatMap { $0.offset == 0 ? $0.segment : nil }
    let number = unborn ?? (files.keys.max() ?? 0) + 1
    let segment = JournalSegment(number: number, salt: generator.next(), origin: loader.origin ?? environment.uuid())
    let file = try files[number] ?? fileSystem.open(directory.appending(path: segment.fileName), create: true)
    try file.write(segment.header, at: 0)
    try file.sync(options.durability)
    try fileSystem.syncDirectory(directory)
    return (segment, file, JournalSegment.headerSize)
  }
}
