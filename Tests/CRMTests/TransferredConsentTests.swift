import CRM
import CRMTesting
import Foundation
import Synchronization
import Testing

/// Exported records that come into a store with a ledger of its own: no act of either is passed over.
@Suite struct TransferredConsentTests {
  private let clock = TestClock(Date("2026-11-23T10:00:00Z"))
  private let address: ContactPoint.Value
  private let context = MessageContext(
    .marketing, purpose: "marketing.news", jurisdictions: ["DE"], timeZones: ["Europe/Berlin"])

  init() throws {
    address = .email(try EmailAddress("ann@example.com"))
  }

  private func workspace() -> Workspace {
    let environment = CRMEnvironment.fixed(clock: clock)
    return Workspace(
      store: InMemoryStore(environment: environment), digester: ContactDigester(insecureText: "tests only"),
      environment: environment)
  }

  private func export(_ crm: Workspace) async throws -> [UInt8] {
    let bytes = Mutex<[UInt8]>([])
    try await crm.transfer.export { piece in bytes.withLock { $0 += piece } }
    return bytes.withLock { $0 }
  }

  private func optIn(_ crm: Workspace) async throws {
    try await crm.consent?.optIn(
      address, to: "marketing.news", through: .email, proof: .shown("Yes.", at: "https://shop.example"), method: .form,
      by: .dataSubject)
  }

  private func isPermitted(_ crm: Workspace) async throws -> Bool? {
    try await crm.consent?.decide(context, to: address, through: .email).isPermitted
  }

  @Test(arguments: RecordTransfer.Conflict.allCases)
  func anOldExportPassesOverNoStop(_ conflict: RecordTransfer.Conflict) async throws {
    let crm = workspace()
    try await optIn(crm)
    let old = try await export(crm)
    clock.advance(by: 60)
    try await crm.consent?.withdraw(address, method: .oneClick, by: .dataSubject)
    #expect(try await isPermitted(crm) == false)
    try await crm.transfer.importRecords(old, conflict: conflict, by: .system)
    #expect(try await isPermitted(crm) == false)
    #expect(try await crm.consent?.acts(of: address).count == 2)
  }

  @Test(arguments: RecordTransfer.Conflict.allCases)
  func aStopThatOnlyTheFileKnowsCounts(_ conflict: RecordTransfer.Conflict) async throws {
    let (here, there) = (workspace(), workspace())
    try await optIn(here)
    clock.advance(by: 60)
    try await there.consent?.withdraw(address, method: .oneClick, by: .dataSubject)
    #expect(try await isPermitted(here) == true)
    let file = try await export(there)
    try await here.transfer.importRecords(file, conflict: conflict, by: .system)
    #expect(try await isPermitted(here) == false)
    #expect(try await here.consent?.acts(of: address).map(\.kind) == [.given, .withdrawn])
    let again = try await here.transfer.importRecords(file, conflict: conflict, by: .system)
    #expect(again.inserted.isEmpty && again.replaced.isEmpty)
  }
}
