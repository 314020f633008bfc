import Customers

func searchWhileTyping(
  _ directory: CustomerDirectory, by me: Author
) async throws -> (names: [String], marked: [Substring], misspelt: SearchMatch?) {
  try await directory.create(.person, by: me) {
    $0.personName = PersonName(given: "Юлия", family: "Щербакова")
    $0.contactPoints = [ContactPoint(.phone(try PhoneNumber("+49 30 1234567")))]
  }
  try await directory.create(.person, by: me) { $0.personName = PersonName(given: "Anna", family: "Smith") }

  // The host keeps one of these beside its store. It takes in commits by itself.
  let search = Live(CustomerSearch(), of: directory.store)

  // Latin letters find a Cyrillic name, and digits find a telephone number, from its beginning or from its end.
  let page = try await directory.search("yul 4567", in: search)
  let names = page.customers.map(\.customer.displayName)
  let marked = page.customers[0].highlights.flatMap { highlight in
    highlight.ranges.map { highlight.text[$0] }
  }

  // A word with an error finds what was meant, and says so.
  let misspelt = try await directory.search("smiht", in: search).customers.first?.match
  return (names, marked, misspelt)
}
