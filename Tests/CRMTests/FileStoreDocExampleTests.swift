import CRM
import CRMTesting
import Foundation
import Testing

@Suite struct FileStoreDocExampleTests {
  @Test func storeIsKept() async throws {
    let folder = FileManager.default.temporaryDirectory.appending(path: "swift-crm-\(UUID().uuidString)")
    try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
    defer { try? FileManager.default.removeItem(at: folder) }
    let keeper = StoreKeeper(directory: folder.appending(path: "store"))
    let store = try await keeper.open()
    let directory = CustomerDirectory(store: store, environment: .fixed())
    try await directory.create(.organisation, by: .system) { $0.legalName = "Borealis GmbH" }
    try await keeper.tidy(store)
    try await keeper.sleep(store)
    try await keeper.wake(store)
    #expect(try await keeper.customerCount() == 1)
    try await store.close()
    let rescued = try await keeper.rescue(into: folder.appending(path: "rescued"))
    #expect(try await rescued.count(Query(Customer.self)) == 1)
    try await rescued.close()
  }
}
