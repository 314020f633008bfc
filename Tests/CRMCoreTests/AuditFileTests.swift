import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// A trail in files: restarts at any moment, and cut-offs in between.
@Suite struct AuditFileTests {
  @Test func aTrailGoesOnAfterEveryRestart() async throws {
    let folder = try TemporaryFolder()
    let clock = TestClock()
    var published: [AuditCheckpoint] = []
    for round in 0..<8 {
      let store = try await FileStore.open(
        at: folder.current, options: .init(durability: .relaxed), environment: .fixed(clock: clock))
      let trail = AuditFixture(store).trail
      if round > 0 { #expect(try await trail.verify(against: published, opening: true).isComplete) }
      for number in round * 10..<round * 10 + 10 { try await store.insert(Deed(number)) }
      // Every other time it was not sealed before the end, every third one cut off.
      if round % 3 == 1 {
        let interruption = AuditInterruption(after: round)
        let shaky = AuditFixture(HookedStore(store) { _ in try interruption.pass() }).trail
        _ = try? await shaky.seal()
      } else if round % 2 == 0 {
        try await trail.seal()
      }
      published.append(try await trail.checkpoint().checkpoint)
      try await store.close()
    }
    let store = try await FileStore.open(at: folder.current, options: .init(durability: .relaxed))
    let trail = AuditFixture(store).trail
    try await trail.seal()
    let report = try await trail.verify(against: published, opening: true)
    #expect(report.isComplete)
    #expect(report.proven == 80)
    #expect(report.size == 81)
    try await store.close()
  }

  @Test func aCopyOfTheFilesWithAByteChangedIsFoundByTheStoreOrTheTrail() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(at: folder.current, options: .init(durability: .relaxed))
    let trail = AuditFixture(store).trail
    try await store.insert(Deed(1))
    try await trail.seal()
    // Another program writes a forged block under the same identity: every checksum of the store is right.
    let first = AuditBlock.id(of: AuditFixture.origin, first: 1)
    try await store.edit(first) { $0.lines = $0.lines.replacing("inserted", with: "deleted") }
    try await store.close()
    let again = try await FileStore.open(at: folder.current, options: .init(durability: .relaxed))
    #expect(try await AuditFixture(again).trail.verify().fault == .changed(index: 1))
    try await again.close()
  }
}
