import Foundation

/// The steps from a directory to a store that can be written to.
struct StoreOpening {
  let directory: StoreDirectory
  let options: FileStore.Options
  let lock: any OpenFile
  private(set) var report = FileStore.OpenReport()
  private var manifest: Manifest
  private var loaded: StoreLoader.Loaded
  private let isReadOnly: Bool
  private var generator: SeededGenerator

  /// Takes the lock and reads everything; makes a store where there is none.
  init(
    _ directory: StoreDirectory, _ options: FileStore.Options, _ environment: CRMEnvironment, _ memory: PageMemory
  ) throws {
    self.directory = directory
    self.options = options
    guard let lock = try directory.fileSystem.lock(directory.url.appending(path: StoreDirectory.lockName)) else {
      throw StoreError(.locked, "another process has the store open")
    }
    self.lock = lock
    do {
      generator = environment.generator()
      let found = try directory.readManifest()
      if found == nil { try directory.remove(directory.leftovers(besides: nil)) }
      manifest = try found ?? Self.makeStore(in: directory, environment, &generator)
      loaded = try StoreLoader(
        directory: directory, manifest: manifest, verification: options.verification, memory: memory
      ).load()
      // What a newer program wrote is not touched, not even what looks left over.
      isReadOnly = loaded.version > StoreFile.formatVersion
      report.newerFormat = isReadOnly ? Int(loaded.version) : nil
      report.commits = loaded.replay.commits.count
      if !isReadOnly {
        try directory.remove(directory.leftovers(besides: manifest))
        directory.removeScratch()
        try makeSure()
        if let torn = loaded.tornTail { try setAside(torn) }
      }
    } catch {
      lock.close()
      throw error
    }
  }

  /// The identity of the installation.
  var origin: UUID { manifest.origin }

  private static func makeStore(
    in directory: StoreDirectory, _ environment: CRMEnvironment, _ generator: inout SeededGenerator
  ) throws -> Manifest {
    var manifest = Manifest(origin: environment.uuid())
    try manifest.add(manifest.newLog(salt: generator.next()), in: directory).close()
    try directory.write(manifest, salt: generator.next())
    // The directory itself may be new.
    try directory.fileSystem.syncDirectory(directory.url.deletingLastPathComponent())
    return manifest
  }

  /// Makes durable what is relied on from now on. The last owner's last commits need not be, nor the names of files; after a failed sync
  /// the system may believe that they are (fsync semantics of Linux), so they are written again.
  private func makeSure() throws {
    guard let active = manifest.segments.last, let handle = loaded.files[active.number] else { return }
    let count = loaded.end - loaded.durableThrough
    if count > 0, options.durability != .relaxed {
      try handle.write(handle.read(at: loaded.durableThrough, count: count), at: loaded.durableThrough)
      try handle.sync(options.durability)
    }
    try directory.fileSystem.syncDirectory(directory.url)
  }

  /// Keeps the bytes of an unfinished write in a file of their own, cuts them off, and begins a new log.
  private mutating func setAside(_ torn: StoreLoader.TornTail) throws {
    let name = "torn-\(torn.name.drop { $0 != "-" }.dropFirst())-\(torn.offset)"
    let kept = torn.bytes.lastIndex { $0 != 0 }.map { torn.bytes[...$0] } ?? []
    report.tornBytes = kept.count
    report.tornFile = name
    let aside = try directory.open(name, create: true)
    defer { aside.close() }
    try aside.truncate(to: 0)
    try aside.write(Array(kept), at: 0)
    try aside.sync(.full)
    try directory.fileSystem.syncDirectory(directory.url)
    guard let active = manifest.segments.last, let handle = loaded.files[active.number] else { return }
    try handle.truncate(to: torn.offset)
    try handle.sync(.full)
    manifest.seal(length: torn.offset)
    loaded.log = manifest.newLog(salt: generator.next())
    loaded.files[loaded.log.number] = try manifest.add(loaded.log, in: directory)
    try directory.write(manifest, salt: generator.next())
    loaded.end = StoreFile.headerSize
    loaded.durableThrough = StoreFile.headerSize
    loaded.size = StoreFile.headerSize
    loaded.replayedFrom = StoreFile.headerSize
  }

  /// What the store keeps and what its readers see.
  func finish(_ cache: RecordCache) throws -> (FileStoreState, FileStoreView) {
    var state = try FileStoreState(loaded, manifest, cache, options, lock: lock, generator: generator)
    if isReadOnly {
      state.refusal = StoreError(.incompatibleVersion, "the store has format version \(loaded.version)")
    } else {
      state.writeMark()
    }
    return (state, FileStoreView(image: state.image, records: state.records, position: state.durable))
  }
}

extension FileStoreState {
  /// The state that was read, with the indexes of the options' record types built.
  init(
    _ loaded: StoreLoader.Loaded, _ manifest: Manifest, _ cache: RecordCache, _ options: FileStore.Options,
    lock: (any OpenFile)?, generator: SeededGenerator
  ) throws {
    guard let handle = loaded.files[loaded.log.number] else {
      throw StoreError(.corrupted, "MANIFEST: there is no log")
    }
    let encoder = RecordEncoder(shapes: loaded.replay.shapes)
    let records = FileRecords(files: SegmentFiles(loaded.files), cache: cache, encoder: encoder)
    var image = loaded.image
    for type in options.registry.types { try Self.build(type, &image, records) }
    let log = Log(
      file: loaded.log, handle: handle, end: loaded.end,
      synced: options.durability == .relaxed ? min(loaded.durableThrough, loaded.end) : loaded.end,
      allocated: loaded.size, sinceSnapshot: loaded.end - loaded.replayedFrom)
    self.init(
      image: image, replay: loaded.replay, records: records, manifest: manifest, log: log, lock: lock,
      generator: generator)
    formatVersion = loaded.version
  }

  private static func build<R: Record>(
    _ type: R.Type, _ image: inout StoreImage<PayloadLocation>, _ records: FileRecords
  ) throws {
    do {
      try image.build(type, reader: records)
    } catch let error as StoreError where error.code == .incompatibleVersion {
      // A record of a newer program stands in the way: who asks for the index is told, all others go on.
    }
  }
}

extension Manifest {
  /// Makes a new log and names it as the one to write to. The caller writes the manifest.
  mutating func add(_ log: StoreFile, in directory: StoreDirectory) throws -> any OpenFile {
    let handle = try directory.create(log)
    segments.append(Entry(kind: .log, number: log.number, salt: log.salt, length: 0))
    generation += 1
    return handle
  }

  /// A log with the next number.
  mutating func newLog(salt: UInt64) -> StoreFile {
    defer { nextNumber += 1 }
    return StoreFile(.log, number: nextNumber, salt: salt, origin: origin)
  }

  /// Notes that the log does not grow any more.
  mutating func seal(length: Int) {
    segments[segments.count - 1].length = UInt64(length)
  }
}
