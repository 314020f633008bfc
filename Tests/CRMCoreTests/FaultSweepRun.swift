import CRMTesting
import Foundation
import Synchronization

@testable import CRMCore

/// One run of the scripted workload over one simulated machine, with what went wrong in it.
final class FaultSweepRun: Sendable {
  struct Step: Sendable {
    var name: String
    var body: @Sendable (FaultSweepRun) async throws -> Void
  }

  private struct State: Sendable {
    var fileSystem: SimulatedFileSystem
    var store: FileStore?
    var nextTag = 0
    var mustProbe = false
    /// A commit failed and left it open whether it is kept.
    var isUnsure = false
    var lastRefusal: StoreError?
    /// What is being done, for messages.
    var step = "start"
    var problems: [String] = []
  }

  static let directory = URL(filePath: "/data/store", directoryHint: .isDirectory)

  let log: FaultSweepLog
  let options: FileStore.Options
  private let environment: CRMEnvironment
  private let state: Mutex<State>

  init(
    _ fileSystem: SimulatedFileSystem, options: FileStore.Options, environment: CRMEnvironment,
    log: FaultSweepLog = FaultSweepLog()
  ) {
    self.options = options
    self.log = log
    self.environment = environment
    state = Mutex(State(fileSystem: fileSystem))
  }

  /// A run that goes on elsewhere from what was asked and answered here.
  func fork(on fileSystem: SimulatedFileSystem) -> FaultSweepRun {
    let other = FaultSweepRun(fileSystem, options: options, environment: environment, log: log.copy())
    let nextTag = state.withLock { $0.nextTag }
    other.state.withLock { $0.nextTag = nextTag }
    return other
  }

  var fileSystem: SimulatedFileSystem { state.withLock { $0.fileSystem } }
  var problems: [String] { state.withLock { $0.problems } }

  func store() throws -> FileStore {
    guard let store = state.withLock({ $0.store }) else { throw SimulatedAbsence() }
    return store
  }

  func report(_ problem: String) { state.withLock { $0.problems.append("\($0.step): \(problem)") } }

  // MARK: Opening and closing

  /// Goes on with another machine.
  func openOnce(on fileSystem: SimulatedFileSystem) throws {
    state.withLock { state in
      state.store = nil
      state.fileSystem = fileSystem
      state.mustProbe = false
    }
    try openOnce()
  }

  func openOnce() throws {
    let opened = try FileStore.open(
      at: Self.directory, options: options, environment: environment, fileSystem: fileSystem)
    state.withLock { $0.store = opened }
  }

  /// Opens; a failure must be a ``StoreError``, must leave nothing open, and must not come again when the system is healthy.
  func open() throws {
    do {
      try openOnce()
    } catch {
      guard !fileSystem.isDead else { throw error }
      guard error is StoreError else { return report("opening threw \(error)") }
      if fileSystem.openHandles != 0 {
        report("\(fileSystem.openHandles) files are open after opening failed: \(error)")
      }
      fileSystem.makeRoom()
      do {
        try openOnce()
      } catch let again {
        report("opening failed again on a healthy system: \(again); first: \(error)")
        throw again
      }
    }
  }

  func close() async throws {
    let store = try store()
    do {
      try await store.close()
    } catch let error as StoreError {
      // It must have let go of everything nevertheless: the next opening shows.
      _ = error
    } catch {
      report("closing threw \(error)")
    }
    if !fileSystem.isDead, fileSystem.openHandles != 0 {
      report("\(fileSystem.openHandles) files are open after closing")
    }
    state.withLock { state in
      state.store = nil
      state.mustProbe = false
    }
  }

  // MARK: Committing

  /// Makes one commit, and logs what was asked and answered.
  @discardableResult
  func commit(_ fill: (inout FaultSweepChange) -> Void) async throws -> Bool {
    let store = try store()
    let tag = state.withLock { state in
      state.nextTag += 1
      return "request \(state.nextTag)"
    }
    var change = FaultSweepChange(changes: ChangeSet(author: .system, reason: tag))
    fill(&change)
    guard !change.writes.isEmpty else { return false }
    log.begin(tag, change.writes)
    do {
      let commit = try await store.commit(change.changes)
      log.end(tag, .acknowledged(commit.position.value))
      return true
    } catch let error as StoreError {
      let isRefused = !error.message.hasPrefix("the device failed")
      log.end(tag, isRefused && !fileSystem.isDead ? .refused : .unknown)
      state.withLock { state in
        state.mustProbe = true
        state.lastRefusal = error
        state.isUnsure = state.isUnsure || !isRefused
      }
      return false
    } catch {
      log.end(tag, .unknown)
      report("a commit threw \(error)")
      return false
    }
  }

  /// A parcel and a van that belong together, in one commit.
  @discardableResult
  func commitPair(_ number: Int) async throws -> Bool {
    try await commit { change in
      change.insert(Parcel(Parcel.id(number), shelf: "s\(number % 3)", weight: number, label: "label \(number)"))
      change.insert(Van(id: Identifier(derivedFrom: "van", "\(number)"), seats: number))
    }
  }

  func parcel(_ number: Int) async throws -> Stored<Parcel>? { try await store().get(Parcel.id(number)) }

  // MARK: The course of a run

  /// Runs the steps until they end or the machine crashes, or only until the fault has come.
  func run(_ steps: [Step], endsAfterFault: Bool = false) async {
    for step in steps where !endsAfterFault || !fileSystem.isFaultSpent {
      state.withLock { $0.step = step.name }
      do {
        try await step.body(self)
        if fileSystem.isDead || (endsAfterFault && fileSystem.isFaultSpent) { return }
        try await probe()
      } catch {
        if fileSystem.isDead { return }
        if error is SimulatedAbsence { return report("no store") }
        // A step that met the fault must say so with a typed error; commits and reads go on, or are refused, as after a commit.
        if !(error is StoreError) { report("threw \(error)") }
        state.withLock { $0.mustProbe = $0.store != nil }
        fileSystem.makeRoom()
        if !endsAfterFault { do { try await probe() } catch { report("\(error)") } }
      }
      if fileSystem.isDead { return }
    }
  }

  /// After a failed commit: either the store goes on, or it refuses every commit until it is opened anew, and reads go on.
  private func probe() async throws {
    let isNeeded = state.withLock { state in
      defer { state.mustProbe = false }
      return state.mustProbe
    }
    guard isNeeded else { return }
    await checkReads(during: "after a failed commit")
    fileSystem.makeRoom()
    let tag = state.withLock { $0.nextTag }
    let isUnsure = state.withLock { state in
      defer { state.isUnsure = false }
      return state.isUnsure
    }
    let isTaken = try await commitPair(10_000 + tag)
    if fileSystem.isDead { return }
    if isTaken {
      if isUnsure { report("a store that does not know what the device holds takes another commit") }
      return
    }
    for attempt in 1...2 where try await commitPair(20_000 + 10 * tag + attempt) {
      report("a store that refused a commit takes the next one")
    }
    state.withLock { state in
      state.mustProbe = false
      state.isUnsure = false
    }
    await checkReads(during: "while poisoned")
    try await close()
    try open()
    await check("after a failed sync")
  }

  private func checkReads(during situation: String) async {
    do {
      let store = try store()
      _ = try await store.all(Query(Parcel.byShelf, "s1"))
      _ = try await store.history(after: nil, limit: 3)
    } catch let error as StoreError where error.code == .historyTruncated {
    } catch {
      if !fileSystem.isDead { report("reading fails \(situation): \(error)") }
    }
  }

  /// Compares the open store with the log. If the fault comes meanwhile, the comparison is made again.
  func check(_ situation: String) async {
    do {
      let mayFail = !fileSystem.isFaultSpent
      var problems = await FaultSweepCheck.problems(of: try store(), log)
      if mayFail, fileSystem.isFaultSpent {
        fileSystem.makeRoom()
        problems = await FaultSweepCheck.problems(of: try store(), log)
      }
      if fileSystem.isDead { return }
      for problem in problems { report("\(situation): \(problem)") }
    } catch {
      report("\(situation): \(error)")
    }
  }

  /// Goes on with another machine and checks everything there: what is held, that commits are taken, and that they last.
  func recover(on fileSystem: SimulatedFileSystem, _ situation: String, commits: Bool = true) async {
    state.withLock { $0.step = "recovery" }
    do {
      try openOnce(on: fileSystem)
      await check(situation)
      guard commits else { return }
      guard try await commitPair(30_000 + state.withLock({ $0.nextTag })) else {
        let refusal = state.withLock { $0.lastRefusal?.description ?? "cancelled" }
        return report("\(situation): the store takes no commit: \(refusal)")
      }
      try await close()
      try openOnce()
      await check("\(situation), closed and opened again")
      try await close()
    } catch {
      report("\(situation): \(error)")
    }
  }
}

/// There is no store, because it could not be opened.
struct SimulatedAbsence: Error {}
