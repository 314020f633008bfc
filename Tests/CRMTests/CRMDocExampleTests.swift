import CRM
import CRMTesting
import Foundation
import Testing

/// The programs of the README and of "Getting started" do what the pages say.
@Suite struct CRMDocExampleTests {
  private func inTemporaryFolder<T>(_ body: (URL) async throws -> T) async throws -> T {
    let directory = FileManager.default.temporaryDirectory.appending(path: "crm-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: directory) }
    return try await body(directory)
  }

  @Test func firstStepsEndWithSomethingToDo() async throws {
    let profile = try await inTemporaryFolder { try await firstSteps(in: $0) }
    #expect(profile.displayName == "Acme Ltd" && profile.nextAction != nil)
  }

  @Test func aDayIsStillThereTheNextMorning() async throws {
    try await inTemporaryFolder { directory in
      let evening = try await firstDay(in: directory)
      #expect(evening.followUps.count == 1)
      #expect(evening.deals.value?.won == 1)
      #expect(try evening.deals.value?.wonAmounts == [Money("2999.00", .eur)])
      #expect(evening.tickets.value?.unresolved.count == 1)
      #expect(evening.permissions.value?.first?.state.entries.map(\.status) == [.given])
      var morning = try await nextMorning(in: directory, of: evening.customer.id)
      morning.date = evening.date
      #expect(morning == evening)
    }
  }

  @Test func twoVerbsAreOneCommit() async throws {
    let store = InMemoryStore(environment: .fixed())
    let crm = Workspace(store: store, environment: .fixed())
    let pipeline = SalesPipeline(
      id: "contracts", name: "Contracts",
      stages: [
        Stage("talk", name: "Talk"), Stage("won", name: "Won", category: .won),
        Stage("lost", name: "Lost", category: .lost),
      ])
    try await SalesDesk(store: store, environment: .fixed()).add(pipeline, by: .system)
    let before = try store.position()
    let deal = try await openDealWithFollowUp(for: "kim", in: pipeline.id, crm: crm, by: .system)
    let commits = try store.history(after: before, limit: 10)
    #expect(commits.count == 1)
    #expect(try commits[0].records(of: Deal.self) == [deal])
    #expect(try commits[0].records(of: FollowUp.self).count == 1)
    #expect(try Set(commits[0].records(of: Event.self).map(\.name)) == [.dealOpened, .followUpAdded])
  }
}
