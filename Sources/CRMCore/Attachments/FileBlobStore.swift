public import Foundation

/// A ``BlobStore`` in a directory: one file per blob, named by its digest, in sub-folders by the first two hexadecimal digits.
///
/// A blob is written to a temporary file and renamed, so that a file with a digest's name always has all its bytes; they are
/// checked against the digest at each reading. Several processes may share the directory.
public struct FileBlobStore: BlobStore {
  private let directory: URL

  /// A store in this directory, which is made if it does not exist.
  public init(directory: URL) throws {
    self.directory = directory
    try FileManager.default.createDirectory(at: directory, withIntermediateDirectories: true)
  }

  /// See ``BlobStore/put(_:)``. O(size).
  @discardableResult @concurrent
  public func put(_ contents: [UInt8]) async throws -> SHA256.Digest {
    let digest = SHA256.hash(contents)
    let file = file(of: digest)
    if let present = try? await get(digest), present.count == contents.count { return digest }
    do {
      try FileManager.default.createDirectory(at: file.deletingLastPathComponent(), withIntermediateDirectories: true)
      try Data(contents).write(to: file, options: .atomic)
      let handle = try FileHandle(forUpdating: file)
      defer { try? handle.close() }
      try handle.synchronize()
      // The names are durable only with their directories.
      try SystemFileSystem().syncDirectory(file.deletingLastPathComponent())
      try SystemFileSystem().syncDirectory(directory)
    } catch {
      throw StoreError(.unavailable, "cannot write a blob", underlying: error)
    }
    return digest
  }

  /// See ``BlobStore/get(_:)``. O(size).
  @concurrent
  public func get(_ digest: SHA256.Digest) async throws -> [UInt8]? {
    let file = file(of: digest)
    guard FileManager.default.fileExists(atPath: file.path) else { return nil }
    let bytes: [UInt8]
    do {
      bytes = Array(try Data(contentsOf: file))
    } catch {
      throw StoreError(.unavailable, "cannot read a blob", underlying: error)
    }
    guard SHA256.hash(bytes) == digest else { throw StoreError(.corrupted, "blob \(digest.hex) has other bytes") }
    return bytes
  }

  /// See ``BlobStore/contains(_:)``.
  @concurrent
  public func contains(_ digest: SHA256.Digest) async throws -> Bool {
    FileManager.default.fileExists(atPath: file(of: digest).path)
  }

  /// See ``BlobStore/remove(_:)``.
  @concurrent
  public func remove(_ digest: SHA256.Digest) async throws {
    let file = file(of: digest)
    guard FileManager.default.fileExists(atPath: file.path) else { return }
    do {
      try FileManager.default.removeItem(at: file)
    } catch {
      throw StoreError(.unavailable, "cannot remove a blob", underlying: error)
    }
  }

  private func file(of digest: SHA256.Digest) -> URL {
    let hex = digest.hex
    return directory.appending(path: String(hex.prefix(2)), directoryHint: .isDirectory).appending(path: hex)
  }
}
