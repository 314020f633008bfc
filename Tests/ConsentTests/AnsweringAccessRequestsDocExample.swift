import Consent
import Customers
import Foundation

/// Answers a request for access and one for portability, and shows that a gap stops both.
func answerAccess() async throws -> (page: String, tables: Int, gap: String) {
  let store = InMemoryStore()
  let digester = ContactDigester(insecureText: "use 32 random bytes of a key store instead")
  let ledger = ConsentLedger(store: store, digester: digester)
  let directory = CustomerDirectory(store: store)

  // Ann is a customer and gets news.
  let address = try EmailAddress("ann@example.com")
  let ann = try await directory.create(.person, by: .system) { ann in
    ann.personName = PersonName(given: "Ann", family: "Gray")
    ann.contactPoints = [ContactPoint(.email(address))]
  }
  try await ledger.optIn(
    .email(address), to: "marketing.news", through: .email,
    proof: .shown("Yes, send me news.", at: "https://shop.example/signup"), method: .form, by: .dataSubject)

  // The desk: all record types, who answers for the rest, and what only the controller can say.
  let desk = AccessDesk(
    ledger, registry: directory.registry, participants: CustomerDirectory.subjectParticipants,
    statement: AccessStatement(
      controller: "Shop Ltd, Example Street 1", recipients: ["Carrier Ltd"],
      authority: "The data protection authority of your country", automatedDecisions: "There are none."))
  let subject = desk.subject(RecordReference(ann.id), points: [.email(address)])

  // A page for Ann. For large answers, give `export(of:as:language:to:)` a sink that writes to a file.
  let page = try await desk.text(of: subject, as: .html)

  // What she provided herself, as one table for each type.
  let rows = try await desk.exportPortableTables(of: subject) { collection, bytes in
    print("\(collection): \(bytes.count) bytes")
  }

  // A type of the host that says nothing about persons: no answer rather than one with a hole.
  let careless = AccessDesk(
    ledger, registry: directory.registry.adding([Membership.self]),
    participants: CustomerDirectory.subjectParticipants)
  do {
    _ = try await careless.text(of: subject, as: .json)
    return (page, rows.count, "")
  } catch let gap as UndeclaredPersonalData {
    return (page, rows.count, gap.description)
  }
}

/// A record type of the host that points to customers and declares nothing.
struct Membership: Record {
  static let collection: CollectionName = "memberships"
  static var references: [Reference<Membership>] { [Reference("member", \.member)] }

  var id: Identifier<Membership>
  var member: Identifier<Customer>
}
