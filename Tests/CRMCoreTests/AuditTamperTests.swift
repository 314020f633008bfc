import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// Somebody writes into the store past the trail.
@Suite struct AuditTamperTests {
  /// Three blocks of deeds, 64 + 64 + 12, behind the one that says what is covered.
  private func sealed() async throws -> AuditFixture {
    let fixture = AuditFixture()
    var changes = ChangeSet()
    for number in 0..<140 { changes.insert(Deed(number)) }
    try await fixture.store.commit(changes)
    try await fixture.trail.seal()
    #expect(try await fixture.trail.verify(opening: true).isComplete)
    return fixture
  }

  private func block(_ first: UInt64, _ fixture: AuditFixture) async throws -> Stored<AuditBlock> {
    try await fixture.store.require(AuditBlock.id(of: AuditFixture.origin, first: first))
  }

  private func change(_ first: UInt64, _ fixture: AuditFixture, _ body: (inout AuditBlock) -> Void) async throws {
    var stored = try await block(first, fixture)
    body(&stored.record)
    try await fixture.store.commit(changeSet { $0.update(stored) })
  }

  @Test func aChangedLineIsNamed() async throws {
    let fixture = try await sealed()
    try await change(65, fixture) { block in
      var lines = block.lines.split(separator: "\n").map(String.init)
      lines[10] = lines[10].replacing("inserted", with: "updated")
      block.lines = lines.joined(separator: "\n")
    }
    let report = try await fixture.trail.verify()
    #expect(report.fault == .changed(index: 75))
    #expect(report.size == 75)
  }

  @Test func aLineThatIsNoneIsNamed() async throws {
    let fixture = try await sealed()
    try await change(65, fixture) { $0.lines = $0.lines.replacing("\n68 ", with: "\n?? ") }
    #expect(try await fixture.trail.verify().fault == .malformed(index: 68))
    await #expect(throws: AuditFault.malformed(index: 68)) { try await fixture.trail.entries(after: 64) }
  }

  /// Whom a fact is about is sealed with it: without that, taking them off an opening would hide the fact from them and from erasure.
  @Test func anOpeningThatIsTakenFromOrGivenToSomebodyIsContradicted() async throws {
    for subjects in [[], [Deed.subject("bob")], [Deed.subject("ann"), Deed.subject("bob")]] {
      let fixture = try await sealed()
      var stored = try await fixture.store.require(
        AuditBlock.id(of: AuditFixture.origin, first: 65).cast(to: AuditOpenings.self))
      stored.record.openings[10].subjects = subjects
      let changed = stored
      try await fixture.store.commit(changeSet { $0.update(changed) })
      let report = try await fixture.trail.verify(opening: true)
      #expect(report.fault == .contradicted(index: 75), "\(subjects)")
    }
  }

  @Test func aChangedChainIsNamed() async throws {
    let fixture = try await sealed()
    try await change(1, fixture) { $0.chains[32 * 7 + 3] ^= 0x80 }
    #expect(try await fixture.trail.verify().fault == .changed(index: 8))
    try await change(1, fixture) { $0.chains.removeLast() }
    try await change(1, fixture) { $0.chains[32 * 7 + 3] ^= 0x80 }
    #expect(try await fixture.trail.verify().fault == .malformed(index: 64))
  }

  @Test func missingBlocksAreNamed() async throws {
    for (first, expected) in [
      (0, AuditFault.misplaced(expected: 0, found: 1)), (65, .misplaced(expected: 65, found: 129)),
      (129, .truncated(size: 129, expected: 141)),
    ] as [(UInt64, AuditFault)] {
      let fixture = try await sealed()
      let stored = try await block(first, fixture)
      try await fixture.store.commit(changeSet { $0.delete(stored) })
      #expect(try await fixture.trail.verify().fault == expected)
    }
  }

  @Test func anAddedBlockIsNamed() async throws {
    let fixture = try await sealed()
    var chain = AuditChain(
      origin: AuditFixture.origin, size: 141, head: try #require(try await fixture.trail.storedHead()).chain)
    let leaf = AuditVerifierTests.leaf(141, position: 900)
    let added = AuditBlock(
      origin: AuditFixture.origin, first: 141, entries: [AuditEntry(leaf, chain: chain.append(leaf: leaf.hash))])
    try await fixture.store.insert(added)
    #expect(try await fixture.trail.verify().fault == .surplus(index: 141))
  }

  @Test func aCutTrailWithAnEndToMatchIsFoundByACheckpointOnly() async throws {
    let fixture = try await sealed()
    let published = try await fixture.trail.checkpoint().checkpoint
    let last = try await block(129, fixture)
    let entries = try await block(65, fixture).record.entries()
    var head = try #require(try await fixture.trail.storedHead())
    head.record.size = 129
    head.record.chain = try #require(entries.last).chain
    let cut = head
    try await fixture.store.commit(
      changeSet {
        $0.delete(last)
        $0.update(cut)
      })
    #expect(try await fixture.trail.verify().isIntact)
    #expect(try await fixture.trail.verify(against: [published]).fault == .truncated(size: 129, expected: 141))
    await #expect(throws: AuditFault.truncated(size: 129, expected: 141)) {
      try await fixture.trail.checkpoint(extending: published)
    }
  }

  @Test func anEndThatDoesNotMatchIsNamed() async throws {
    let fixture = try await sealed()
    var head = try #require(try await fixture.trail.storedHead())
    head.record.chain = SHA256.hash("x")
    let changed = head
    try await fixture.store.commit(changeSet { $0.update(changed) })
    #expect(try await fixture.trail.verify().fault == .rewritten(size: 141))
  }

  @Test func aChangedOpeningIsNamedAndShowsNoFact() async throws {
    let fixture = try await sealed()
    let id = AuditBlock.id(of: AuditFixture.origin, first: 65).cast(to: AuditOpenings.self)
    try await fixture.store.edit(id) { openings in
      let text = String(decoding: openings.openings[4].fact, as: UTF8.self)
      openings.openings[4].fact = Data(text.replacing("ann", with: "bob").utf8)
    }
    #expect(try await fixture.trail.verify().isIntact)
    #expect(try await fixture.trail.verify(opening: true).fault == .contradicted(index: 69))
    let found = try await fixture.trail.entries(after: 68, limit: 1).items
    guard case .contradicted = found[0].state else {
      Issue.record("not \(found[0].state)")
      return
    }
    #expect(found[0].fact == nil)
  }

  @Test func openingsThatVanishedWithoutBeingForgottenAreTold() async throws {
    let fixture = try await sealed()
    let id = AuditBlock.id(of: AuditFixture.origin, first: 65).cast(to: AuditOpenings.self)
    try await fixture.store.edit(id) { $0.openings.removeSubrange(0..<2) }
    #expect(try await fixture.trail.verify().isIntact)
    let report = try await fixture.trail.verify(opening: true)
    #expect(report.fault == .undeclaredLoss(missing: 2, declared: 0))
    #expect(report.notOpenable == 2)
  }

  @Test func anEndThatWasTakenAwayDoesNotLetTheTrailBeginAnew() async throws {
    let fixture = try await sealed()
    let head = try #require(try await fixture.trail.storedHead())
    try await fixture.store.commit(changeSet { $0.delete(head) })
    let error = await #expect(throws: StoreError.self) { try await fixture.trail.seal() }
    #expect(error?.code == .conflict)
  }
}
