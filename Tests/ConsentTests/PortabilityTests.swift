import CRMTesting
import Consent
import Customers
import Foundation
import Synchronization
import Testing

@Suite struct PortabilityTests {
  @Test func onlyWhatTheSubjectProvided() async throws {
    let fixture = try await AccessFixture()
    let pieces = Pieces()
    try await fixture.desk().exportPortable(of: fixture.subject) { pieces.add($0) }
    let customer = try #require(try AccessFixture.records(pieces.text, of: "customers").first)
    #expect(customer["values"]?.members?.keys.sorted() == ["contactPoints", "personName"])
    let machines = try AccessFixture.records(pieces.text, of: "machines")
    #expect(machines.map { $0["values"] } == [["serial": "A-1"]])
    #expect(try AccessFixture.records(pieces.text, of: "interactions").isEmpty)
    #expect(try AccessFixture.records(pieces.text, of: "consentActs").isEmpty)
    #expect(try AccessFixture.tree(pieces.text)["summary"] == ["complete": true, "records": 3])
    #expect(!pieces.text.contains("Bob"))
  }

  @Test func tablesSayTheSame() async throws {
    let fixture = try await AccessFixture()
    let tables = Mutex<[CollectionName: String]>([:])
    let rows = try await fixture.desk().exportPortableTables(of: fixture.subject) { collection, bytes in
      tables.withLock { $0[collection, default: ""] += String(decoding: bytes, as: UTF8.self) }
    }
    #expect(rows == ["customers": 1, "machines": 1, "purchases": 1])
    let machines = tables.withLock { $0["machines"] }
    #expect(machines == "id,serial\r\n\(Identifier<Machine>("own")),A-1\r\n")
    let customers = try #require(tables.withLock { $0["customers"] })
    #expect(customers.hasPrefix("id,contactPoints.0.email,personName.family,personName.given\r\n"))
    #expect(customers.contains("ann@example.com"))
  }

  @Test func aFailingParticipantStopsIt() async throws {
    let fixture = try await AccessFixture()
    await #expect(throws: AccessError.self) {
      try await fixture.desk(participants: [ArchiveParticipant(failing: true)])
        .exportPortable(of: fixture.subject) { _ in }
    }
    await #expect(throws: UndeclaredPersonalData.self) {
      try await fixture.desk([Badge.self]).exportPortableTables(of: fixture.subject) { _, _ in }
    }
  }
}
