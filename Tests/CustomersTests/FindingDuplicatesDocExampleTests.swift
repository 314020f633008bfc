import Customers
import Testing

/// The program of the page `Documentation/CRM.docc/FindingDuplicates.md` does what the page says.
@Suite struct FindingDuplicatesDocExampleTests {
  @Test func aBaseIsCleanedUp() async throws {
    let directory = CustomerDirectory(store: InMemoryStore())
    let (refusal, reasons, worklist) = try await cleanUp(directory, by: Author(.staff, "anna"))
    #expect(refusal?.candidates.count == 1)
    #expect(Set(reasons.map(\.feature)) == [.givenName, .familyName, .birthday])
    #expect(reasons.first { $0.feature == .birthday }?.agreement == .exact)
    #expect(reasons.first { $0.feature == .familyName }?.agreement == .variant)
    #expect(worklist.count == 1)
    #expect(try await directory.findDuplicates().pairs.isEmpty)
    #expect(try await directory.openDuplicateCases().items.isEmpty)
  }
}
