import CRMCore
import CRMTesting
import Testing

/// The store of the page "Implementing a store" keeps what the page says.
@Suite struct MinimalStoreTests {
  @Test(arguments: StoreRequirements.all)
  func keeps(_ requirement: StoreRequirement) async throws {
    try await requirement.check(StoreFixture(make: { MinimalStore() }))
  }
}
