import CRMTesting
import Consent
import Foundation
import Testing

/// What a restored backup forgets again, and the file that tells it.
@Suite struct ErasureReplayTests {
  private let ann = Person("Ann", addresses: ["ann@example.com"])
  private let bob = Person("Bob", addresses: ["bob@example.com"])
  private let staff = ErasureFixture.staff

  private func filled(_ fixture: ErasureFixture) async throws -> ErasureFixture {
    try await fixture.insert(
      ann, bob, Memo(id: "memo", person: ann.id, text: "Ann called"), Memo(id: "bobs", person: bob.id, text: "b"))
    try await fixture.optIn("ann@example.com")
    try await fixture.optIn("bob@example.com")
    return fixture
  }

  private func file() -> URL {
    FileManager.default.temporaryDirectory.appending(path: "erasures-\(UUID().uuidString)")
  }

  @Test func aRestoredBackupErasesAgainOnce() async throws {
    let url = file()
    defer { try? FileManager.default.removeItem(at: url) }
    let journal = FileErasureJournal(file: url)
    let live = try await filled(ErasureFixture(journal: journal))
    let erasure = try await live.desk.erase(live.desk.plan(ann.reference), by: staff)
    // The backup was taken before.
    let restored = try await filled(ErasureFixture(journal: journal, seed: 9))
    #expect(try await !restored.isErased("ann@example.com"))
    let report = try await ErasureReplay(restored.desk).apply()
    #expect(report.erased == [erasure.id])
    #expect(try await restored.store.get(ann.id) == nil)
    #expect(try await restored.store.get(Identifier<Memo>("memo")) == nil)
    #expect(try await restored.store.get(Identifier<Memo>("bobs")) != nil)
    #expect(try await restored.isErased("ann@example.com"))
    #expect(try await restored.decision("bob@example.com").outcome == .permit)
    let after = try await restored.contents()
    let position = try await restored.store.position()
    #expect(try await ErasureReplay(restored.desk).apply().isEmpty)
    #expect(try await restored.contents() == after)
    #expect(try await restored.store.position() == position, "the second time nothing is written")
    #expect(try await ErasureReplay(live.desk).apply().isEmpty, "the live store knows")
  }

  @Test func aBackupFromTheTimeOfGraceKnowsWhatWasDecided() async throws {
    let journal = MemoryJournal()
    let live = try await filled(ErasureFixture(journal: journal))
    let first = try await live.desk.schedule(ann.reference, by: staff)
    let second = try await live.desk.schedule(bob.reference, by: staff)
    live.clock.advance(by: 60)
    try await live.desk.cancel(second.id, by: staff)
    let restored = try await filled(ErasureFixture(clock: live.clock, journal: journal, seed: 9))
    let bobs = try await restored.desk.schedule(bob.reference, by: staff)
    let report = try await ErasureReplay(restored.desk).apply()
    #expect(report.scheduled == [first.id] && report.erased.isEmpty)
    #expect(try await restored.store.get(first.id)?.state == .scheduled)
    #expect(try await restored.decision("ann@example.com").outcome == .deny)
    #expect(try await restored.store.get(ann.id) != nil)
    #expect(bobs.id != second.id)
  }

  @Test func theFileHasItsFormat() async throws {
    let url = file()
    defer { try? FileManager.default.removeItem(at: url) }
    let journal = FileErasureJournal(file: url)
    let live = try await filled(ErasureFixture(journal: journal))
    try await live.desk.erase(live.desk.plan(ann.reference), by: staff)
    let text = try String(contentsOf: url, encoding: .utf8)
    let lines = text.split(separator: "\n", omittingEmptySubsequences: false).map(String.init)
    #expect(lines.count == 3 && lines[0] == "swift-crm erasures 1" && lines[2].isEmpty)
    #expect(lines[1] == Self.golden)
    #expect(!text.contains("ann@"))
  }

  /// Written once by this test and kept: the format on disk must not change.
  private static let golden = """
    2bbbabc7 {"approvedAt":1795428000000,"due":1795428000000,"erasure":"01A207D9-2100-7003-A42E-1C7BC266A3A7",\
    "kind":"erased","points":["0a6ed933283c97768e3aaceba5c2953747808f8b1984e84718ecf747ecc93d0c"],\
    "subjects":[{"collection":"people","id":"1579E996-1FD8-889D-81DB-5764847ADF89"}]}
    """

  @Test func anUnfinishedLineIsOverwrittenAndDamageIsTold() async throws {
    let url = file()
    defer { try? FileManager.default.removeItem(at: url) }
    let lines = ChecksummedLines(file: url, header: "test 1")
    #expect(try lines.read().isEmpty)
    try await lines.append(Array("one".utf8))
    try await lines.append(Array("two".utf8))
    let whole = try Data(contentsOf: url)
    try whole.dropLast(3).write(to: url)
    #expect(try lines.read() == [Array("one".utf8)])
    try await lines.append(Array("three".utf8))
    #expect(try lines.read() == [Array("one".utf8), Array("three".utf8)])
    var damaged = whole
    damaged[damaged.count - 3] ^= 1
    try damaged.write(to: url)
    #expect(throws: StoreError.self) { try lines.read() }
    await #expect(throws: StoreError.self) { try await lines.append([1]) }
    #expect(throws: StoreError.self) { try ChecksummedLines(file: url, header: "other 1").read() }
  }
}
