import Foundation
import Synchronization

@testable import CRMCore

/// A file system in memory that fails and crashes when it is told to. The same seed and the same calls give the same outcome.
final class SimulatedFileSystem: FileSystem {
  /// The kinds of calls that are counted and can fail.
  enum Call: String, CaseIterable, Sendable {
    case createDirectory, list, open, rename, remove, syncDirectory, lock, size, read, write, truncate, sync
  }

  /// What goes wrong.
  enum Effect: Hashable, Sendable {
    /// The call does nothing and fails.
    case error(Int32)
    /// Half of the bytes are written, then the call fails.
    case shortWrite(Int32)
    /// The sync fails; the data may or may not be on the device, and the next sync believes that they are.
    case failedSync(Int32)
    /// Every write and creation fails from here on, until ``makeRoom()``.
    case full
    /// Power is lost before or after the call takes effect; no later call does anything.
    case crashBefore, crashAfter
  }

  /// A fault at the `number`-th call, counted from 1 over all calls, or over those of one kind.
  struct Fault: Hashable, Sendable {
    var number: Int
    var kind: Call?
    var effect: Effect
  }

  /// What the machine pretends to have done. For negative controls.
  enum Lie: Sendable {
    case sync, syncDirectory
  }

  private struct State: Sendable {
    var disk: SimulatedDisk
    var generator: SeededGenerator
    var calls: [Call] = []
    var counts: [Call: Int] = [:]
    var fault: Fault?
    var lies: Set<Lie> = []
    var isFull = false
    var isDead = false
    var locked: Set<Int> = []
    var openHandles = 0
    var pace: (@Sendable () -> Void)?
  }

  private let state: Mutex<State>

  /// An empty disk with the directory `/`.
  convenience init(seed: UInt64 = 1, lies: Set<Lie> = []) {
    self.init(SimulatedDisk(), SeededGenerator(seed: seed), lies)
  }

  private init(_ disk: SimulatedDisk, _ generator: SeededGenerator, _ lies: Set<Lie>) {
    state = Mutex(State(disk: disk, generator: generator, lies: lies))
  }

  // MARK: Control

  /// The calls so far.
  var calls: [Call] { state.withLock { $0.calls } }
  /// Whether a crash has happened.
  var isDead: Bool { state.withLock { $0.isDead } }
  /// Whether the fault that was asked for has happened.
  var isFaultSpent: Bool { state.withLock { $0.fault == nil } }
  /// How many files are open.
  var openHandles: Int { state.withLock { $0.openHandles } }

  /// Asks for a fault; numbers count from the calls made so far.
  func fail(_ fault: Fault?) {
    state.withLock { state in
      state.fault = fault
      state.fault?.number += fault?.kind.map { state.counts[$0, default: 0] } ?? state.calls.count
    }
  }

  /// There is room again after ``Effect/full``.
  func makeRoom() { state.withLock { $0.isFull = false } }

  /// Called before each sync, without any lock held.
  func pace(_ body: (@Sendable () -> Void)?) { state.withLock { $0.pace = body } }

  /// Makes a directory that is there for good.
  func prepare(_ directory: URL) {
    state.withLock { state in
      state.disk.makeDirectory(directory.simulatedPath)
      state.disk.settle()
    }
  }

  /// The power goes, and comes back: the surviving state on a new, healthy machine. This one does nothing any more.
  func crash(seed: UInt64, _ mode: SimulatedDisk.Crash) -> SimulatedFileSystem {
    state.withLock { state in
      state.isDead = true
      var generator = SeededGenerator(seed: seed)
      return SimulatedFileSystem(state.disk.crashed(mode, using: &generator), generator, state.lies)
    }
  }

  /// The process is killed and started again: nothing is lost, nothing becomes durable, locks are released.
  func kill() -> SimulatedFileSystem {
    state.withLock { state in
      state.isDead = true
      return SimulatedFileSystem(state.disk, state.generator, state.lies)
    }
  }

  // MARK: Calls

  func createDirectory(_ directory: URL) throws {
    try perform(.createDirectory) { $0.disk.makeDirectory(directory.simulatedPath) }
  }

  func list(_ directory: URL) throws -> [String] {
    try perform(.list) { state in
      guard let names = state.disk.list(directory.simulatedPath) else { throw Self.missing(.list) }
      return names.shuffled(using: &state.generator)
    }
  }

  func open(_ file: URL, create: Bool) throws -> any OpenFile {
    let path = file.simulatedPath
    return try perform(.open, needsRoom: create) { state in
      guard let node = state.disk.node(at: path) ?? (create ? state.disk.create(path) : nil) else {
        throw Self.missing(.open)
      }
      state.openHandles += 1
      return SimulatedFile(self, node)
    }
  }

  func rename(_ file: URL, to target: URL) throws {
    try perform(.rename) { state in
      guard state.disk.rename(file.simulatedPath, to: target.simulatedPath) else { throw Self.missing(.rename) }
    }
  }

  func remove(_ file: URL) throws {
    try perform(.remove) { state in
      guard state.disk.remove(file.simulatedPath) else { throw Self.missing(.remove) }
    }
  }

  func syncDirectory(_ directory: URL) throws {
    try perform(.syncDirectory) { state in
      if state.lies.contains(.syncDirectory) { return }
      guard state.disk.syncDirectory(directory.simulatedPath) else { throw Self.missing(.syncDirectory) }
    }
  }

  func lock(_ file: URL) throws -> (any OpenFile)? {
    let path = file.simulatedPath
    return try perform(.lock) { state in
      guard let node = state.disk.node(at: path) ?? state.disk.create(path) else { throw Self.missing(.lock) }
      guard state.locked.insert(node).inserted else { return nil }
      state.openHandles += 1
      return SimulatedFile(self, node, isLock: true)
    }
  }

  fileprivate func size(_ node: Int) throws -> Int { try perform(.size) { $0.disk.size(of: node) } }

  fileprivate func read(_ node: Int, at offset: Int, count: Int) throws -> [UInt8] {
    try perform(.read) { $0.disk.read(node, at: offset, count: count) }
  }

  fileprivate func write(_ bytes: [UInt8], to node: Int, at offset: Int) throws {
    try perform(.write, needsRoom: true) { state in
      state.disk.write(bytes, to: node, at: offset)
    } partly: { state in
      state.disk.write(Array(bytes.prefix(bytes.count / 2)), to: node, at: offset)
    }
  }

  fileprivate func truncate(_ node: Int, to size: Int) throws {
    try perform(.truncate) { $0.disk.truncate(node, to: size) }
  }

  fileprivate func sync(_ node: Int, _ durability: FileStore.Durability) throws {
    if durability == .relaxed { return }
    state.withLock { $0.pace }?()
    try perform(.sync) { state in
      if !state.lies.contains(.sync) { state.disk.sync(node) }
    } partly: { state in
      state.disk.failToSync(node, using: &state.generator)
    }
  }

  fileprivate func close(_ node: Int, isLock: Bool) {
    state.withLock { state in
      guard !state.isDead else { return }
      state.openHandles -= 1
      if isLock { state.locked.remove(node) }
    }
  }

  /// Counts a call, and does it unless it is to fail.
  private func perform<T: Sendable>(
    _ call: Call, needsRoom: Bool = false, _ body: (inout State) throws -> T,
    partly: ((inout State) -> Void)? = nil
  ) throws -> T {
    // An open file must not be let go of under the lock, which it takes to close itself.
    var kept: T?
    defer { withExtendedLifetime(kept) {} }
    return try state.withLock { state in
      guard !state.isDead else { throw SystemError(call: "\(call) after a crash", code: EIO) }
      state.calls.append(call)
      state.counts[call, default: 0] += 1
      guard let fault = state.fault,
        fault.kind.map({ $0 == call && state.counts[call] == fault.number }) ?? (state.calls.count == fault.number)
      else {
        if state.isFull, needsRoom { throw SystemError(call: call.rawValue, code: ENOSPC) }
        return try body(&state)
      }
      state.fault = nil
      switch fault.effect {
      case .error(let code): throw SystemError(call: call.rawValue, code: code)
      case .shortWrite(let code), .failedSync(let code):
        partly?(&state)
        throw SystemError(call: call.rawValue, code: code)
      case .full:
        state.isFull = true
        partly?(&state)
        throw SystemError(call: call.rawValue, code: ENOSPC)
      case .crashBefore:
        state.isDead = true
        throw SystemError(call: "\(call) in a crash", code: EIO)
      case .crashAfter:
        kept = try body(&state)
        state.isDead = true
        throw SystemError(call: "\(call) before a crash", code: EIO)
      }
    }
  }

  private static func missing(_ call: Call) -> SystemError { SystemError(call: call.rawValue, code: ENOENT) }
}

/// An open file of a simulated file system.
private final class SimulatedFile: OpenFile {
  private let owner: SimulatedFileSystem
  private let node: Int
  private let isLock: Bool
  private let isOpen = Mutex(true)

  init(_ owner: SimulatedFileSystem, _ node: Int, isLock: Bool = false) {
    self.owner = owner
    self.node = node
    self.isLock = isLock
  }

  deinit { close() }

  func size() throws -> Int {
    try requireOpen()
    return try owner.size(node)
  }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    try requireOpen()
    return try owner.read(node, at: offset, count: count)
  }

  func write(_ bytes: [UInt8], at offset: Int) throws {
    try requireOpen()
    try owner.write(bytes, to: node, at: offset)
  }

  func truncate(to size: Int) throws {
    try requireOpen()
    try owner.truncate(node, to: size)
  }

  func sync(_ durability: FileStore.Durability) throws {
    try requireOpen()
    try owner.sync(node, durability)
  }

  func close() {
    let wasOpen = isOpen.withLock { open in
      defer { open = false }
      return open
    }
    if wasOpen { owner.close(node, isLock: isLock) }
  }

  private func requireOpen() throws {
    guard isOpen.withLock({ $0 }) else { throw SystemError(call: "a closed file", code: EBADF) }
  }
}

extension URL {
  /// The path without a slash at its end.
  fileprivate var simulatedPath: String {
    let path = path
    return path.count > 1 && path.hasSuffix("/") ? String(path.dropLast()) : path
  }
}
