import CRMCore
import CRMTesting
import Foundation
import Testing

/// The record of the page "Adopting one module" is kept like ours.
@Suite struct HostRecordDocExampleTests {
  @Test func machinesAreFoundByEachIndex() async throws {
    let customer = RecordReference(collection: "customers", id: Identifier<Machine>("customer").uuid)
    let store = try InMemoryStore(seeded: [
      Machine(id: "a", serial: "A-1", owner: customer, inspection: Date("2026-12-01")),
      Machine(id: "b", serial: "B-1", owner: customer, inspection: Date("2026-11-01")),
      Machine(id: "c", serial: "C-1"),
    ])
    let due = try await inspectionsDue(in: store, before: Date("2026-12-02"))
    #expect(due.map(\.serial) == ["B-1", "A-1"])
    #expect(try store.count(Query(Machine.references[0], to: customer)) == 2)
    let error = #expect(throws: StoreError.self) {
      var changes = ChangeSet()
      changes.insert(Machine(id: "d", serial: "A-1"))
      try store.commit(changes)
    }
    #expect(error?.code == .duplicateKey)
  }
}
