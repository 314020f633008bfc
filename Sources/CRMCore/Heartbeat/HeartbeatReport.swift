public import Foundation

/// What one call of ``Heartbeat/advance(now:budget:)`` did.
public struct HeartbeatReport: Sendable {
  /// What one work did in all its slices.
  public struct Entry: Sendable {
    /// The work's name.
    public var name: String
    /// Items done.
    public var items = 0
    /// The first failure, if there was one; what failed stays due.
    public var failure: (any Error)?

    /// An entry; nothing done by default.
    public init(name: String, items: Int = 0, failure: (any Error)? = nil) {
      self.name = name
      self.items = items
      self.failure = failure
    }
  }

  /// The moment up to which things were due.
  public var now: Date
  /// One entry for each work that was called.
  public var entries: [Entry] = []
  /// Whether the budget ended before everything that was due was done. What failed does not count.
  public var hasMore = false

  /// A report of nothing.
  public init(now: Date) {
    self.now = now
  }

  /// Items done by all works.
  public var items: Int { entries.reduce(0) { $0 + $1.items } }
  /// The entries of works that failed.
  public var failures: [Entry] { entries.filter { $0.failure != nil } }

  /// Adds what a work did to its entry.
  mutating func note(_ name: String, items: Int = 0, failure: (any Error)? = nil) {
    let place = entries.firstIndex { $0.name == name } ?? entries.endIndex
    if place == entries.endIndex { entries.append(Entry(name: name)) }
    entries[place].items += items
    entries[place].failure = entries[place].failure ?? failure
  }
}
