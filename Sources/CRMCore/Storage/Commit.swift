public import Foundation

/// The place of a commit in a store's history, from 1, without gaps.
public struct CommitPosition: Hashable, Comparable, Codable, Sendable {
  /// The number.
  public let value: UInt64

  /// The position with this number.
  public init(_ value: UInt64) {
    self.value = value
  }

  /// Earlier commits are less.
  public static func < (left: CommitPosition, right: CommitPosition) -> Bool { left.value < right.value }
}

/// Where a commit was made: one installation of a store. Lets stores be synchronised.
public struct ReplicaID: RawRepresentable, Hashable, Codable, Sendable {
  /// The identity of the installation.
  public let rawValue: UUID

  /// The installation with this identity.
  public init(rawValue: UUID) {
    self.rawValue = rawValue
  }
}

/// A hybrid logical time (Kulkarni et al. 2014): physical milliseconds and a counter; later commits of one store always have a
/// later time, also when its clock is set back.
public struct HybridTime: Hashable, Comparable, Codable, Sendable {
  /// Milliseconds since 1970, the greatest seen so far.
  public var milliseconds: Int64
  /// Orders commits within one millisecond.
  public var counter: UInt32

  /// A time from its parts.
  public init(milliseconds: Int64, counter: UInt32) {
    self.milliseconds = milliseconds
    self.counter = counter
  }

  /// The time of the next event at the physical instant `now`.
  public func next(at now: Date) -> HybridTime {
    let physical = now.millisecondsSince1970
    if physical > milliseconds { return HybridTime(milliseconds: physical, counter: 0) }
    if counter == .max { return HybridTime(milliseconds: milliseconds + 1, counter: 0) }
    return HybridTime(milliseconds: milliseconds, counter: counter + 1)
  }

  /// Orders by milliseconds, then by counter.
  public static func < (left: HybridTime, right: HybridTime) -> Bool {
    left.milliseconds != right.milliseconds ? left.milliseconds < right.milliseconds : left.counter < right.counter
  }
}

/// What became of a ``ChangeSet``: its place in history, when, by whom, why, and the records changed.
public struct Commit: Sendable {
  /// The place in this store's history.
  public let position: CommitPosition
  /// When it was made, to the millisecond.
  public let date: Date
  /// The installation that made it.
  public let origin: ReplicaID
  /// The hybrid logical time.
  public let time: HybridTime
  /// Who made it.
  public let author: Author?
  /// Why.
  public let reason: String?
  /// The key that makes a repetition harmless.
  public let idempotencyKey: String?
  /// The records written, in the order of the change set. Requirements are not among them.
  public let changes: [ChangedRecord]

  /// A commit from its parts. For backends.
  public init(
    position: CommitPosition, date: Date, origin: ReplicaID, time: HybridTime, author: Author? = nil,
    reason: String? = nil,
    idempotencyKey: String? = nil, changes: [ChangedRecord]
  ) {
    self.position = position
    self.date = date
    self.origin = origin
    self.time = time
    self.author = author
    self.reason = reason
    self.idempotencyKey = idempotencyKey
    self.changes = changes
  }

  /// The revision that every record written by this commit has, in stores that number revisions by position.
  public var revision: Revision { Revision(position.value) }

  /// The inserted and updated records of one type, decoded now.
  ///
  /// - Throws: ``StoreError`` if a payload cannot be decoded.
  public func records<R: Record>(of type: R.Type = R.self) throws -> [R] {
    try changes.compactMap { try $0.record(as: R.self) }
  }

  /// The changes to records of one type.
  public func changes<R: Record>(to type: R.Type) -> [ChangedRecord] {
    changes.filter { $0.reference.collection == R.collection }
  }
}

/// One record in a ``Commit``; its value is decoded on demand.
public struct ChangedRecord: Sendable {
  /// What happened to the record.
  public enum Kind: String, Codable, Sendable {
    /// It is new.
    case inserted
    /// It has a new value.
    case updated
    /// It is gone.
    case deleted
    /// It has a new revision and the same value.
    case touched
  }

  private enum Content: Sendable {
    case none
    case value(any Record)
    case held(any HeldRecord)
    case deferred(@Sendable (any Record.Type) throws -> any Record)
  }

  /// The record.
  public let reference: RecordReference
  /// What happened to it.
  public let kind: Kind
  private let content: Content

  /// An inserted or updated record whose value is at hand.
  public init(_ record: some Record, kind: Kind) {
    reference = RecordReference(record)
    self.kind = kind
    content = .value(record)
  }

  /// A change whose value, if any, is decoded when somebody asks.
  public init(
    _ reference: RecordReference, kind: Kind, decode: (@Sendable (any Record.Type) throws -> any Record)? = nil
  ) {
    self.reference = reference
    self.kind = kind
    content = decode.map { .deferred($0) } ?? .none
  }

  /// A change whose value the store has anyway: it is shared, not copied.
  init(_ reference: RecordReference, kind: Kind, held: any HeldRecord) {
    self.reference = reference
    self.kind = kind
    content = .held(held)
  }

  /// The new value if the record is of type `R` and was inserted or updated, otherwise `nil`.
  ///
  /// - Throws: ``StoreError`` if the payload cannot be decoded.
  public func record<R: Record>(as type: R.Type = R.self) throws -> R? {
    guard reference.collection == R.collection, kind == .inserted || kind == .updated else { return nil }
    switch content {
    case .none: return nil
    case .value(let record): return record as? R
    case .held(let held): return (held as? Held<R>)?.record
    case .deferred(let decode): return try decode(R.self) as? R
    }
  }
}
