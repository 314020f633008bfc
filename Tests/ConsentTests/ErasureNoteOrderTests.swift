import CRMTesting
import Consent
import Foundation
import Synchronization
import Testing

/// Notes are written beside the commits: what counts is what they say, and not which came last.
@Suite struct ErasureNoteOrderTests {
  private let ann = Person("Ann", addresses: ["ann@example.com"])
  private let staff = ErasureFixture.staff

  private func filled(_ fixture: ErasureFixture) async throws -> ErasureFixture {
    try await fixture.insert(ann, Memo(id: "memo", person: ann.id, text: "Ann called"))
    try await fixture.optIn("ann@example.com")
    return fixture
  }

  private func kinds(_ journal: MemoryJournal) async throws -> [ErasureNote.Kind] {
    try await journal.notes().map(\.kind)
  }

  @Test func aCancelThatWasRefusedKeepsNobodyInABackup() async throws {
    let notes = MemoryJournal()
    let other = try await filled(ErasureFixture(journal: notes))
    let erasure = try await other.desk.schedule(ann.reference, by: staff)
    other.clock.advance(by: 8 * 86_400)
    // Another process begins and finishes between the look of this one and its note.
    let slow = StalledJournal(notes, before: .cancelled) { _ = try await other.desk.resume(erasure.id) }
    let stalled = ErasureFixture(clock: other.clock, store: other.store, journal: slow, seed: 5)
    await #expect(throws: ErasureRefusal.begun) { try await stalled.desk.cancel(erasure.id, by: staff) }
    #expect(try await kinds(notes) == [.scheduled, .erased, .cancelled])
    let restored = try await filled(ErasureFixture(clock: other.clock, journal: notes, seed: 9))
    #expect(try await ErasureReplay(restored.desk).apply().erased == [erasure.id])
    #expect(try await restored.store.get(ann.id) == nil)
    #expect(try await restored.store.get(Identifier<Memo>("memo")) == nil)
    #expect(try await restored.isErased("ann@example.com"))
    #expect(try await ErasureReplay(restored.desk).apply().isEmpty)
  }

  @Test func whatWasCalledOffBeforeItWasToldIsNotScheduledAgain() async throws {
    let notes = MemoryJournal()
    let other = try await filled(ErasureFixture(journal: notes))
    let slow = StalledJournal(notes, before: .scheduled) {
      let open = try #require(try await ErasureLedger(store: other.store).erasures(of: ann.reference).first)
      try await other.desk.cancel(open.id, by: staff)
    }
    let stalled = ErasureFixture(clock: other.clock, store: other.store, journal: slow, seed: 5)
    let erasure = try await stalled.desk.schedule(ann.reference, by: staff)
    #expect(try await kinds(notes) == [.cancelled, .scheduled])
    #expect(try await other.store.get(erasure.id)?.state == .cancelled)
    let restored = try await filled(ErasureFixture(clock: other.clock, journal: notes, seed: 9))
    #expect(try await ErasureReplay(restored.desk).apply().isEmpty)
    #expect(try await restored.store.get(erasure.id) == nil)
    #expect(try await restored.decision("ann@example.com").outcome == .permit)
  }

  @Test func whatABackupCalledOffByItselfIsErasedAgain() async throws {
    let notes = MemoryJournal()
    let live = try await filled(ErasureFixture(journal: notes))
    let erasure = try await live.desk.schedule(ann.reference, by: staff)
    // The same seed gives the erasure the same identifier. Somebody called it off in a backup that was served without a replay.
    let restored = try await filled(ErasureFixture(journal: notes))
    #expect(try await restored.desk.schedule(ann.reference, by: staff).id == erasure.id)
    live.clock.advance(by: 8 * 86_400)
    try await live.desk.resume(erasure.id)
    try await restored.desk.cancel(erasure.id, by: staff)
    #expect(try await ErasureReplay(restored.desk).apply().erased == [erasure.id])
    #expect(try await restored.store.get(erasure.id)?.state == .done)
    #expect(try await restored.store.get(ann.id) == nil)
    #expect(try await restored.isErased("ann@example.com"))
    #expect(try await ErasureReplay(restored.desk).apply().isEmpty)
  }
}

/// A journal of a process that stalls once before it writes a note of a kind.
private final class StalledJournal: ErasureJournal {
  private let base: MemoryJournal
  private let kind: ErasureNote.Kind
  private let meanwhile: @Sendable () async throws -> Void
  private let hasStalled = Mutex(false)

  init(
    _ base: MemoryJournal, before kind: ErasureNote.Kind, meanwhile: @escaping @Sendable () async throws -> Void
  ) {
    self.base = base
    self.kind = kind
    self.meanwhile = meanwhile
  }

  func append(_ note: ErasureNote) async throws {
    let stalls = hasStalled.withLock { done in
      defer { done = done || note.kind == kind }
      return !done && note.kind == kind
    }
    if stalls { try await meanwhile() }
    try await base.append(note)
  }

  func notes() async throws -> [ErasureNote] { try await base.notes() }
}
