import Customers
import Testing

/// The program of the page "Customers" does what the page says.
@Suite struct CustomersDocExampleTests {
  @Test func aCompanyIsFoundExplainedAndImported() async throws {
    let (verdict, first, second) = try await aCompanyWithItsCustomers()
    #expect(verdict.isMember)
    #expect(verdict.explanation?.leaves.first?.actual == .integer(120))
    #expect(first.repairs.map(\.field) == ["sector"])
    #expect(first.counts.unchanged == 0 && second.counts.unchanged == 1)
  }
}
