import CRMTesting
import Consent
import Foundation
import Testing

/// Runs the example of the article *Erasure*, which stands word for word in `ErasureDocExample.swift`.
@Suite struct ErasureDocExampleTests {
  @Test func aReaderIsErased() async throws {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let reader = Reader(id: "r", name: "Ann", address: try EmailAddress("ann@example.com"))
    var changes = ChangeSet()
    changes.insert(reader)
    changes.insert(Loan(id: "free", reader: reader.id, feeCents: 0, remark: "Ann's"))
    changes.insert(Loan(id: "paid", reader: reader.id, feeCents: 150, remark: "Ann's"))
    try store.commit(changes)
    let journal = FileManager.default.temporaryDirectory.appending(path: "journal-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: journal) }
    let outcome = try await eraseAReader(
      reader, in: store, digester: ConsentFixture.digester, environment: environment, journal: journal)
    #expect(outcome.erasure.state == .done && outcome.plan.count(.retain) == 1 && outcome.replayed == 0)
    #expect(try await store.get(reader.id) == nil)
    #expect(try await store.get(Identifier<Loan>("free"))?.reader == nil)
    #expect(try await store.get(Identifier<Loan>("paid"))?.remark == "")
  }
}
