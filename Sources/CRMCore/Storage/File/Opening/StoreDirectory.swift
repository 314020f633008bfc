import Foundation

/// The files of one store in their directory.
struct StoreDirectory: Sendable {
  static let lockName = "LOCK"
  static let scratchPrefix = "SCRATCH-"

  let url: URL
  let fileSystem: any FileSystem

  func open(_ name: String, create: Bool = false) throws -> any OpenFile {
    try fileSystem.open(url.appending(path: name), create: create)
  }

  /// Makes a new file with nothing but its header, and waits until it and its name are on the device.
  func create(_ file: StoreFile) throws -> any OpenFile {
    let handle = try open(file.name, create: true)
    do {
      // A leftover of the same name, from an attempt that was cut short, has no frames that count.
      try handle.truncate(to: 0)
      try handle.write(file.header, at: 0)
      try handle.sync(.full)
      try fileSystem.syncDirectory(url)
      return handle
    } catch {
      handle.close()
      throw error
    }
  }

  /// Makes a file without a name: it is gone when it is closed, at the latest with the process.
  ///
  /// - Parameter number: no other one uses it, for a store that is suspended may have such a file beside the new owner.
  func createScratch(_ number: UUID) throws -> any OpenFile {
    let name = Self.scratchPrefix + number.uuidString
    let handle = try open(name, create: true)
    do {
      try fileSystem.remove(url.appending(path: name))
      return handle
    } catch {
      handle.close()
      throw error
    }
  }

  /// Removes scratch files whose process ended before it could take their names away. What cannot be removed does no harm.
  func removeScratch() {
    for name in (try? fileSystem.list(url)) ?? [] where name.hasPrefix(Self.scratchPrefix) {
      try? fileSystem.remove(url.appending(path: name))
    }
  }

  /// The manifest; `nil` in a directory without one.
  ///
  /// - Throws: ``StoreError/Code/corrupted``, ``StoreError/Code/incompatibleVersion``.
  func readManifest() throws -> Manifest? {
    guard try fileSystem.list(url).contains(Manifest.fileName) else { return nil }
    let handle = try open(Manifest.fileName)
    defer { handle.close() }
    return try Manifest(handle.read(at: 0, count: handle.size()))
  }

  /// Puts a manifest in place of the last one, and waits until that is on the device.
  func write(_ manifest: Manifest, salt: UInt64) throws {
    try prepare(manifest, salt: salt)
    try installManifest()
  }

  /// Writes a manifest beside the valid one. If it fails, nothing has changed.
  func prepare(_ manifest: Manifest, salt: UInt64) throws {
    let handle = try open(Manifest.temporaryName, create: true)
    defer { handle.close() }
    try handle.truncate(to: 0)
    try handle.write(manifest.bytes(salt: salt), at: 0)
    try handle.sync(.full)
  }

  /// Puts the prepared manifest in place of the last one. If it fails, either may be found when the store is opened.
  func installManifest() throws {
    try fileSystem.rename(url.appending(path: Manifest.temporaryName), to: url.appending(path: Manifest.fileName))
    try fileSystem.syncDirectory(url)
  }

  /// Removes files, and waits until that is on the device.
  func remove(_ names: some Collection<String>) throws {
    guard !names.isEmpty else { return }
    for name in names { try fileSystem.remove(url.appending(path: name)) }
    try fileSystem.syncDirectory(url)
  }

  /// What work that was cut short left behind: files that the manifest does not name, and that hold no commit which counts.
  ///
  /// - Throws: ``StoreError/Code/corrupted`` if a log has commits and is not in the manifest.
  func leftovers(besides manifest: Manifest?) throws -> [String] {
    let known = manifest?.names ?? []
    let next = manifest?.nextNumber ?? 0
    var leftovers: [String] = []
    for name in try fileSystem.list(url).sorted() where !known.contains(name) {
      if name == Manifest.temporaryName { leftovers.append(name) }
      guard let (kind, number) = StoreFile.parse(name: name) else { continue }
      if kind == .log, number >= next {
        // A log gets its first frame after the manifest names it.
        let handle = try open(name)
        defer { handle.close() }
        guard try handle.size() <= StoreFile.headerSize else {
          let cause = manifest == nil ? "the manifest is missing" : "it is not in the manifest"
          throw StoreError(.corrupted, "\(name): \(cause)")
        }
      }
      leftovers.append(name)
    }
    return leftovers
  }
}
