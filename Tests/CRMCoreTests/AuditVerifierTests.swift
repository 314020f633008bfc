import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// Every kind of tampering is found, and the first wrong place is named.
@Suite struct AuditVerifierTests {
  private static let origin = AuditFixture.origin

  static func leaf(
    _ index: UInt64, position: UInt64? = nil, ordinal: Int = 0, kind: AuditLeaf.Kind = .inserted, seconds: Double = 0,
    commitment: SHA256.Digest?? = .none, matter: String = "deeds"
  ) -> AuditLeaf {
    AuditLeaf(
      index: index, position: position ?? index + 1, ordinal: ordinal,
      date: CRMEnvironment.testStart.addingTimeInterval(Double(index) + seconds), kind: kind,
      commitment: commitment ?? SHA256.hash("fact \(index)"), matter: matter)
  }

  static func sealed(_ leaves: [AuditLeaf], origin: String = origin) -> [AuditEntry] {
    var chain = AuditChain(origin: origin)
    return leaves.map { AuditEntry($0, chain: chain.append(leaf: $0.hash)) }
  }

  static let entries = sealed((0..<12).map { leaf($0) })

  static func checkpoint(_ entries: [AuditEntry], size: Int? = nil, origin: String = origin) -> AuditCheckpoint {
    let size = size ?? entries.count
    return AuditCheckpoint(
      origin: origin, size: UInt64(size), head: size == 0 ? AuditChain(origin: origin).head : entries[size - 1].chain,
      position: UInt64(size), date: CRMEnvironment.testStart)
  }

  private func fault(
    _ entries: [AuditEntry], from start: AuditCheckpoint? = nil, _ checkpoints: [AuditCheckpoint] = []
  ) -> AuditFault? {
    AuditVerifier.verify(entries, origin: Self.origin, from: start, checkpoints: checkpoints).fault
  }

  @Test func whatWasSealedIsIntact() {
    let report = AuditVerifier.verify(
      Self.entries, origin: Self.origin, checkpoints: [0, 5, 12].map { Self.checkpoint(Self.entries, size: $0) })
    #expect(report.isIntact && report.isComplete)
    #expect(report.size == 12)
    #expect(report.provenSize == 12)
    #expect(report.head == Self.entries[11].chain)
    #expect(fault([]) == nil)
  }

  @Test(arguments: 0..<12) func aChangeOfAnyFieldIsNamed(place: Int) {
    let index = UInt64(place)
    let original = Self.entries[place]
    let changed: [(AuditEntry, AuditFault)] = [
      (AuditEntry(Self.leaf(index, position: index + 2), chain: original.chain), .changed(index: index)),
      (AuditEntry(Self.leaf(index, ordinal: 1), chain: original.chain), .changed(index: index)),
      (AuditEntry(Self.leaf(index, kind: .updated), chain: original.chain), .changed(index: index)),
      (AuditEntry(Self.leaf(index, seconds: 0.001), chain: original.chain), .changed(index: index)),
      (AuditEntry(Self.leaf(index, commitment: SHA256.hash("x")), chain: original.chain), .changed(index: index)),
      (AuditEntry(Self.leaf(index, commitment: .some(nil)), chain: original.chain), .changed(index: index)),
      (AuditEntry(Self.leaf(index, matter: "chores"), chain: original.chain), .changed(index: index)),
      (AuditEntry(original.leaf, chain: SHA256.hash("x")), .changed(index: index)),
      (
        AuditEntry(Self.leaf(index + 40), chain: original.chain), .misplaced(expected: index, found: index + 40)
      ),
    ]
    for (entry, expected) in changed {
      var entries = Self.entries
      entries[place] = entry
      #expect(fault(entries) == expected)
    }
  }

  /// Every byte of the exported text, in three other values each.
  @Test func aChangeOfAnyByteIsNamed() {
    for (place, entry) in Self.entries.enumerated().filter({ $0.offset % 4 == 1 }) {
      let bytes = Array(entry.exported.utf8)
      for at in bytes.indices {
        for mask: UInt8 in [0x01, 0x04, 0x10] {
          var changed = bytes
          changed[at] ^= mask
          let line = String(decoding: changed, as: UTF8.self)
          var verifier = AuditVerifier(
            origin: Self.origin, from: Self.checkpoint(Self.entries, size: place))
          verifier.add(exported: line)
          let report = verifier.report()
          #expect(report.size == UInt64(place), "byte \(at) ^ \(mask): \(line)")
          #expect(report.fault != nil)
        }
      }
    }
  }

  @Test(arguments: 0..<12) func aMissingAnAddedAndAMovedEntryAreNamed(place: Int) {
    let index = UInt64(place)
    var entries = Self.entries
    entries.remove(at: place)
    if place < 11 {
      #expect(fault(entries) == .misplaced(expected: index, found: index + 1))
      entries = Self.entries
      entries.swapAt(place, place + 1)
      #expect(fault(entries) == .misplaced(expected: index, found: index + 1))
    } else {
      #expect(fault(entries) == nil)
      #expect(fault(entries, [Self.checkpoint(Self.entries)]) == .truncated(size: 11, expected: 12))
    }
    entries = Self.entries
    entries.insert(entries[place], at: place)
    #expect(fault(entries) == .misplaced(expected: index + 1, found: index))
    // An added one with a right index, and the others renumbered but not chained anew.
    let added = Self.leaf(index, position: 900)
    entries = Array(Self.entries[..<place]) + [AuditEntry(added, chain: SHA256.hash("added"))]
    #expect(fault(entries) == .changed(index: index))
  }

  @Test func aTrailThatWasRewrittenIsFoundByACheckpoint() {
    var leaves = Self.entries.map(\.leaf)
    leaves[7] = Self.leaf(7, commitment: SHA256.hash("forged"))
    let forged = Self.sealed(leaves)
    #expect(fault(forged) == nil)
    let checkpoints = [5, 10, 12].map { Self.checkpoint(Self.entries, size: $0) }
    let report = AuditVerifier.verify(forged, origin: Self.origin, checkpoints: checkpoints)
    #expect(report.fault == .rewritten(size: 10))
    #expect(report.provenSize == 5)
  }

  @Test func aCutTrailIsFoundByACheckpoint() {
    for size in 0..<12 {
      let cut = Array(Self.entries[..<size])
      #expect(fault(cut, [Self.checkpoint(Self.entries)]) == .truncated(size: UInt64(size), expected: 12))
    }
    #expect(fault([], [Self.checkpoint(Self.entries, size: 0)]) == nil)
  }

  @Test func anotherTrailIsNotTakenForThisOne() {
    let others = Self.sealed((0..<3).map { Self.leaf($0) }, origin: "shop.example/other")
    #expect(fault(others) == .changed(index: 0))
    let checkpoint = Self.checkpoint(Self.entries, size: 3, origin: "shop.example/other")
    #expect(fault(Self.entries, [checkpoint]) == .foreignCheckpoint(size: 3))
    #expect(fault(Array(Self.entries[3...]), from: checkpoint) == .foreignCheckpoint(size: 3))
  }

  @Test func verificationGoesOnFromATrustedCheckpoint() {
    let start = Self.checkpoint(Self.entries, size: 4)
    #expect(fault(Array(Self.entries[4...]), from: start, [Self.checkpoint(Self.entries)]) == nil)
    #expect(fault(Array(Self.entries[5...]), from: start) == .misplaced(expected: 4, found: 5))
    var wrong = start
    wrong.head = SHA256.hash("wrong")
    #expect(fault(Array(Self.entries[4...]), from: wrong) == .changed(index: 4))
  }

  @Test func aChangeIsToldOnceAndInTheOrderOfTheHistory() {
    func fault(_ positions: [(UInt64, Int)]) -> AuditFault? {
      self.fault(
        Self.sealed(positions.enumerated().map { Self.leaf(UInt64($0), position: $1.0, ordinal: $1.1) }))
    }
    #expect(fault([(1, 0), (1, 1), (1, 4), (2, 0)]) == nil)
    #expect(fault([(1, 0), (1, 0)]) == .repeated(index: 1))
    #expect(fault([(1, 1), (1, 0)]) == .repeated(index: 1))
    #expect(fault([(2, 0), (1, 5)]) == .repeated(index: 1))
    let gap = Self.leaf(0, kind: .gap, commitment: .some(nil), matter: "2-6")
    #expect(self.fault(Self.sealed([gap, Self.leaf(1, position: 6)])) == .repeated(index: 1))
    #expect(self.fault(Self.sealed([gap, Self.leaf(1, position: 7)])) == nil)
    let report = AuditVerifier.verify(Self.sealed([gap]), origin: Self.origin)
    #expect(report.gaps == [2...6])
    #expect(report.isIntact && !report.isComplete)
    // What was found lies before the changes that follow a gap, and repeats none.
    let found = Self.leaf(2, position: 3, kind: .found)
    #expect(self.fault(Self.sealed([gap, Self.leaf(1, position: 7), found, Self.leaf(3, position: 8)])) == nil)
    for matter in ["6-2", "2", "2-x", ""] {
      let odd = Self.leaf(0, kind: .gap, commitment: .some(nil), matter: matter)
      #expect(self.fault(Self.sealed([odd])) == .malformed(index: 0))
    }
    let forgot = Self.leaf(0, kind: .forgot, commitment: .some(nil), matter: "many")
    #expect(self.fault(Self.sealed([forgot])) == .malformed(index: 0))
  }

  @Test func kindsOfALaterVersionAreVerified() {
    let entries = Self.sealed([Self.leaf(0, kind: "later", commitment: .some(nil), matter: "anything"), Self.leaf(1)])
    #expect(fault(entries) == nil)
  }

  @Test func everyFaultHasASentenceInFourLanguages() {
    let faults: [AuditFault] = [
      .malformed(index: 71), .misplaced(expected: 71, found: 72), .changed(index: 71), .repeated(index: 71),
      .truncated(size: 71, expected: 72), .surplus(index: 71), .rewritten(size: 71), .foreignCheckpoint(size: 71),
      .contradicted(index: 71), .undeclaredLoss(missing: 71, declared: 72),
    ]
    for fault in faults {
      let sentences = ["en", "ru", "uk", "zh"].map { AuditTrail.phrases.sentence(for: fault.reason, language: $0) }
      #expect(Set(sentences).count == 4, "\(sentences)")
      #expect(sentences.allSatisfy { $0.contains("71") && !$0.contains("{") }, "\(sentences)")
    }
    #expect(AuditTrail.phrases.sentences.count == faults.count)
  }

  @Test func theReportListsSomeGapsAndCountsAll() {
    let leaves = (0..<150).map { index -> AuditLeaf in
      Self.leaf(UInt64(index), kind: .gap, commitment: .some(nil), matter: "\(index * 2 + 1)-\(index * 2 + 2)")
    }
    let report = AuditVerifier.verify(Self.sealed(leaves), origin: Self.origin)
    #expect(report.gapCount == 150)
    #expect(report.gaps.count == AuditReport.listedGaps)
  }
}
