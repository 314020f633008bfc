public import Foundation

/// How far a long operation has come. Operations report it through a ``WorkProgress/Report`` closure after each batch; between
/// batches they are cancellable and leave only whole commits behind.
public struct WorkProgress: Hashable, Sendable {
  /// Called with each new state, in order, from the task that works. Keep it short.
  public typealias Report = @Sendable (WorkProgress) -> Void

  /// What is being done, by a stable code, for example `import.rows`.
  public var phase: String
  /// Units done in this phase.
  public var done: Int
  /// Units in this phase, if known.
  public var total: Int?
  /// When the phase began.
  public var started: Date
  /// When this was reported.
  public var date: Date

  /// A state of progress.
  public init(phase: String, done: Int, total: Int? = nil, started: Date, date: Date) {
    self.phase = phase
    self.done = done
    self.total = total
    self.started = started
    self.date = date
  }

  /// From 0 to 1; `nil` if the total is unknown.
  public var fraction: Double? {
    guard let total else { return nil }
    return total == 0 ? 1 : min(1, Double(done) / Double(total))
  }

  /// Units per second since the phase began; `nil` before any time has passed.
  public var rate: Double? {
    let seconds = date.timeIntervalSince(started)
    return seconds > 0 ? Double(done) / seconds : nil
  }

  /// Seconds to go at the present rate; `nil` if total or rate are unknown or nothing is done yet.
  public var remaining: TimeInterval? {
    guard let total, let rate, rate > 0 else { return nil }
    return Double(max(0, total - done)) / rate
  }
}
