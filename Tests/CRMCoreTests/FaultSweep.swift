import CRMTesting
import Foundation

@testable import CRMCore

/// Runs the workload once for a call number and a fault, crashes, and says what is wrong afterwards.
struct FaultSweep {
  /// What goes wrong in a run, and what happens at its end.
  enum Kind: String, CaseIterable, Sendable {
    case inputOutput, noSpace, interrupted, shortNoSpace, shortInputOutput, failedSync, full, crashBefore, crashAfter

    var effect: SimulatedFileSystem.Effect {
      switch self {
      case .inputOutput: .error(EIO)
      case .noSpace: .error(ENOSPC)
      case .interrupted: .error(EINTR)
      case .shortNoSpace: .shortWrite(ENOSPC)
      case .shortInputOutput: .shortWrite(EIO)
      case .failedSync: .failedSync(EIO)
      case .full: .full
      case .crashBefore: .crashBefore
      case .crashAfter: .crashAfter
      }
    }

    /// The calls that can go wrong in this way.
    func concerns(_ call: SimulatedFileSystem.Call) -> Bool {
      switch self {
      case .shortNoSpace, .shortInputOutput: call == .write
      case .failedSync: call == .sync
      case .full, .noSpace: [.write, .open, .createDirectory, .lock, .truncate, .sync, .rename].contains(call)
      case .inputOutput: true
      // A crash while something is read is one after the last write; an interrupted read is a failed one.
      case .interrupted, .crashBefore, .crashAfter: ![.read, .size, .list].contains(call)
      }
    }

    var isCrash: Bool { self == .crashBefore || self == .crashAfter }
  }

  var lies: Set<SimulatedFileSystem.Lie> = []
  var options = FileStore.Options(cacheCapacity: 8)
  var steps = FaultSweepRun.workload

  /// The calls of the workload when nothing goes wrong.
  func calls() async -> [SimulatedFileSystem.Call] {
    let run = makeRun(seed: 1)
    await run.run(steps)
    return run.fileSystem.calls
  }

  /// A machine on which the parent of the store's directory is there.
  private func makeRun(seed: UInt64) -> FaultSweepRun {
    let fileSystem = SimulatedFileSystem(seed: seed, lies: lies)
    fileSystem.prepare(FaultSweepRun.directory)
    return FaultSweepRun(fileSystem, options: options, environment: .fixed(seed: seed))
  }

  /// The problems of one run; empty if all is well. With no number nothing fails before the crash at the end.
  func problems(
    number: Int?, _ kind: Kind, _ crash: SimulatedDisk.Crash, seed: UInt64
  ) async -> [String] {
    let run = makeRun(seed: seed)
    if let number { run.fileSystem.fail(.init(number: number, kind: nil, effect: kind.effect)) }
    await run.run(steps, endsAfterFault: number != nil && seed % 5 < 2)
    // A process that is killed loses nothing but its locks; what the next one shows must outlast the power.
    if seed % 3 > 0 { await run.recover(on: run.fileSystem.kill(), "killed", commits: seed % 3 == 1) }
    await run.recover(on: run.fileSystem.crash(seed: seed, crash), "power lost, \(crash)")
    let place = "call \(number ?? 0), \(kind), seed \(seed), \(crash)"
    return run.problems.map { "\(place): \($0)" }
  }

  /// Crashes in the workload, then at every call of the opening that follows, then opens on a healthy machine.
  func problemsInRecovery(
    number: Int, _ crash: SimulatedDisk.Crash, seed: UInt64, isExhaustive: Bool
  ) async -> [String] {
    let first = makeRun(seed: seed)
    first.fileSystem.fail(.init(number: number, kind: nil, effect: .crashAfter))
    await first.run(steps)
    var problems: [String] = []
    let effects: [SimulatedFileSystem.Effect] = [.crashBefore, .crashAfter, .error(EIO), .failedSync(EIO)]
    for effect in effects {
      for call in 1... {
        let second = first.fork(on: first.fileSystem.crash(seed: seed, crash))
        second.fileSystem.fail(.init(number: call, kind: nil, effect: effect))
        do {
          try second.openOnce()
          // Tidying up may fail without harm: what counts is what is held afterwards.
          await second.check("opened after a crash")
        } catch {
          if !(error is StoreError) { problems.append("opening threw \(error)") }
        }
        let isSpent = second.fileSystem.isFaultSpent
        if !second.fileSystem.isDead { await second.recover(on: second.fileSystem.kill(), "opened again") }
        let modes = SimulatedDisk.Crash.allCases
        for last in isExhaustive ? modes : [modes[call % modes.count]] {
          let third = second.fork(on: second.fileSystem.crash(seed: seed &+ 1, last))
          await third.recover(on: third.fileSystem, "\(effect) at call \(call) of recovery, \(last)")
          problems += third.problems
        }
        problems += second.problems
        if !isSpent { break }
      }
    }
    let place = "crash after call \(number), \(crash), seed \(seed)"
    return problems.map { "\(place): \($0)" }
  }
}
