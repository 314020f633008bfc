/// What one draining of an ``Inbox`` did. It holds no personal data.
public struct InboxReport: Sendable {
  /// An entry that became a commit.
  public struct Merged: Hashable, Sendable {
    /// The name that ``Inbox/put(_:)`` gave back.
    public var name: String
    /// The commit. Earlier than others of the same draining if the entry, or one with its idempotency key, was committed before.
    public var position: CommitPosition

    /// An entry and the commit it became.
    public init(name: String, position: CommitPosition) {
      self.name = name
      self.position = position
    }
  }

  /// An entry that was moved aside.
  public struct Refused: Sendable {
    /// The entry, for ``Inbox/retry(_:)`` and ``Inbox/discard(_:)``.
    public var entry: RefusedEntry
    /// Why: the code, and the records concerned where they are known. Without an underlying error.
    public var failure: StoreError

    /// An entry and why it was refused.
    public init(entry: RefusedEntry, failure: StoreError) {
      self.entry = entry
      self.failure = failure
    }
  }

  /// The entries merged, in order.
  public var merged: [Merged]
  /// The entries refused, in order.
  public var refused: [Refused]
  /// How many unfinished entries were removed.
  public var removedUnfinished: Int

  /// A report; nothing done by default.
  public init(merged: [Merged] = [], refused: [Refused] = [], removedUnfinished: Int = 0) {
    self.merged = merged
    self.refused = refused
    self.removedUnfinished = removedUnfinished
  }
}

/// An entry of an ``Inbox`` that could not be merged and lies in its folder `refused`.
public struct RefusedEntry: Hashable, Sendable {
  /// The name that ``Inbox/put(_:)`` gave back.
  public let originalName: String
  /// Why it was refused.
  public let code: StoreError.Code

  /// An entry with this original name that was refused for this reason.
  public init(originalName: String, code: StoreError.Code) {
    self.originalName = originalName
    self.code = code
  }

  /// Reads the name of a file in the folder; `nil` if it is no entry.
  init?(name: String) {
    guard InboxEntry.isEntry(name) else { return nil }
    let stem = name.dropLast(InboxEntry.suffix.count)
    guard let dot = stem.lastIndex(of: ".") else { return nil }
    originalName = stem[..<dot] + InboxEntry.suffix
    code = StoreError.Code(rawValue: String(stem[stem.index(after: dot)...]))
  }

  /// The name of the file: the original one with the code before its ending.
  var name: String { "\(originalName.dropLast(InboxEntry.suffix.count)).\(code.rawValue)\(InboxEntry.suffix)" }
}

extension StoreError.Code {
  /// An inbox has a record of a collection that is not registered.
  public static let unknownCollection = StoreError.Code(rawValue: "unknownCollection")
  /// A file of an inbox is not, or not any more, what was put.
  public static let damagedEntry = StoreError.Code(rawValue: "damagedEntry")
}
