import CRM
import CRMTesting
import Foundation
import Testing

/// The second program of "Erasure" does what the page says.
@Suite struct ComingBackDocExampleTests {
  @Test func annIsRefusedUntilThereIsAReason() async throws {
    let fixture = try ReimportFixture()
    let address = try ReimportFixture.email("ann@example.com")
    try await fixture.erase(fixture.person("Ann", address).id)
    fixture.clock.advance(by: 86_400)
    let list = ImportSource.csv(Array("Name,Email\nBob,bob@example.com\nAnn,ANN@example.com\n".utf8))
    let mapping = CSVColumnMapping(header: try list.columnNames())
    let importer = RowImporter.mapped("list", by: mapping, in: "list")
    let outcome = try await annBuysAgain(fixture.crm, list: list, importer: importer, by: ReimportFixture.me)
    #expect(outcome.report.told == ["3 contactPoints[0] erasure.addressErased"])
    #expect(try await fixture.customers() == ["Ann", "Bob"])
    #expect(try await !fixture.permits(address))
    let order = MessageContext(.transactional, purpose: "orders", jurisdictions: ["DE"])
    #expect(try await fixture.ledger.decide(order, to: address, through: .email).isPermitted)
  }
}
