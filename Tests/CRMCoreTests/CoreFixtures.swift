import CRMCore
import CRMTesting
import Foundation

/// The record that the tests of stores, transactions and projections write.
struct Parcel: Record {
  static let collection: CollectionName = "parcels"
  static let byShelf = Index<Parcel>("shelf") { parcel in parcel.shelf.map { IndexKey($0, parcel.weight) } }
  static let byLabel = Index<Parcel>("label", unique: true) { parcel in parcel.label.map { IndexKey(ExactText($0)) } }
  static var indexes: [Index<Parcel>] { [byShelf, byLabel] }

  var id: Identifier<Parcel>
  var shelf: String?
  var weight: Int = 0
  var label: String?

  init(_ id: Identifier<Parcel>, shelf: String? = nil, weight: Int = 0, label: String? = nil) {
    self.id = id
    self.shelf = shelf
    self.weight = weight
    self.label = label
  }

  static func id(_ number: Int) -> Identifier<Parcel> { Identifier(derivedFrom: "parcel", "\(number)") }
}

/// A record of another collection.
struct Van: Record {
  static let collection: CollectionName = "vans"

  var id: Identifier<Van>
  var seats: Int = 0
}

/// Passes every call on, after a hook that may do something in between, wait, or throw.
final class HookedStore: Store {
  enum Call: Sendable {
    case fetch, page, commit, history, position
  }

  private let base: any Store
  private let hook: @Sendable (Call) async throws -> Void

  init(_ base: any Store, before hook: @escaping @Sendable (Call) async throws -> Void) {
    self.base = base
    self.hook = hook
  }

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) async throws -> [Stored<R>?] {
    try await hook(.fetch)
    return try await base.fetch(type, ids: ids)
  }

  func page<R: Record>(_ query: Query<R>) async throws -> Page<Stored<R>> {
    try await hook(.page)
    return try await base.page(query)
  }

  func count<R: Record>(_ query: Query<R>) async throws -> Int { try await base.count(query) }

  func commit(_ changes: ChangeSet) async throws -> Commit {
    try await hook(.commit)
    return try await base.commit(changes)
  }

  func history(after position: CommitPosition?, limit: Int) async throws -> [Commit] {
    try await hook(.history)
    return try await base.history(after: position, limit: limit)
  }

  func position() async throws -> CommitPosition? {
    try await hook(.position)
    return try await base.position()
  }

  func waitForCommit(after position: CommitPosition?) async throws { try await base.waitForCommit(after: position) }
}

/// A change set that was filled in place.
func changeSet(
  author: Author? = nil, idempotencyKey: String? = nil, _ fill: (inout ChangeSet) throws -> Void
) rethrows -> ChangeSet {
  var changes = ChangeSet(author: author, idempotencyKey: idempotencyKey)
  try fill(&changes)
  return changes
}
