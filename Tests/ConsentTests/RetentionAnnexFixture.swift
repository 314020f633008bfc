import CRMCore
import Foundation
import Synchronization

/// What a tenant left with the house; found by the tenant's identifier in a text, and not by a reference.
struct RentDeposit: Record {
  static let collection: CollectionName = "rentDeposits"
  static let byName = Index<RentDeposit>("name") { IndexKey(ExactText($0.name)) }
  static var indexes: [Index<RentDeposit>] { [byName] }
  static var personalData: PersonalData<RentDeposit>? { PersonalData(.legal) }
  var id: Identifier<RentDeposit>
  var name: String
}

/// Answers for deposits.
final class DepositParticipant: Participant {
  let name: ParticipantName = "deposits"
  let collections: Set<CollectionName> = [RentDeposit.collection]
  private let asked = Mutex<Set<UUID>>([])
  var subjects: Set<UUID> { asked.withLock { $0 } }

  func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    asked.withLock { _ = $0.insert(subject.reference.id) }
    var part = ParticipationPart()
    for deposit in try await store.all(Query(RentDeposit.byName, ExactText(subject.reference.id.uuidString))) {
      part.changes.delete(deposit)
      part.actions[RecordReference(deposit.id)] = .deleted
    }
    return part
  }
}

/// A store of files that may refuse to remove.
final class UnwillingBlobStore: BlobStore {
  struct Refusal: Error {}
  private let base = InMemoryBlobStore()
  private let refuses = Mutex(false)
  func refuse(_ refuses: Bool) { self.refuses.withLock { $0 = refuses } }
  func put(_ contents: [UInt8]) async throws -> SHA256.Digest { base.put(contents) }
  func get(_ digest: SHA256.Digest) async throws -> [UInt8]? { base.get(digest) }
  func contains(_ digest: SHA256.Digest) async throws -> Bool { base.contains(digest) }
  func remove(_ digest: SHA256.Digest) async throws {
    if refuses.withLock({ $0 }) { throw Refusal() }
    base.remove(digest)
  }
}
