import Customers
import Testing

/// The programs of the pages about merging, sources and visitors do what the pages say. Imports the module and nothing else of ours.
@Suite struct UnityDocExampleTests {
  private let me = Author(.staff, "rep")

  @Test func twoAnnsBecomeOneAndTwoAgain() async throws {
    let store = InMemoryStore()
    let (united, split) = try await mergeTwoAnns(in: store, by: me)
    #expect(united.personName?.given == "Ann" && united.language == "de" && united.contactPoints.count == 2)
    #expect(Array(split.winner.tags) == ["one of two"] && split.winner.language == nil)
    #expect(split.losers.map(\.personName?.given) == ["Anna"] && split.kept.isEmpty)
    let accounts = try await store.all(Query<LoyaltyAccount>()).map(\.record)
    #expect(accounts == [LoyaltyAccount(customer: split.losers[0].id, points: 70)])
  }

  @Test func boltIsOneCompanyOfTwoSources() async throws {
    let (first, last, why) = try await collectBolt(in: InMemoryStore(), by: me)
    #expect(last.id == first.id && last.legalName == "Bolt Ltd" && last.language == "de")
    #expect(last.organisation == OrganisationFacts(employees: 120, taxNumber: "DE1"))
    #expect(why?.source == ForeignKey("HRB 1", in: "register") && why?.statements.count == 2)
    #expect(last.foreignKeys.count == 2)
  }

  @Test func annIsRecognised() async throws {
    let (before, after, cut) = try await recogniseAnn(in: CustomerDirectory(store: InMemoryStore()), by: me)
    #expect(before.isEmpty && cut.isEmpty && after.map(\.web?.page) == ["/boats"])
  }
}
