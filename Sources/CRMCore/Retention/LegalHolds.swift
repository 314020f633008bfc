public import Foundation

/// The one record that every hold rewrites in its own commit: a deletion that requires it unchanged cannot pass over a hold that
/// was acknowledged before, on any backend and across processes.
public struct LegalHoldRegister: Record {
  /// `legalHoldRegister`.
  public static let collection: CollectionName = "legalHoldRegister"
  /// The identity of the one record.
  public static let theID = Identifier<LegalHoldRegister>(derivedFrom: "retention.holds")

  /// The same for every store.
  public var id: Identifier<LegalHoldRegister>
  /// How often a hold was set or lifted.
  public var changes: Int

  /// The register after so many changes.
  public init(changes: Int) {
    id = Self.theID
    self.changes = changes
  }
}

/// The legal holds in force in a store, as they were read: whoever deletes or alters what holds may cover asks them, and makes the
/// commit depend on them.
///
/// ```swift
/// let holds = try await LegalHolds.read(in: store, at: now)
/// guard holds.covering(row).isEmpty else { … }
/// holds.require(in: &changes)      // the commit conflicts if a hold was set or lifted meanwhile
/// ```
public struct LegalHolds: Sendable {
  /// The holds in force, in order of their identifiers.
  public let holds: [LegalHold]
  private let register: Stored<LegalHoldRegister>?
  private let cover: LegalHoldCover

  /// As if there were none: to ask what they change. Nothing that is deleted may rest on it.
  public static let none = LegalHolds([], nil, at: .distantPast)

  /// Reads the holds in force at a moment. O(holds not lifted).
  public static func read(in store: any Store, at now: Date) async throws -> LegalHolds {
    // The register first: a hold that is set between the two reads makes the commit conflict.
    let register = try await store.get(LegalHoldRegister.theID)
    let standing = try await store.all(Query(LegalHold.byEnd).from(now))
    return LegalHolds(standing.map(\.record), register, at: now)
  }

  private init(_ standing: [LegalHold], _ register: Stored<LegalHoldRegister>?, at now: Date) {
    holds = standing.filter { $0.isInForce(at: now) }.sorted { $0.id < $1.id }
    self.register = register
    cover = LegalHoldCover(holds, at: now)
  }

  /// The holds that cover a record, in order of their identifiers.
  public func covering(_ record: RetainedRecord) -> [LegalHold] { cover.covering(record) }

  /// Makes a commit conflict if a hold was set or lifted since these were read.
  public func require(in changes: inout ChangeSet) {
    if let register {
      changes.require(unchanged: register)
    } else {
      changes.require(absent: LegalHoldRegister.theID)
    }
  }

  /// Counts a change of the holds, in the commit that makes it.
  static func count(in changes: inout ChangeSet, store: any Store) async throws {
    if let register = try await store.get(LegalHoldRegister.theID) {
      changes.update(LegalHoldRegister(changes: register.changes + 1), expecting: register.revision)
    } else {
      changes.insert(LegalHoldRegister(changes: 1))
    }
  }
}

/// Holds in force, ready to be asked about many records.
struct LegalHoldCover: Sendable {
  private var byTarget: [RecordReference: [LegalHold]] = [:]
  private var byCategory: [PersonalDataCategory: [LegalHold]] = [:]

  init(_ holds: some Sequence<LegalHold>, at now: Date) {
    for hold in holds where hold.isInForce(at: now) {
      if let target = hold.scope.target { byTarget[target, default: []].append(hold) }
      if let category = hold.scope.category { byCategory[category, default: []].append(hold) }
    }
  }

  func covering(_ record: RetainedRecord) -> [LegalHold] {
    guard !byTarget.isEmpty || !byCategory.isEmpty else { return [] }
    var found: [Identifier<LegalHold>: LegalHold] = [:]
    let candidates =
      ([record.reference] + record.subjects + record.links).flatMap { byTarget[$0] ?? [] }
      + (byCategory[record.category] ?? [])
    for hold in candidates where hold.scope.covers(record) { found[hold.id] = hold }
    return found.values.sorted { $0.id < $1.id }
  }
}
