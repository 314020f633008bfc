import Foundation

/// What an image remembers of a commit with an idempotency key: enough to answer a repetition when the commit itself is gone.
struct IdempotencyMark: Hashable, Sendable {
  var position: UInt64
  /// The commit's date, in milliseconds since 1970.
  var milliseconds: Int64
  var timeMilliseconds: Int64
  var timeCounter: UInt32

  init(position: UInt64, milliseconds: Int64, timeMilliseconds: Int64, timeCounter: UInt32) {
    self.position = position
    self.milliseconds = milliseconds
    self.timeMilliseconds = timeMilliseconds
    self.timeCounter = timeCounter
  }

  init(_ commit: Commit) {
    self.init(
      position: commit.position.value, milliseconds: commit.date.millisecondsSince1970,
      timeMilliseconds: commit.time.milliseconds, timeCounter: commit.time.counter)
  }

  var date: Date { Date(millisecondsSince1970: milliseconds) }
  var time: HybridTime { HybridTime(milliseconds: timeMilliseconds, counter: timeCounter) }

  /// The identifier under which an image keeps the mark of a key.
  static func id(of key: String) -> IdentifierBits { Identifier<Self.Key>(derivedFrom: "idempotency", key).bits }

  private enum Key {}
}
