import CRMTesting
import Customers
import Foundation
import Synchronization
import Testing

/// A record whose older form has another shape.
private struct Engine: Record {
  static let collection: CollectionName = "engines"
  static let schemaVersion = 2
  static let bySerial = Index<Engine>("serial", unique: true) { IndexKey($0.serial) }
  static var indexes: [Index<Engine>] { [bySerial] }
  static var migrations: [RecordMigration<Engine>] {
    [RecordMigration(from: 1, as: Old.self) { Engine(id: $0.id, serial: "old-\($0.number)", load: 0) }]
  }

  struct Old: Codable {
    var id: Identifier<Engine>
    var number: Int
  }

  var id: Identifier<Engine>
  var serial: String
  var load: Double
}

@Suite struct RecordTransferTests {
  private let registry = RecordRegistry(CustomerDirectory.recordTypes + [Engine.self, Event.self])
  private let author = Author(.staff, "rep")

  private func transfer(_ store: InMemoryStore) -> RecordTransfer {
    RecordTransfer(store: store, registry: registry, environment: .fixed())
  }

  private func filled() async throws -> InMemoryStore {
    let environment = CRMEnvironment.fixed()
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    for index in 0..<620 {
      let customer = try await directory.create(.person, by: author) {
        $0.personName = PersonName(given: "Анна \(index)", family: "Ли")
        $0.contactPoints = [ContactPoint(.phone(try PhoneNumber(e164: "+49301234\(index + 1_000)")))]
        $0.customFields["x"] = .decimal(Decimal(string: "0.1")!)
      }
      if index % 50 == 0 {
        let line = PurchaseLine(
          quantity: Decimal(string: "0.333333333333333333")!, amount: Money(minorUnits: 5, currency: .eur))
        try await directory.record(
          Purchase(
            id: environment.id(), customer: customer.id, date: environment.now(), currency: .eur, lines: [line]),
          by: author)
      }
    }
    try await store.insert(Engine(id: Identifier(derivedFrom: "m"), serial: "s", load: 0.1 + 0.2))
    return store
  }

  private func export(_ store: InMemoryStore) async throws -> [UInt8] {
    let file = Mutex<[UInt8]>([])
    try await transfer(store).export { bytes in file.withLock { $0 += bytes } }
    return file.withLock { $0 }
  }

  private func records<R: Record>(_ type: R.Type, _ store: InMemoryStore) throws -> [R] {
    try store.page(Query(type).limited(to: 10_000)).items.map(\.record)
  }

  @Test func everyRecordComesBackEqual() async throws {
    let store = try await filled()
    let bytes = try await export(store)
    let other = InMemoryStore()
    let report = try await transfer(other).importRecords(bytes, by: author)
    #expect(report.problems.isEmpty && report.inserted["customers"] == 620 && report.inserted["purchases"] == 13)
    #expect(try records(Customer.self, other) == records(Customer.self, store))
    #expect(try records(Purchase.self, other) == records(Purchase.self, store))
    #expect(try records(Event.self, other) == records(Event.self, store))
    #expect(try records(Engine.self, other).first?.load == 0.1 + 0.2)
    #expect(try await export(other) == bytes, "equal stores give equal files")

    let again = try await transfer(other).importRecords(bytes, by: author)
    #expect(again.inserted.isEmpty && again.replaced.isEmpty && again.kept == report.inserted.values.reduce(0, +))
  }

  private func lines(_ records: String...) -> [UInt8] {
    Array(([#"{"collections":{},"format":"swift-crm records","version":1}"#] + records).joined(separator: "\n").utf8)
  }

  @Test func olderSchemasAreMigratedAndNewerOnesLeftAlone() async throws {
    let id = Identifier<Engine>(derivedFrom: "1").description
    let store = InMemoryStore()
    let report = try await transfer(store).importRecords(
      lines(
        #"{"collection":"engines","schema":1,"record":{"id":"\#(id)","number":7}}"#,
        #"{"collection":"engines","schema":3,"record":{}}"#, #"{"collection":"boats","schema":1,"record":{}}"#,
        #"{"collection":"engines","schema":2,"record":{"id":"\#(id)"}}"#, "rubbish"),
      by: author)
    #expect(try records(Engine.self, store).map(\.serial) == ["old-7"])
    #expect(report.rejected == 4)
    #expect(
      report.problems.map { "\($0.line) \($0.reason.code)" } == [
        "3 transfer.newer", "4 transfer.unknownType", "5 transfer.unreadable", "6 transfer.unreadable",
      ])
  }

  @Test func conflictsFollowThePolicyAndUniqueKeysAreKept() async throws {
    let one = Identifier<Engine>(derivedFrom: "1")
    let two = Identifier<Engine>(derivedFrom: "2")
    let store = InMemoryStore()
    try await store.insert(Engine(id: one, serial: "a", load: 1))
    let file = lines(
      #"{"collection":"engines","schema":2,"record":{"id":"\#(one)","serial":"a","load":2}}"#,
      #"{"collection":"engines","schema":2,"record":{"id":"\#(two)","serial":"a","load":3}}"#)
    let kept = try await transfer(store).importRecords(file, by: author)
    #expect(kept.kept == 1 && kept.rejected == 1 && kept.problems.first?.reason.code == ImportReason.duplicateKey)
    #expect(try records(Engine.self, store).map(\.load) == [1])
    let replaced = try await transfer(store).importRecords(file, conflict: .replace, by: author)
    #expect(replaced.replaced == ["engines": 1] && replaced.rejected == 1)
    #expect(try records(Engine.self, store).map(\.load) == [2])
  }

  @Test func aFileThatIsNoExportIsRefused() async throws {
    for text in [
      "{}", "rubbish", #"{"format":"other","version":1,"collections":{}}"#,
      #"{"format":"swift-crm records","version":2,"collections":{}}"#,
    ] {
      let report = try await transfer(InMemoryStore()).importRecords(Array(text.utf8), by: author)
      #expect(report.rejected == 1 && report.inserted.isEmpty, "\(text)")
    }
  }

  @Test func filesAreReadInPieces() async throws {
    let store = try await filled()
    let url = FileManager.default.temporaryDirectory.appending(path: "records-\(UUID().uuidString).jsonl")
    defer { try? FileManager.default.removeItem(at: url) }
    try Data(try await export(store)).write(to: url)
    let other = InMemoryStore()
    let report = try await transfer(other).importRecords(contentsOf: url, batchSize: 100, by: author)
    #expect(report.problems.isEmpty)
    #expect(try records(Customer.self, other) == records(Customer.self, store))
  }
}
