import CRM
import Foundation

extension RightsReading {
  /// What is to be said by the one who is responsible for the data.
  var statement: AccessStatement {
    AccessStatement(
      controller: "Hardware Sales, 1 Example Street, Springfield", officer: "privacy@example.com",
      purposes: ["to deliver what was bought", "news about products"], authority: "the authority at your place",
      automatedDecisions: "none")
  }

  /// A person who agreed to news, bought something, wrote about it and was called.
  func live(in crm: Workspace, _ ledger: ConsentLedger) async throws -> (person: Customer, address: ContactPoint.Value)
  {
    let now = environment.now()
    let author = SalesBase.author
    let address = ContactPoint.Value.email(try EmailAddress("ann.sample@example.com"))
    let person = try await crm.customers.create(.person, by: author) {
      $0.personName = PersonName(given: "Annabell", family: "Sample")
      $0.contactPoints = [ContactPoint(address)]
    }
    try await ledger.optIn(
      address, to: SampleConsent.purpose, through: .email,
      proof: .shown("Yes, send me news about products.", at: "https://example.com/news", version: "1"), method: .form,
      by: author, party: RecordReference(person))
    try await crm.customers.record(
      Purchase(
        id: environment.id(), customer: person.id, date: now, currency: SalesBase.currency,
        lines: [PurchaseLine(amount: Money(minorUnits: 54_900, currency: SalesBase.currency))]), by: author)
    try await crm.customers.log(
      Interaction(
        id: environment.id(), customer: person.id, kind: .call, date: now, note: "Annabell asked for the manual."),
      by: author)
    try await crm.service?.open(
      Ticket(
        id: environment.id(), subject: "The printer is loud", requester: person.id, createdAt: now,
        by: .dataSubject), by: author)
    // Somebody else, whose proofs stay valid.
    try await ledger.optIn(
      .email(try EmailAddress("bob.sample@example.com")), to: SampleConsent.purpose, through: .email,
      proof: .shown("Yes, send me news about products.", at: "https://example.com/news", version: "1"), method: .form,
      by: author)
    return (person, address)
  }

  /// Records by type.
  static func counts(_ summary: AccessSummary) -> [String: Int] {
    Dictionary(uniqueKeysWithValues: summary.about.map { ($0.key.rawValue, $0.value) })
  }

  /// What stays, with how many records of each kind.
  static func sentences(_ retained: [RetainedItem], _ phrases: ReasonPhrases) -> [String] {
    var counts: [String: Int] = [:]
    for item in retained {
      let until = item.until.map { CalendarDay($0, in: .gmt).description } ?? "the reason ends"
      counts["\(item.record.collection), until \(until): \(phrases.sentence(for: item.reason))", default: 0] += 1
    }
    return counts.sorted { $0.key < $1.key }.map { "\($0.value) \($0.key)" }
  }

  /// Which words of the person are in any file of a folder.
  static func words(in folder: URL) throws -> [String] {
    let files = try FileManager.default.contentsOfDirectory(at: folder, includingPropertiesForKeys: nil)
    let contents = try files.map { try Data(contentsOf: $0) }
    return words.filter { word in contents.contains { $0.range(of: Data(word.utf8)) != nil } }
  }
}
