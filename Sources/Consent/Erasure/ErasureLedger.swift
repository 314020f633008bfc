public import CRMCore
public import Foundation

/// Asks whose contact points were erased: what every verb that takes addresses in from elsewhere asks first.
public struct ErasureLedger: Sendable {
  private let store: any Store

  /// The ledger of a store.
  public init(store: any Store) {
    self.store = store
  }

  /// Whether the holder of a contact point was erased and has not come back since by a confirmed opt-in of their own.
  public func isErased(_ point: ContactDigest) async throws -> Bool {
    try await erased(among: [point]).contains(point)
  }

  /// Those contact points whose holder was erased and has not come back. Two reads for any number.
  public func erased(among points: [ContactDigest]) async throws -> Set<ContactDigest> {
    let heads = try await store.fetch(ConsentHead.self, ids: points.map { ConsentHead.id(of: $0) })
    let wanted = heads.flatMap { $0?.record.acts ?? [] }
    guard !wanted.isEmpty else { return [] }
    let found = try await store.fetch(ConsentAct.self, ids: wanted).compactMap { $0?.record }
    let acts = Dictionary(grouping: found, by: \.subject)
    return Set(points.filter { LedgerReading(acts[$0] ?? []).isErased })
  }

  /// The erasures of a record, latest first.
  public func erasures(of subject: RecordReference) async throws -> [Erasure] {
    try await store.all(Query(Erasure.bySubject, subject).descending()).map(\.record)
  }

  /// The open erasures that are due, earliest first.
  public func due(at now: Date, limit: Int = 100) async throws -> [Erasure] {
    try await store.page(Query(Erasure.byDue).through(now).limited(to: max(1, limit))).items.map(\.record)
  }
}

extension LedgerReading {
  /// Whether an erasure is on record that no newer confirmed opt-in outlives.
  var isErased: Bool {
    acts.contains { erased in
      erased.kind == .erased && !acts.contains { outlives($0, (.erased, erased)) }
    }
  }
}
