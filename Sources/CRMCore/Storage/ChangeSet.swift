public import Foundation

/// A unit of work over any record types: everything in it happens in one commit, or nothing does.
///
/// Besides inserts, updates and deletes it can state *preconditions on records that were only read*: they must still have the
/// revision that was read (or still be absent) when the commit applies. All preconditions are judged against the state before
/// the commit; each record may be written once.
public struct ChangeSet: Sendable {
  private protocol Item: Sendable {
    func accept(_ visitor: inout some ChangeVisitor) throws
  }

  private struct TypedItem<R: Record>: Item {
    let change: Change<R>
    func accept(_ visitor: inout some ChangeVisitor) throws { try visitor.visit(change) }
  }

  private var items: [any Item] = []
  /// Whether anything is written; requirements alone write nothing.
  public private(set) var hasWrites = false

  /// Who makes the change.
  public var author: Author?
  /// Why, in a few words without personal data.
  public var reason: String?
  /// Names the intent: a second commit with the same key changes nothing and gives back the first one.
  public var idempotencyKey: String?
  /// The instant of the change; the store's clock if `nil`.
  public var date: Date?

  /// An empty unit of work.
  public init(author: Author? = nil, reason: String? = nil, idempotencyKey: String? = nil, date: Date? = nil) {
    self.author = author
    self.reason = reason
    self.idempotencyKey = idempotencyKey
    self.date = date
  }

  /// The number of changes and preconditions.
  public var count: Int { items.count }
  /// Whether there is nothing to do.
  public var isEmpty: Bool { items.isEmpty }

  /// Adds a new record; the commit conflicts if its identifier is taken.
  public mutating func insert<R: Record>(_ record: R) { add(Change<R>.insert(record)) }

  /// Adds new records; see ``insert(_:)``.
  public mutating func insert<R: Record>(contentsOf records: some Sequence<R>) {
    for record in records { insert(record) }
  }

  /// Writes a record that was read and changed; the commit conflicts if somebody else wrote it since.
  public mutating func update<R: Record>(_ stored: Stored<R>) {
    add(Change<R>.update(stored.record, expecting: stored.revision))
  }

  /// Writes a record in place of the revision that was read.
  public mutating func update<R: Record>(_ record: R, expecting revision: Revision) {
    add(Change<R>.update(record, expecting: revision))
  }

  /// Removes a record that was read; the commit conflicts if somebody else wrote it since.
  public mutating func delete<R: Record>(_ stored: Stored<R>) {
    add(Change<R>.delete(stored.record.id, expecting: stored.revision))
  }

  /// Requires that a record which was only read is the same when the commit applies. It is not written.
  public mutating func require<R: Record>(unchanged stored: Stored<R>) {
    add(Change<R>.require(stored.record.id, stored.revision))
  }

  /// Requires that no record has this identifier when the commit applies.
  public mutating func require<R: Record>(absent id: Identifier<R>) { add(Change<R>.require(id, nil)) }

  /// Gives a record a new revision without changing it: the commit conflicts with every other touch, update or requirement of it.
  public mutating func touch<R: Record>(_ stored: Stored<R>) {
    add(Change<R>.touch(stored.record.id, expecting: stored.revision))
  }

  /// Adds one change.
  public mutating func add<R: Record>(_ change: Change<R>) {
    items.append(TypedItem(change: change))
    hasWrites = hasWrites || change.isWrite
  }

  /// Joins another unit of work to this one: its changes follow, its author, reason, key and date count where this one has none.
  public mutating func append(_ other: ChangeSet) {
    items += other.items
    hasWrites = hasWrites || other.hasWrites
    author = author ?? other.author
    reason = reason ?? other.reason
    idempotencyKey = idempotencyKey ?? other.idempotencyKey
    date = date ?? other.date
  }

  /// Shows every change to `visitor`, in order. This is how backends walk a unit of work of mixed types. O(count).
  public func accept(_ visitor: inout some ChangeVisitor) throws {
    for item in items { try item.accept(&visitor) }
  }
}

/// One change to, or one precondition on, a record of type `R`.
public enum Change<R: Record>: Sendable {
  /// A new record.
  case insert(R)
  /// A new value for the record that still has the given revision.
  case update(R, expecting: Revision)
  /// The removal of the record that still has the given revision.
  case delete(Identifier<R>, expecting: Revision)
  /// The record still has the given revision; `nil`: there is none.
  case require(Identifier<R>, Revision?)
  /// A new revision, the same value.
  case touch(Identifier<R>, expecting: Revision)

  /// The record concerned.
  public var id: Identifier<R> {
    switch self {
    case .insert(let record), .update(let record, _): record.id
    case .delete(let id, _), .require(let id, _), .touch(let id, _): id
    }
  }

  /// The revision that must be found; `nil`: none must be found.
  public var expectedRevision: Revision? {
    switch self {
    case .insert: nil
    case .update(_, let revision), .delete(_, let revision), .touch(_, let revision): revision
    case .require(_, let revision): revision
    }
  }

  /// Whether the change writes (everything but a requirement).
  public var isWrite: Bool {
    if case .require = self { return false }
    return true
  }
}

/// Walks a ``ChangeSet`` with static knowledge of each record's type.
public protocol ChangeVisitor {
  /// Called for each change in order; throwing ends the walk.
  mutating func visit<R: Record>(_ change: Change<R>) throws
}
