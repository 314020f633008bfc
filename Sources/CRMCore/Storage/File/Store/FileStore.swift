public import Foundation
import Synchronization

/// A store in a directory of its own: an append-only journal on the device, indexes in memory as far as
/// ``Options/indexMemory`` allows, records decoded on first use.
///
/// ```swift
/// let store = try await FileStore.open(at: directory)
/// ```
///
/// A commit returns when it is on the device. Commits that come at the same time share one sync. One process at a time owns the
/// directory; a second one gets ``StoreError/Code/locked``, and may read beside the owner with
/// ``readOnly(at:options:environment:)``. After a crash the store opens to exactly the commits whose frame is whole; what an
/// unfinished write left behind is kept aside and told in ``openReport``. Damage to commits that were acknowledged is an error with
/// file and offset; ``salvage(at:into:environment:)`` gets out what is left. Nothing is deleted by itself.
///
/// After a failed sync nothing can be said about the device any more: the store refuses all further commits until it is opened anew.
///
/// The journal grows with every commit until ``compact()`` is called.
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

  /// How much is read when a store is opened.
  public enum Verification: Sendable {
    /// Every checksum of every file: damage is told at once.
    case everything
    /// The snapshot and what was written after it. Damage to older records is told when they are read.
    case recent
  }

  /// How a store is opened.
  public struct Options: Sendable {
    /// What a commit waits for.
    public var durability: Durability
    /// How many decoded records are kept beside those just written.
    public var cacheCapacity: Int
    /// Record types whose changed indexes are rebuilt while opening; other types follow at their first use.
    public var registry: RecordRegistry
    /// How much is read when the store is opened.
    public var verification: Verification
    /// The size in bytes from which on a new log is begun.
    public var segmentSize: Int
    /// How many bytes the pages of indexes and places of records may take in memory, but for some percent above them. The others are read from their files when they are needed, and what has
    /// changed waits in a file without a name, in the store's directory, that is gone when the store is closed.
    public var indexMemory: Int

    /// Options. The least segment size is 4,096 bytes.
    public init(
      durability: Durability = .full, cacheCapacity: Int = 10_000, registry: RecordRegistry = RecordRegistry([]),
      verification: Verification = .everything, segmentSize: Int = 64 << 20, indexMemory: Int = 96 << 20
    ) {
      self.durability = durability
      self.cacheCapacity = cacheCapacity
      self.registry = registry
      self.verification = verification
      self.segmentSize = max(4_096, segmentSize)
      self.indexMemory = max(0, indexMemory)
    }
  }

  /// What opening found.
  public struct OpenReport: Hashable, Sendable {
    /// The number of commits in the history.
    public var commits = 0
    /// Bytes of an unfinished write that were set aside; none of them was acknowledged.
    public var tornBytes = 0
    /// The file in the store's directory that has them.
    public var tornFile: String?
    /// The format version of the store, if a newer program wrote it. The store is open for reading only then.
    public var newerFormat: Int?
  }

  /// What opening found.
  public let openReport: OpenReport
  /// The installation that this store is.
  public let origin: ReplicaID

  let environment: CRMEnvironment
  let options: Options
  let directory: StoreDirectory
  let cache: RecordCache
  let memory: PageMemory
  let state: Mutex<FileStoreState>
  /// What readers see; never locked for longer than it takes to copy a few words.
  let published: Mutex<FileStoreView>
  /// In a store that is open for reading only, beside an owner.
  let following: Following?

  init(
    _ state: consuming FileStoreState, view: FileStoreView, directory: StoreDirectory, options: Options,
    environment: CRMEnvironment, cache: RecordCache, memory: PageMemory, report: OpenReport,
    following: Following? = nil
  ) {
    self.following = following
    self.environment = environment
    self.options = options
    self.directory = directory
    self.cache = cache
    self.memory = memory
    origin = ReplicaID(rawValue: state.manifest.origin)
    self.state = Mutex(state)
    published = Mutex(view)
    openReport = report
  }

  deinit {
    state.withLock { $0.lock?.close() }
  }

  /// Opens the store in a directory, which is made if it does not exist.
  ///
  /// A store that a newer program wrote, in a format that this one can read but must not write, is opened for reading only;
  /// ``OpenReport/newerFormat`` tells.
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
    try StoreError.wrapping("cannot open the store") {
      try fileSystem.createDirectory(directory)
      let directory = StoreDirectory(url: directory, fileSystem: fileSystem)
      let cache = RecordCache(capacity: options.cacheCapacity)
      let memory = PageMemory(budget: options.indexMemory) { try directory.createScratch(environment.uuid()) }
      let opening = try StoreOpening(directory, options, environment, memory)
      do {
        let (state, view) = try opening.finish(cache)
        let store = FileStore(
          state, view: view, directory: directory, options: options, environment: environment, cache: cache,
          memory: memory, report: opening.report)
        store.takeStock()
        return store
      } catch {
        opening.lock.close()
        throw error
      }
    }
  }
}

extension StoreError {
  /// Gives errors of the operating system a code.
  static func wrapping<Value>(_ message: String, _ body: () throws -> Value) throws -> Value {
    do {
      return try body()
    } catch let error as StoreError {
      throw error
    } catch {
      let code: Code = (error as? SystemError)?.code == ENOSPC ? .full : .unavailable
      throw StoreError(code, message, underlying: error)
    }
  }
}
