import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// The leaves of a trail are those of a Merkle tree of RFC 6962 as they are: the tree can come later without a change of what is stored.
/// The tree here is that of the RFC's definitions, in a few lines, for this test only.
@Suite struct AuditMerkleTests {
  static func root(_ leaves: ArraySlice<SHA256.Digest>) -> SHA256.Digest {
    guard leaves.count > 1 else { return leaves.first ?? SHA256.hash([]) }
    let split = leaves.startIndex + largestPower(below: leaves.count)
    return node(root(leaves[..<split]), root(leaves[split...]))
  }

  static func node(_ left: SHA256.Digest, _ right: SHA256.Digest) -> SHA256.Digest {
    SHA256.hash([0x01] + left.bytes + right.bytes)
  }

  static func largestPower(below count: Int) -> Int {
    var power = 1
    while power * 2 < count { power *= 2 }
    return power
  }

  /// RFC 6962, section 2.1.1.
  static func path(_ index: Int, _ leaves: ArraySlice<SHA256.Digest>) -> [SHA256.Digest] {
    guard leaves.count > 1 else { return [] }
    let power = largestPower(below: leaves.count)
    let split = leaves.startIndex + power
    return index < power
      ? path(index, leaves[..<split]) + [root(leaves[split...])]
      : path(index - power, leaves[split...]) + [root(leaves[..<split])]
  }

  /// RFC 9162, section 2.1.3.2.
  static func isIncluded(
    _ leaf: SHA256.Digest, at index: Int, of size: Int, _ path: [SHA256.Digest], in root: SHA256.Digest
  ) -> Bool {
    guard index < size else { return false }
    var (place, last) = (index, size - 1)
    var value = leaf
    for other in path {
      guard last > 0 else { return false }
      if place & 1 == 1 || place == last {
        value = node(other, value)
        while place & 1 == 0, place != 0 { (place, last) = (place >> 1, last >> 1) }
      } else {
        value = node(value, other)
      }
      (place, last) = (place >> 1, last >> 1)
    }
    return last == 0 && value == root
  }

  /// The inputs and roots with which implementations of Certificate Transparency (RFC 6962) are tested.
  @Test func theTreeIsThatOfCertificateTransparency() {
    let inputs: [[UInt8]] = [
      [], [0x00], [0x10], [0x20, 0x21], [0x30, 0x31], [0x40, 0x41, 0x42, 0x43], Array(0x50...0x57), Array(0x60...0x6f),
    ]
    let leaves = inputs.map { AuditChain.leafHash(of: $0) }
    let roots = (1...8).map { Self.root(leaves[..<$0]).hex }
    #expect(roots[0] == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d")
    #expect(roots[1] == "fac54203e7cc696cf0dfcb42c92a1d9dbaf70ad9e621f4bd8d98662f00e3c125")
    #expect(roots[6] == "ddb89be403809e325750d3d263cd78929c2942b7942a34b77e122c9594a74c8c")
    #expect(roots[7] == "5dc9da79a70659a9ad559cb701ded9a2ab9d823aad2f4960cfe370eff4604328")
  }

  @Test func everyEntryHasAProofOfInclusionAlsoAfterErasure() async throws {
    let fixture = AuditFixture()
    try await fixture.write(0..<12)
    try await fixture.write(12..<19, person: "bob")
    try await fixture.trail.seal()
    let before = try await fixture.entries()
    let root = Self.root(before.map(\.leaf.hash)[...])
    try await fixture.trail.forget([Deed.subject("bob")])
    let after = try await fixture.entries().prefix(before.count).map(\.leaf.hash)
    for (index, entry) in before.enumerated() {
      let path = Self.path(index, after[...])
      #expect(Self.isIncluded(entry.leaf.hash, at: index, of: before.count, path, in: root))
      #expect(!Self.isIncluded(SHA256.hash("forged"), at: index, of: before.count, path, in: root))
    }
  }
}
