import Customers

/// A company with its people: who they are, what is to be done, which group they belong to, and a file of more of them.
func aCompanyWithItsCustomers() async throws -> (verdict: SegmentVerdict, first: ImportReport, second: ImportReport) {
  let directory = CustomerDirectory(store: InMemoryStore())
  let me = Author(.staff, "anna")

  // Who they are, and how they are related.
  let acme = try await directory.create(.organisation, by: me) {
    $0.legalName = "Acme Ltd"
    $0.organisation = OrganisationFacts(industry: "technology", employees: 120)
    $0.tags = ["key account"]
  }
  let kim = try await directory.create(.person, by: me) {
    $0.personName = PersonName(given: "Kim", family: "Lee")
    $0.contactPoints = [ContactPoint(.email(try EmailAddress("kim@acme.example")))]
  }
  try await directory.relate(kim.id, .employeeOf, acme.id, by: me) { $0.isPrimary = true }

  // What happened, and what is to be done next.
  let now = directory.environment.now()
  let call = Interaction(
    id: directory.environment.id(), customer: kim.id, kind: .call, direction: .outbound, date: now, outcome: "reached"
  )
  let offer = FollowUp(
    id: directory.environment.id(), kind: .send, what: "Send the offer", customer: kim.id, due: now, createdAt: now)
  try await directory.log(call, followUp: offer, by: me)
  let timeline = try await directory.timeline(of: kim.id)
  let overdue = try await directory.overdueFollowUps()
  print(timeline.items.count, overdue.items.count)  // 1 1

  // Which group they belong to, and why.
  let big = Segment(
    id: directory.environment.id(), name: "big", condition: Customer.fields.employees > 100, createdAt: now)
  try await directory.define(big, by: me)
  try await directory.evaluateAll(in: big.id)
  let verdict = try await directory.explain(acme.id, in: big.id)

  // A file of customers, read twice: the second time nothing changes.
  let sectors = SpellingRepair(known: ["technology", "retail"])
  let importer = RowImporter.customers("accounts") { row in
    guard let name = row.required("account") else { return nil }
    var account = Customer.organisation(id: Identifier(foreign: name, in: "sheet"), name: name, now: row.now)
    account.organisation = OrganisationFacts(industry: row.known("sector", sectors))
    return account
  }
  let file = ImportSource.csv(Array("account,sector\nBolt,technolgy\n".utf8))
  let first = try await directory.importRows(file, with: importer, by: me)
  let second = try await directory.importRows(file, with: importer, by: me)
  return (verdict, first, second)
}
