import Customers
import Testing

/// The program of the page `Documentation/CRM.docc/SearchingCustomers.md` does what the page says.
@Suite struct SearchingCustomersDocExampleTests {
  @Test func searchingWhileTyping() async throws {
    let directory = CustomerDirectory(store: InMemoryStore())
    let (names, marked, misspelt) = try await searchWhileTyping(directory, by: Author(.staff, "anna"))
    #expect(names == ["Юлия Щербакова"])
    #expect(marked == ["Юлия", "4567"])
    #expect(misspelt == .typingError)
  }
}
