import Foundation
import Synchronization

#if canImport(Darwin)
  import Darwin
#else
  import Glibc
#endif

/// The limit that the device sets: the bytes which a file store writes for the same commit are appended to a file and synced.
final class RawAppend: Contestant {
  var name: ContestantName { .raw }
  private let descriptor: Int32
  private let commit: [UInt8]
  private let batch: [UInt8]

  /// - Parameters:
  ///   - commitBytes: what one single commit adds to a journal.
  ///   - batchBytes: what a commit of a batch adds.
  init(at file: URL, commitBytes: Int, batchBytes: Int) throws {
    descriptor = open(file.path, O_WRONLY | O_CREAT | O_APPEND, 0o600)
    guard descriptor >= 0 else { throw BenchmarkError("cannot make \(file.lastPathComponent)") }
    commit = [UInt8](repeating: 0x5A, count: commitBytes)
    batch = [UInt8](repeating: 0x5A, count: batchBytes)
  }

  deinit { _ = close(descriptor) }

  func insertEach(_ clients: [Client]) throws -> Int? {
    for _ in clients { try append(commit) }
    return clients.count
  }

  func insertBatch(_ clients: [Client]) throws -> Int? {
    try append(batch)
    return clients.count
  }

  private func append(_ bytes: [UInt8]) throws {
    guard write(descriptor, bytes, bytes.count) == bytes.count else { throw BenchmarkError("the raw append failed") }
    #if canImport(Darwin)
      guard fcntl(descriptor, F_FULLFSYNC) == 0 else { throw BenchmarkError("the raw sync failed") }
    #else
      guard fdatasync(descriptor) == 0 else { throw BenchmarkError("the raw sync failed") }
    #endif
  }
}
