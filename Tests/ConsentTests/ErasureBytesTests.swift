import CRMTesting
import Consent
import Foundation
import Testing

/// What is left in files.
@Suite struct ErasureBytesTests {
  /// Texts that only the person's data have.
  private static let marks = [
    "Zaphodina", "zaphodina@example.org", "secret-note-zq", "answer-words-zq", "blob-bytes-zq",
  ]

  /// The marks found in any file under a directory.
  private func found(in directory: URL) throws -> Set<String> {
    var found: Set<String> = []
    let names = try FileManager.default.subpathsOfDirectory(atPath: directory.path)
    for name in names {
      guard let data = FileManager.default.contents(atPath: directory.appending(path: name).path) else { continue }
      for mark in Self.marks where data.range(of: Data(mark.utf8)) != nil { found.insert(mark) }
    }
    return found
  }

  @Test func nothingOfThePersonIsLeftInTheBytes() async throws {
    let root = FileManager.default.temporaryDirectory.appending(path: "erasure-\(UUID().uuidString)")
    defer { try? FileManager.default.removeItem(at: root) }
    try FileManager.default.createDirectory(at: root, withIntermediateDirectories: true)
    let clock = TestClock(Date("2026-11-23T10:00:00Z"))
    let environment = CRMEnvironment.fixed(clock: clock)
    let directory = root.appending(path: "store")
    let store = try await FileStore.open(at: directory, environment: environment)
    let blobs = try FileBlobStore(directory: root.appending(path: "blobs"))
    let ledger = ConsentLedger(store: store, digester: ConsentFixture.digester, environment: environment)
    let desk = ErasureDesk(
      ledger: ledger, registry: RecordRegistry(ErasureFixture.types),
      sources: ErasureSources { record in
        ((record as? Person)?.addresses ?? []).compactMap { try? .email(EmailAddress($0)) }
      },
      blobs: blobs, blobUses: [Scan.use], journal: FileErasureJournal(file: root.appending(path: "erasures")))
    let person = Person("Zaphodina", addresses: ["zaphodina@example.org"])
    let digest = try await blobs.put(Array("blob-bytes-zq".utf8))
    var changes = ChangeSet()
    changes.insert(person)
    changes.insert(Person("Bob"))
    changes.insert(Memo(id: "memo", person: person.id, text: "secret-note-zq"))
    changes.insert(Answer(id: "answer", person: person.id, words: "answer-words-zq", points: 3))
    changes.insert(Bill(id: "bill", person: person.id, text: "Zaphodina"))
    changes.insert(Scan(id: "scan", owner: person.reference, digest: digest))
    try await store.commit(changes)
    // History has every value that ever was.
    try await store.edit(Identifier<Memo>("memo")) { $0.text = "secret-note-zq again" }
    #expect(try found(in: root) == Set(Self.marks))
    try await desk.erase(desk.plan(person.reference), by: ErasureFixture.staff)
    #expect(try found(in: root).contains("secret-note-zq"), "the journal of the store has it until it is compacted")
    try await store.compact()
    #expect(try found(in: root).isEmpty)
    #expect(try await store.get(Identifier<Bill>("bill")) != nil)
    try await store.close()
    #expect(try found(in: root).isEmpty)
  }
}
