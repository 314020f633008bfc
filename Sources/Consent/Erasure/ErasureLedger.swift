public import CRMCore
public import Foundation

/// Asks whose contact points were erased: what every verb that takes addresses in from elsewhere asks first.
///
/// There are two ways back: a newer opt-in that the holder has *confirmed* through the contact point itself, after which messages are
/// decided as for anybody, and ``ConsentLedger/readmit(_:on:method:by:)``, after which data may be kept again, and nothing is sent but
/// what a contract or the law demands.
public struct ErasureLedger: Sendable {
  private let store: any Store

  /// The ledger of a store.
  public init(store: any Store) {
    self.store = store
  }

  /// Whether the holder of a contact point was erased and has not come back since.
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
  /// Whether an erasure is on record after which the holder has not come back.
  var isErased: Bool { acts.contains { $0.kind == .erased && !hasReturned(since: $0) } }

  /// Whether an erasure was approved that may still be called off.
  var isAwaitingErasure: Bool {
    restrictionsInForce.contains { $0.restriction?.ground == .erasureScheduled && !hasReturned(since: $0) }
  }

  /// Whether the holder confirmed an opt-in of their own since, or was readmitted.
  private func hasReturned(since act: ConsentAct) -> Bool {
    acts.contains { outlives($0, (.erased, act)) } || !readmissions(since: act).isEmpty
  }
}
