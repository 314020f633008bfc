import Customers
import Testing

/// The program of the page `Documentation/CRM.docc/ImportingAndExporting.md` does what the page says.
@Suite struct ImportingAndExportingDocExampleTests {
  @Test func aListAndAnAddressBook() async throws {
    let budget = FieldDefinition("budget", .decimal, label: "Бюджет")
    let directory = CustomerDirectory(store: InMemoryStore(), fieldDefinitions: FieldDefinitions([budget]))
    let (trial, list, cards, file) = try await exchange(with: directory, by: Author(.staff, "anna"))
    #expect(trial.counts == list.counts && trial.problems == list.problems)
    #expect(list.counts.inserted == 1 && list.problems.map(\.column) == ["phone"] && list.problems.map(\.line) == [3])
    #expect(cards.counts.inserted == 1)
    #expect(file.contains("FN:Ann Lee\r\n") && file.contains("TEL;TYPE=cell;PREF=1:+4930123456\r\n"))
    let people = try await directory.store.all(Query<Customer>()).map(\.record)
    #expect(people.map(\.personName?.middle) == ["Иванович"])
    #expect(people.first?.customFields["budget"]?.plainText == "1500")
  }
}
