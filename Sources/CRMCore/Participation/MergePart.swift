public import Foundation

/// What becomes of records when some records are merged into one: the changes, the trace from which they can be undone, and what a
/// plan tells of them.
///
/// The walk over declared references and every ``Participant`` add to one part. Use its verbs instead of the change set's, so that
/// every change is in the plan and can be undone; preconditions go to ``changes`` directly. Each record may be written once.
public struct MergePart: Sendable {
  /// Which records become one.
  public let subjects: MergeSubjects
  /// When.
  public let date: Date
  /// The changes so far. Add requirements and touches here, nothing that writes values.
  public var changes = ChangeSet()
  /// What stands against the merge.
  public private(set) var problems: [Reason] = []
  /// What follows from the merge that nobody sees in a list of records.
  public private(set) var consequences: [Reason] = []
  /// By type, in the order of the first change: how many records there are, and the first of them.
  public private(set) var effects: [MergeEffect] = []

  private let listing: Int
  private var moves: [MoveKey: [UUID]] = [:]
  private var moveOrder: [MoveKey] = []
  private var changed: [RecordTrace] = []
  private var positions: [CollectionName: Int] = [:]
  private var written: [CollectionName: XXH64Chain] = [:]

  private struct MoveKey: Hashable {
    var collection: CollectionName
    var loser: RecordReference
    var links: [String: Int]
  }

  /// A part to which nothing has been added.
  ///
  /// - Parameters:
  ///   - subjects: which records become one.
  ///   - date: when.
  ///   - listing: how many records of each type ``effects`` names.
  public init(_ subjects: MergeSubjects, at date: Date, listing: Int = 20) {
    self.subjects = subjects
    self.date = date
    self.listing = listing
  }

  /// Points links of a record from the losers to the winner.
  ///
  /// - Parameters:
  ///   - stored: the record, as it was read.
  ///   - links: those of its declared references that are to follow.
  public mutating func move<R: Record>(_ stored: Stored<R>, _ links: [Reference<R>] = R.references) throws {
    var moved = stored.record
    var trace: [MoveKey] = []
    for loser in subjects.losers {
      var names: [String: Int] = [:]
      for link in links where link.targets(of: moved).contains(loser) {
        link.repoint(&moved, from: loser, to: subjects.winner)
        names[link.name] = link.targets(of: moved).count { $0 == subjects.winner }
      }
      if !names.isEmpty { trace.append(MoveKey(collection: R.collection, loser: loser, links: names)) }
    }
    guard moved != stored.record else { return }
    // One whose links lead back to where they were needs no copy; one that named both does.
    var back = moved
    if let key = trace.first, trace.count == 1 {
      for link in links where key.links[link.name] != nil {
        link.repoint(&back, from: subjects.winner, to: key.loser)
      }
    }
    guard back == stored.record, let key = trace.first, trace.count == 1 else {
      return try rewrite(stored, to: moved, as: .moved)
    }
    if moves[key] == nil { moveOrder.append(key) }
    moves[key, default: []].append(stored.id.uuid)
    changes.update(moved, expecting: stored.revision)
    note(RecordReference(stored.id), stored.revision, .moved)
  }

  /// Gives a record other values.
  public mutating func rewrite<R: Record>(_ stored: Stored<R>, to record: R) throws {
    try rewrite(stored, to: record, as: .rewritten)
  }

  private mutating func rewrite<R: Record>(_ stored: Stored<R>, to record: R, as kind: MergeEffect.Kind) throws {
    guard stored.record != record else { return }
    let reference = RecordReference(stored.id)
    changed.append(
      .rewritten(
        reference, before: try RecordPayload.encode(stored.record), after: try RecordPayload.encode(record)))
    changes.update(record, expecting: stored.revision)
    note(reference, stored.revision, kind)
  }

  /// Removes a record.
  public mutating func remove<R: Record>(_ stored: Stored<R>) throws {
    let reference = RecordReference(stored.id)
    changed.append(.removed(reference, before: try RecordPayload.encode(stored.record)))
    changes.delete(stored)
    note(reference, stored.revision, .removed)
  }

  /// Adds a record.
  public mutating func insert(_ record: some Record) throws {
    let reference = RecordReference(record)
    changed.append(.inserted(reference, after: try RecordPayload.encode(record)))
    changes.insert(record)
    note(reference, nil, .inserted)
  }

  /// Says that the merge must not be done.
  public mutating func refuse(_ reason: Reason) { problems.append(reason) }

  /// Says what follows from the merge that nobody sees in a list of records.
  public mutating func tell(_ consequence: Reason) { consequences.append(consequence) }

  /// What was done to records, in the form from which it can be undone.
  public var traces: [RecordTrace] {
    moveOrder.map { key in
      .moved(
        MovedRecords(collection: key.collection, loser: key.loser, links: key.links, ids: moves[key] ?? []))
    } + changed
  }

  /// The number of records that are changed.
  public var count: Int { effects.reduce(0) { $0 + $1.count } }

  /// Stands for every record that is changed and for its revision: another one means that the state is another.
  public var fingerprints: [CollectionName: UInt64] { written.mapValues(\.value) }

  private mutating func note(_ record: RecordReference, _ revision: Revision?, _ kind: MergeEffect.Kind) {
    let position: Int
    if let known = positions[record.collection] {
      position = known
    } else {
      position = effects.count
      positions[record.collection] = position
      effects.append(MergeEffect(record.collection))
    }
    effects[position].add(record, kind, listing: listing)
    written[record.collection, default: XXH64Chain()].add(record.id, revision?.value ?? 0, kind.rawValue)
  }
}

/// What a merge does to the records of one type.
public struct MergeEffect: Hashable, Codable, Sendable {
  /// What happens to a record.
  public enum Kind: String, Codable, Sendable, CaseIterable {
    /// Its links follow to the winner.
    case moved
    /// It has other values.
    case rewritten
    /// It goes, because the winner has the same.
    case removed
    /// It is made.
    case inserted
  }

  /// The type.
  public let collection: CollectionName
  /// How many records are moved, rewritten, removed and inserted.
  public private(set) var counts: [Kind: Int] = [:]
  /// The first of them, in the order in which they were found.
  public private(set) var first: [RecordReference] = []

  init(_ collection: CollectionName) {
    self.collection = collection
  }

  /// How many records are changed.
  public var count: Int { counts.values.reduce(0, +) }

  mutating func add(_ record: RecordReference, _ kind: Kind, listing: Int) {
    counts[kind, default: 0] += 1
    if first.count < listing { first.append(record) }
  }
}

extension MergeEffect.Kind: CodingKeyRepresentable {}

/// A checksum over a sequence of records and revisions.
struct XXH64Chain: Sendable {
  private(set) var value: UInt64 = 0

  mutating func add(_ id: UUID, _ revision: UInt64, _ kind: String) {
    var key = IndexKey(id)
    key.append(word: revision)
    key.bytes += Array(kind.utf8)
    value = XXH64.hash(key.bytes, seed: value)
  }
}
