/// Why a store refused: one code, the records concerned, and no personal data.
public struct StoreError: Error, Sendable {
  /// The kind of failure. Open: backends may add their own.
  public struct Code: RawRepresentable, Hashable, Codable, Sendable {
    /// The stable name of the kind.
    public let rawValue: String

    /// A kind of this name.
    public init(rawValue: String) {
      self.rawValue = rawValue
    }

    /// A record read or written was changed, created or deleted by somebody else. Read again and retry.
    public static let conflict = Code(rawValue: "conflict")
    /// A unique index already has the key.
    public static let duplicateKey = Code(rawValue: "duplicateKey")
    /// A record that must exist does not.
    public static let notFound = Code(rawValue: "notFound")
    /// The change set contradicts itself, for example by writing one record twice.
    public static let invalidChange = Code(rawValue: "invalidChange")
    /// The query names an index that the record type does not declare.
    public static let unknownIndex = Code(rawValue: "unknownIndex")
    /// Optimistic retries were used up under contention.
    public static let exhausted = Code(rawValue: "exhausted")
    /// The wanted history lies before the oldest commit that is kept. Rescan and resume from there.
    public static let historyTruncated = Code(rawValue: "historyTruncated")
    /// Stored data are damaged.
    public static let corrupted = Code(rawValue: "corrupted")
    /// Another process owns the store.
    public static let locked = Code(rawValue: "locked")
    /// No room on the device; nothing was written.
    public static let full = Code(rawValue: "full")
    /// The store is closed, read-only or cannot be reached.
    public static let unavailable = Code(rawValue: "unavailable")
    /// The data were written by a newer version of the record or of the format.
    public static let incompatibleVersion = Code(rawValue: "incompatibleVersion")
  }

  /// A key that is already taken in a unique index.
  public struct DuplicateKey: Hashable, Sendable {
    /// The unique index.
    public var index: IndexName
    /// The record that could not be written.
    public var record: RecordReference
    /// The record that has the key.
    public var holder: RecordReference

    /// A collision of `record` with `holder` in `index`.
    public init(index: IndexName, record: RecordReference, holder: RecordReference) {
      self.index = index
      self.record = record
      self.holder = holder
    }
  }

  /// The kind of failure.
  public var code: Code
  /// All records that made the operation fail, in order and without repeats.
  public var records: [RecordReference]
  /// All keys taken, where ``code`` is `duplicateKey` or `conflict`.
  public var duplicates: [DuplicateKey]
  /// What happened, in words, without personal data.
  public var message: String
  /// The error beneath, if any.
  public var underlying: (any Error)?

  /// A failure of this kind.
  public init(
    _ code: Code, _ message: String = "", records: [RecordReference] = [], duplicates: [DuplicateKey] = [],
    underlying: (any Error)? = nil
  ) {
    self.code = code
    self.message = message
    self.records = records
    self.duplicates = duplicates
    self.underlying = underlying
  }
}

extension StoreError: CustomStringConvertible {
  /// The code, the message and the records concerned.
  public var description: String {
    var text = "store error: " + code.rawValue
    if !message.isEmpty { text += ": " + message }
    if !records.isEmpty { text += " (" + records.map(\.description).joined(separator: ", ") + ")" }
    for duplicate in duplicates {
      text += "; index \(duplicate.index) of \(duplicate.record) is held by \(duplicate.holder)"
    }
    if let underlying { text += "; cause: \(underlying)" }
    return text
  }
}
