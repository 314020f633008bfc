import CRM
import CRMTesting
import Foundation
import Synchronization
import Testing

/// Retention over a workspace: its modules' types, the host's, and its heartbeat.
@Suite struct WorkspaceRetentionTests {
  struct Badge: Record {
    static let collection: CollectionName = "host.badges"
    var id: Identifier<Badge>
    static var personalData: PersonalData<Badge>? { PersonalData(.identity) }
  }

  @Test func theHeartbeatOfAWorkspaceSweepsTheHostsTypesToo() async throws {
    let clock = TestClock(Date("2024-05-04T10:00:00Z"))
    let crm = Workspace(
      store: InMemoryStore(), environment: .fixed(clock: clock), hostTypes: [Badge.self])
    let policy = RetentionPolicy(
      id: "host", version: "1", timeZone: "Europe/Berlin",
      schedules: [
        RetentionSchedule(
          "badges", category: .identity, collections: [Badge.collection], purpose: "access", basis: .contract,
          start: RetentionStart(.created), period: RetentionPeriod(years: 1), reference: "house rule")
      ])
    let retention = try crm.retention(policy)
    try await crm.store.insert(Badge(id: crm.environment.id()))
    let heart = crm.heartbeat([retention.sweeping()])
    try await heart.advance(now: clock.now)
    #expect(try await crm.store.count(Query<Badge>()) == 1)
    clock.set(Date("2025-05-05T10:00:00Z"))
    try await heart.advance(now: clock.now)
    #expect(try await crm.store.count(Query<Badge>()) == 0)
    let gaps = retention.uncovered().map(\.collection)
    #expect(!gaps.contains(Badge.collection) && gaps.contains(Customer.collection) && gaps.contains(Deal.collection))
  }

  /// What erasing a customer takes along goes along here, too: files, and what participants of modules and host keep.
  @Test func aCustomerTakesFilesAndWhatParticipantsKeepAlong() async throws {
    let clock = TestClock(Date("2024-05-04T10:00:00Z"))
    let digester = ContactDigester(insecureText: "tests only")
    let crm = Workspace(store: InMemoryStore(), digester: digester, environment: .fixed(clock: clock))
    let policy = RetentionPolicy(
      id: "host", version: "1", timeZone: "Europe/Berlin",
      schedules: [
        RetentionSchedule(
          "customers", category: .identity, collections: [Customer.collection], purpose: "sales", basis: .contract,
          start: RetentionStart(.created), period: RetentionPeriod(years: 1), reference: "house rule")
      ])
    let (blobs, host) = (InMemoryBlobStore(), HostParticipant())
    let retention = try crm.retention(policy, participants: [host], blobs: blobs)
    let address = try EmailAddress("ann@example.com")
    let ann = try await crm.customers.create(.person, by: .system) {
      $0.contactPoints = [ContactPoint(.email(address))]
    }
    let bytes: [UInt8] = [1, 2, 3]
    blobs.put(bytes)
    try await crm.store.insert(
      AttachedFile(
        id: crm.environment.id(), owner: RecordReference(ann),
        attachment: Attachment(name: "id", mediaType: "image/png", contents: bytes), addedAt: clock.now))
    try await crm.store.insert(
      OutboxItem(
        id: crm.environment.id(), topic: .notice, payload: Data("about \(ann.id)".utf8), due: clock.now))

    clock.set(Date("2025-05-05T10:00:00Z"))
    let plan = try await retention.plan()
    #expect(plan.files.map(\.isRemoved) == [true])
    #expect(plan.participants.map(\.participant.rawValue).contains("host.archive"))
    let heart = Heartbeat([retention.sweeping()], store: crm.store, environment: crm.environment)
    #expect(try await heart.advance(now: clock.now).failures.isEmpty)
    #expect(try await crm.store.count(Query<Customer>()) == 0)
    #expect(try await crm.store.count(Query<AttachedFile>()) == 0)
    #expect(try await crm.store.count(Query<OutboxItem>()) == 0)
    #expect(blobs.count == 0)
    #expect(host.asked == [Subject(RecordReference(ann), contactDigests: [digester.digest(of: address).value])])
  }

  /// Data of a host outside the store.
  private final class HostParticipant: Participant {
    let name: ParticipantName = "host.archive"
    let collections: Set<CollectionName> = []
    private let subjects = Mutex<Set<Subject>>([])
    var asked: Set<Subject> { subjects.withLock { $0 } }

    func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
      subjects.withLock { _ = $0.insert(subject) }
      return ParticipationPart()
    }
  }
}
