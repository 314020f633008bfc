import CRM
import CRMTesting
import Foundation
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
}
