import Customers
import Testing

/// The program of the page `Documentation/CRM.docc/Customers.md` does what the page says. Imports the module and nothing else of
/// ours, as a host would.
@Suite struct CustomersDocExampleTests {
  @Test func aCompanyWithItsCustomers() async throws {
    let directory = CustomerDirectory(store: InMemoryStore())
    let (timeline, verdict, second) = try await openTheDesk(of: directory, by: Author(.staff, "anna"))
    let overdue = try await directory.overdueFollowUps().items
    #expect(timeline.map(\.outcome) == ["reached"])
    #expect(overdue.map(\.what) == ["Send the offer"])
    #expect(verdict.isMember)
    #expect(verdict.explanation?.leaves.first?.actual == .integer(120))
    #expect(second.repairs.map(\.field) == ["sector"])
    #expect(second.counts.unchanged == 1)
  }
}
