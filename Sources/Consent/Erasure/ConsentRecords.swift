import CRMCore
import Foundation

/// What the ledger keeps of a contact point after an erasure: digests, never an address.
struct ConsentRecords: Sendable {
  let store: any Store

  /// Everything that the ledger has about contact points, as what stays: proofs until claims are barred, the stop for good.
  func retaining(_ points: [ContactDigest], at now: Date) async throws -> ParticipationPart {
    var part = ParticipationPart()
    let proof = ParticipationPart.Action.retained(
      Reason(ErasureReason.proof), until: ErasureReason.endOfClaims(after: now))
    let stop = ParticipationPart.Action.retained(Reason(ErasureReason.suppression), until: nil)
    let heads = try await store.fetch(ConsentHead.self, ids: points.map { ConsentHead.id(of: $0) })
    for (point, head) in zip(points, heads) {
      guard let head else { continue }
      part.actions[RecordReference(head.id)] = stop
      for act in try await ConsentReader(store: store).acts(of: point) {
        part.actions[RecordReference(act.id)] = act.kind == .erased ? stop : proof
      }
      try await store.forEach(in: Query(Authorization.bySubject, point)) { sent in
        part.actions[RecordReference(sent.id)] = proof
      }
    }
    return part
  }
}
