/// Finds the records of all registered types that point to a record, by their declared references.
///
/// Nothing is read but index ranges: the cost grows with what points to the record, not with the base. Merging moves what is found;
/// the rights of a data subject and the audit of orphans find records in the same way.
public struct ReferenceWalk: Sendable {
  /// The types that are walked over.
  public let registry: RecordRegistry
  private let store: any Store
  private let leftOut: Set<CollectionName>

  /// A walk over types.
  ///
  /// - Parameters:
  ///   - registry: the types.
  ///   - store: where the records are.
  ///   - collections: types that somebody else answers for; see ``Participant/collections``.
  public init(over registry: RecordRegistry, in store: any Store, leavingOut collections: Set<CollectionName> = []) {
    self.registry = registry
    self.store = store
    leftOut = collections
  }

  /// How many records point to one, for each type and link through which any do. One index count per link.
  public func counts(to target: RecordReference) async throws -> [ReferenceCount] {
    var visitor = Counting(walk: self, target: target)
    try await registry.accept(&visitor)
    return visitor.found
  }

  /// Shows every record that points to one, each once per type and link, page by page.
  public func find(_ target: RecordReference, _ visit: (RecordReference) async throws -> Void) async throws {
    for type in registry.types { try await find(target, among: type, visit) }
  }

  /// Moves everything that points to a loser to the winner: adds it to a part.
  ///
  /// - Throws: `CancellationError` between pages.
  public func move(into part: inout MergePart) async throws {
    var visitor = Moving(walk: self, part: part)
    try await registry.accept(&visitor)
    part = visitor.part
  }

  /// Moves what points to a loser through links of one type; the type's participant can use it for what is not special.
  public func move<R: Record>(_ type: R.Type, into part: inout MergePart) async throws {
    var visitor = Moving(walk: self, part: part)
    try await visitor.move(type)
    part = visitor.part
  }

  private func links<R: Record>(of type: R.Type, to target: CollectionName) -> [Reference<R>] {
    R.references.filter { $0.target == nil || $0.target == target }
  }

  private func find<R: Record>(
    _ target: RecordReference, among type: R.Type, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    guard !leftOut.contains(R.collection) else { return }
    for link in links(of: type, to: target.collection) {
      var query = Query(link, to: target).limited(to: 500)
      while true {
        try Task.checkCancellation()
        let page = try await store.page(query)
        for stored in page.items { try await visit(RecordReference(stored.id)) }
        guard let next = page.next else { break }
        query = query.after(next)
      }
    }
  }

  private struct Counting: RecordTypeVisitor {
    let walk: ReferenceWalk
    let target: RecordReference
    var found: [ReferenceCount] = []

    mutating func visit<R: Record>(_ type: R.Type) async throws {
      guard !walk.leftOut.contains(R.collection) else { return }
      for link in walk.links(of: type, to: target.collection) {
        let count = try await walk.store.count(Query(link, to: target))
        if count > 0 { found.append(ReferenceCount(collection: R.collection, link: link.name, count: count)) }
      }
    }
  }

  private struct Moving: RecordTypeVisitor {
    let walk: ReferenceWalk
    var part: MergePart

    mutating func visit<R: Record>(_ type: R.Type) async throws {
      guard !walk.leftOut.contains(R.collection) else { return }
      try await move(type)
    }

    mutating func move<R: Record>(_ type: R.Type) async throws {
      let links = walk.links(of: type, to: part.subjects.winner.collection)
      guard !links.isEmpty else { return }
      let unique = R.indexes.filter(\.isUnique)
      var seen: Set<Identifier<R>> = []
      var claims: [IndexName: Set<IndexKey>] = [:]
      for loser in part.subjects.losers {
        for link in links {
          var query = Query(link, to: loser).limited(to: 1_000)
          while true {
            try Task.checkCancellation()
            let page = try await walk.store.page(query)
            for stored in page.items where seen.insert(stored.id).inserted && !part.subjects.isLoser(.init(stored.id)) {
              try part.move(stored, links)
              if !unique.isEmpty { try await check(stored.record, links, unique, &claims) }
            }
            guard let next = page.next else { break }
            query = query.after(next)
          }
        }
      }
    }

    /// Looks for the holders of the unique keys that a moved record would have: the store would refuse the commit.
    private mutating func check<R: Record>(
      _ record: R, _ links: [Reference<R>], _ unique: [Index<R>], _ claims: inout [IndexName: Set<IndexKey>]
    ) async throws {
      var moved = record
      for loser in part.subjects.losers {
        for link in links { link.repoint(&moved, from: loser, to: part.subjects.winner) }
      }
      for index in unique {
        let old = index.keys(of: record)
        for key in index.keys(of: moved) where !old.contains(key) {
          let holder = try await walk.store.first(Query(index, prefix: key))
          let isTaken = holder.map { $0.id != record.id && index.keys(of: $0.record).contains(key) } ?? false
          guard isTaken || !claims[index.name, default: []].insert(key).inserted else { continue }
          part.refuse(
            Reason(
              ParticipationReason.uniqueKeyTaken,
              ["record": .reference(RecordReference(record)), "index": .text(index.name.rawValue)]))
        }
      }
    }
  }
}

/// How many records of a type point to a record through one link.
public struct ReferenceCount: Hashable, Codable, Sendable {
  /// The type of the pointing records.
  public var collection: CollectionName
  /// The link's name.
  public var link: String
  /// How many there are.
  public var count: Int

  /// A count.
  public init(collection: CollectionName, link: String, count: Int) {
    self.collection = collection
    self.link = link
    self.count = count
  }
}

/// Reason codes about merging over all record types.
public enum ParticipationReason {
  /// The record would have a unique key that another one has: its type needs a ``Participant``.
  public static let uniqueKeyTaken: ReasonCode = "merge.uniqueKeyTaken"
}
