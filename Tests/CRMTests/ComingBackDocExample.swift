import CRM

/// Ann was erased. A list with her address comes in, and one day she buys again.
func annBuysAgain(
  _ crm: Workspace, list: ImportSource, importer: RowImporter<Customer>, by me: Author
) async throws -> (report: ImportReport, ann: Customer) {
  // Her row is refused, with line and field and without a value; the others land.
  let report = try await crm.customers.importRows(list, with: importer, by: me)
  for problem in report.problems {
    print(problem.line, problem.column, Workspace.phrases.sentence(for: problem.reason))
  }

  let address = ContactPoint.Value.email(try EmailAddress("ann@example.com"))
  func add() async throws -> Customer {
    try await crm.customers.create(.person, by: me) {
      $0.personName = PersonName(given: "Ann")
      $0.contactPoints = [ContactPoint(address)]
    }
  }
  do {
    return (report, try await add())
  } catch let error as ValidationError {
    guard let ledger = crm.consent, error.problems.map(\.reason.code) == [ErasureReason.addressErased] else {
      throw error
    }
    // Somebody says why her data are kept again. That is on record with its event.
    let ann = ledger.digester.key(points: [address])
    try await ledger.readmit(ann, on: .contract("order 7"), method: .call, by: me)
    // Messages about her order may be sent, and no others.
    try await ledger.establish(.contract("order 7"), for: address, purpose: "orders", by: me)
    return (report, try await add())
  }
}
