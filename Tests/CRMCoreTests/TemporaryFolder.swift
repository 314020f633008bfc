import Foundation
import Synchronization

@testable import CRMCore

/// A folder for one test, removed at its end.
final class TemporaryFolder: Sendable {
  let url: URL
  private let number = Mutex(0)

  init() throws {
    url = FileManager.default.temporaryDirectory.appending(path: "swift-crm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: url, withIntermediateDirectories: true)
  }

  deinit { try? FileManager.default.removeItem(at: url) }

  /// The place of the present store.
  var current: URL { url.appending(path: "store-\(number.withLock { $0 })") }

  /// The place of another store.
  func next() -> URL {
    number.withLock { $0 += 1 }
    return current
  }
}

/// The real file system, counting syncs, with faults on demand.
final class CountingFileSystem: FileSystem {
  enum Fault: Sendable {
    case write(Int32), shortWrite(Int), sync(Int32)
  }

  struct State: Sendable {
    var syncs = 0
    var fault: Fault?
    /// How many calls of the fault's kind succeed before.
    var faultsAfter = 0
    /// While set, a sync does not return.
    var isHeld = false
    /// For tests that open thousands of stores.
    var skipsSyncs = false
  }

  let base = SystemFileSystem()
  let state = Mutex(State())

  init(skipsSyncs: Bool = false) {
    state.withLock { $0.skipsSyncs = skipsSyncs }
  }

  var syncs: Int { state.withLock { $0.syncs } }

  /// The next call of its kind fails, or a later one.
  func fail(_ fault: Fault, after count: Int = 0) {
    state.withLock { state in
      state.fault = fault
      state.faultsAfter = count
    }
  }

  func createDirectory(_ directory: URL) throws { try base.createDirectory(directory) }
  func list(_ directory: URL) throws -> [String] { try base.list(directory) }
  func open(_ file: URL, create: Bool) throws -> any OpenFile {
    File(base: try base.open(file, create: create), owner: self)
  }
  func rename(_ file: URL, to target: URL) throws { try base.rename(file, to: target) }
  func remove(_ file: URL) throws { try base.remove(file) }
  func syncDirectory(_ directory: URL) throws {
    if state.withLock({ $0.skipsSyncs }) { return }
    try base.syncDirectory(directory)
  }
  func lock(_ file: URL) throws -> (any OpenFile)? { try base.lock(file) }

  private func takeFault(_ matches: (Fault) -> Bool) -> Fault? {
    state.withLock { state in
      guard let fault = state.fault, matches(fault) else { return nil }
      guard state.faultsAfter == 0 else {
        state.faultsAfter -= 1
        return nil
      }
      state.fault = nil
      return fault
    }
  }

  private struct File: OpenFile {
    let base: any OpenFile
    let owner: CountingFileSystem

    func size() throws -> Int { try base.size() }
    func read(at offset: Int, count: Int) throws -> [UInt8] { try base.read(at: offset, count: count) }
    func truncate(to size: Int) throws { try base.truncate(to: size) }
    func close() { base.close() }

    func write(_ bytes: [UInt8], at offset: Int) throws {
      let fault = owner.takeFault { fault in
        if case .sync = fault { return false }
        return true
      }
      switch fault {
      case .write(let code): throw SystemError(call: "pwrite", code: code)
      case .shortWrite(let count):
        try base.write(Array(bytes.prefix(count)), at: offset)
        throw SystemError(call: "pwrite", code: 28)
      default: try base.write(bytes, at: offset)
      }
    }

    func sync(_ durability: FileStore.Durability) throws {
      owner.state.withLock { $0.syncs += 1 }
      while owner.state.withLock({ $0.isHeld }) { Thread.sleep(forTimeInterval: 0.001) }
      let fault = owner.takeFault { fault in
        if case .sync = fault { return true }
        return false
      }
      if case .sync(let code) = fault { throw SystemError(call: "fdatasync", code: code) }
      if owner.state.withLock({ $0.skipsSyncs }) { return }
      try base.sync(durability)
    }
  }
}
