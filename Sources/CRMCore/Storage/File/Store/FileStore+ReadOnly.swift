public import Foundation
import Synchronization

extension FileStore {
  /// How often a reader looks whether the owner has committed, while somebody waits for that.
  private static let followInterval: Duration = .milliseconds(50)

  /// Opens a store for reading, also while another process owns it, writes and compacts: for widgets and extensions.
  ///
  /// Every read sees all commits that were acknowledged before it began. Commits fail with `unavailable`; what an extension wants to add
  /// goes through an ``Inbox``. No lock is taken, and nothing is written.
  ///
  /// - Throws: ``StoreError`` with code `notFound` if there is no store, `corrupted`, `incompatibleVersion` or `unavailable`.
  ///   O(size of the journal).
  @concurrent
  public static func readOnly(
    at directory: URL, options: Options = Options(), environment: CRMEnvironment = .live
  ) async throws -> FileStore {
    try readOnly(at: directory, options: options, environment: environment, fileSystem: SystemFileSystem())
  }

  static func readOnly(
    at url: URL, options: Options, environment: CRMEnvironment, fileSystem: any FileSystem
  ) throws -> FileStore {
    try StoreError.wrapping("cannot open the store") {
      let directory = StoreDirectory(url: url, fileSystem: fileSystem)
      let cache = RecordCache(capacity: options.cacheCapacity)
      let following = try Following(directory)
      let memory = PageMemory(budget: options.indexMemory, makeScratch: nil)
      let (state, view) = try following.load(options, cache, environment, memory)
      var report = OpenReport()
      report.commits = state.commits.count
      report.newerFormat = state.formatVersion > StoreFile.formatVersion ? Int(state.formatVersion) : nil
      let store = FileStore(
        state, view: view, directory: directory, options: options, environment: environment, cache: cache,
        memory: memory, report: report, following: following)
      store.takeStock()
      return store
    }
  }

  var isReader: Bool { following != nil }

  /// In a reader: takes in what the owner has committed since the last read.
  func follow() throws {
    guard let following else { return }
    let mark = following.mark()
    guard published.withLock({ $0.closedBy == nil && ($0.mark != mark || $0.mark == nil) }) else { return }
    let isFresh = try StoreError.wrapping("cannot follow the store's owner") {
      try state.withLock { state -> Bool in
        if let closedBy = published.withLock({ $0.closedBy }) { throw closedBy }
        if try !memory.keeping({ try state.readOn(to: mark) }) {
          let (fresh, view) = try following.load(options, cache, environment, memory)
          state.adopt(fresh)
          published.withLock { $0 = view }
          return true
        } else {
          published.withLock { view in
            view.image = state.image
            view.records = state.records
            view.position = state.durable
            view.mark = mark
          }
          return false
        }
      }
    }
    if isFresh { takeStock() }
  }

  func waitForOwner(after position: UInt64) async throws {
    while true {
      try follow()
      let view = published.withLock { $0 }
      if let closedBy = view.closedBy { throw closedBy }
      if view.position > position { return }
      try await Task.sleep(for: Self.followInterval)
    }
  }

  /// How a reader learns of the owner's commits.
  struct Following: Sendable {
    /// How often a manifest is read again because the owner replaced files meanwhile.
    private static let attempts = 50

    let directory: StoreDirectory
    private let lockFile: (any OpenFile)?

    init(_ directory: StoreDirectory) throws {
      self.directory = directory
      lockFile = try? directory.open(StoreDirectory.lockName)
    }

    /// What the owner says is durable; `nil` if it says nothing.
    func mark() -> DurableMark? {
      (try? lockFile?.read(at: 0, count: DurableMark.size)).flatMap { DurableMark($0) }
    }

    /// Reads everything that the owner says is durable.
    func load(
      _ options: FileStore.Options, _ cache: RecordCache, _ environment: CRMEnvironment, _ memory: PageMemory
    ) throws -> (FileStoreState, FileStoreView) {
      var attempt = 0
      while true {
        attempt += 1
        let mark = mark()
        guard let manifest = try directory.readManifest(), let active = manifest.segments.last else {
          throw StoreError(.notFound, "there is no store")
        }
        var loader = StoreLoader(
          directory: directory, manifest: manifest, verification: options.verification, memory: memory)
        // A mark of another manifest is out of date, or soon will be; after a crash nobody corrects it.
        let isCurrent = mark?.generation == manifest.generation && mark?.segment == active.number
        if !isCurrent, attempt < Self.attempts, mark != nil, mark != self.mark() { continue }
        loader.visibleEnd = isCurrent ? mark.map { Int($0.end) } : nil
        do {
          var state = try FileStoreState(
            loader.load(), manifest, cache, options, lock: nil, generator: environment.generator())
          state.refusal = StoreError(.unavailable, "the store was opened for reading only")
          return (
            state, FileStoreView(image: state.image, records: state.records, position: state.durable, mark: mark)
          )
        } catch {
          // The owner may have replaced the files between two of our steps.
          guard attempt < Self.attempts, try directory.readManifest() != manifest else { throw error }
        }
      }
    }
  }
}

extension FileStoreState {
  /// Reads on in the log up to the mark.
  ///
  /// - Returns: whether that is all there is to do; otherwise the files have changed.
  fileprivate mutating func readOn(to mark: DurableMark?) throws -> Bool {
    guard let mark, mark.generation == manifest.generation, mark.segment == log.file.number, mark.end >= log.end else {
      return false
    }
    var replay = JournalReplay()
    replay.shapes = records.encoder.shapes
    replay.collections = collections
    replay.horizon = horizon
    replay.commits = commits
    replay.time = time
    var scanner = FrameScanner(log.handle, salt: log.file.salt, from: log.end, limit: Int(mark.end))
    while let frame = try scanner.next() {
      try replay.take(frame, scanner.bytes, base: scanner.base, in: log.file)
    }
    guard scanner.offset == mark.end else {
      throw StoreError(.corrupted, "\(log.file.name), offset \(scanner.offset): damaged")
    }
    var image = image
    try replay.apply(to: &image)
    self.image = image
    pending = image
    commits = replay.commits
    collections = replay.collections
    time = replay.time
    log.end = scanner.offset
    if replay.shapes.count > records.encoder.shapes.count {
      records = FileRecords(files: records.files, cache: records.cache, encoder: RecordEncoder(shapes: replay.shapes))
    }
    return true
  }
}
