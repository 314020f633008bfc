import CRMCore
import CRMTesting
import Testing

@Suite struct StoreRequirementsTests {
  @Test(arguments: StoreRequirements.all)
  func inMemoryStoreKeeps(_ requirement: StoreRequirement) async throws {
    try await requirement.check(StoreFixture(make: { InMemoryStore() }))
  }
}
