import CRMCore
import Foundation
import Synchronization

/// That a commit was acknowledged: one line, written before the next step begins.
struct Acknowledgement: Hashable {
  /// Which step of which task of which run: the commit's idempotency key.
  var step: Step
  var position: CommitPosition
  var fingerprint: String

  init(_ commit: Commit, step: Step) throws {
    self.step = step
    position = commit.position
    fingerprint = try commit.fingerprint()
  }

  /// Reads a line; `nil` if it is none, for example because the writer died in the middle of it.
  init?(line: some StringProtocol) {
    let words = line.split(separator: " ")
    guard words.count == 4, words[0] == "done", let step = Step(key: String(words[1])), let number = UInt64(words[2])
    else { return nil }
    self.step = step
    position = CommitPosition(number)
    fingerprint = String(words[3])
  }

  var line: String { "done \(step.key) \(position.value) \(fingerprint)\n" }

  /// All acknowledgements in what a writer printed. A last line without an end does not count.
  static func all(in text: String) -> [Acknowledgement] {
    text.split(separator: "\n", omittingEmptySubsequences: false).dropLast().compactMap { Acknowledgement(line: $0) }
  }
}

/// The name of one step of one task of one run.
struct Step: Hashable {
  /// The task: `SEED/TASK`.
  var task: String
  /// Counts the task's steps from 0.
  var number: Int

  init(task: String, number: Int) {
    self.task = task
    self.number = number
  }

  init?(key: String) {
    guard let slash = key.lastIndex(of: "/"), let number = Int(key[key.index(after: slash)...]) else { return nil }
    self.init(task: String(key[..<slash]), number: number)
  }

  var key: String { "\(task)/\(number)" }
}

/// Standard output, one whole line at a time, not buffered.
final class Output: Sendable {
  private let lock = Mutex(())

  func print(_ line: String) throws {
    try lock.withLock { _ in try FileHandle.standardOutput.write(contentsOf: Data(line.utf8)) }
  }
}

/// Something that happens once.
final class Flag: Sendable {
  private let raised = Mutex(false)

  var isRaised: Bool { raised.withLock { $0 } }

  func raise() { raised.withLock { $0 = true } }
}
