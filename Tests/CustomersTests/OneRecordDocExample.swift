import Customers
import Foundation

func collectBolt(in store: any Store, by me: Author) async throws -> (
  first: Customer, last: Customer, why: FieldOrigin?
) {
  // The number of employees as the register has it; anything else as it was last heard.
  let policy = SurvivorshipPolicy(
    rules: ["organisation.employees": [.mostTrusted], .legalName: [.verifiedFirst, .newest]],
    trust: ["register", "shop"])
  let directory = CustomerDirectory(store: store, survivorship: policy)
  let monday = directory.environment.now()

  // The shop knows the customer under its own number. The same number again updates, and never doubles.
  let bolt = PartyFacts(kind: .organisation, legalName: "Bolt", organisation: OrganisationFacts(employees: 5))
  let shop = SourceObservation(key: ForeignKey("S-17", in: "shop"), facts: bolt, observedAt: monday)
  let first = try await directory.ingest(shop, by: me)

  // The register says more about the same company.
  let entry = PartyFacts(
    kind: .organisation, legalName: "Bolt Ltd", organisation: OrganisationFacts(employees: 120, taxNumber: "DE1"))
  let register = SourceObservation(
    key: ForeignKey("HRB 1", in: "register"), facts: entry, verified: [.legalName], observedAt: monday)
  try await directory.ingest(register, into: first.id, by: me)

  // Somebody knows better: what is set by hand stays, whatever the sources say.
  try await directory.edit(first.id, by: me) { $0.language = "de" }

  // The shop says again what it knows, with another language.
  var again = shop
  again.facts.language = "en"
  again.observedAt = monday.addingTimeInterval(86_400)
  let last = try await directory.ingest(again, by: me)

  // Why 120 employees?
  let why = try await directory.origin(of: "organisation.employees", of: last.id)
  return (first, last, why)
}
