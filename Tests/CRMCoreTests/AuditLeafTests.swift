import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// The format of entries, byte by byte. The values were computed by another program (Python's hashlib and hmac).
@Suite struct AuditLeafTests {
  static let leaves = [
    AuditLeaf(
      index: 0, position: 0, ordinal: 0, date: Date("2026-11-21T09:00:00Z"), kind: .covers, commitment: nil,
      matter: "deeds"),
    AuditLeaf(
      index: 1, position: 3, ordinal: 1, date: Date("2026-11-21T09:00:01.005Z"), kind: .inserted,
      commitment: SHA256.Digest(hex: "5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456"),
      matter: "deeds"),
    AuditLeaf(
      index: 2, position: 9, ordinal: 0, date: Date("2026-11-21T10:00:00Z"), kind: .gap, commitment: nil, matter: "4-9"),
  ]

  @Test func linesAreAsTheFormatSays() {
    #expect(
      Self.leaves.map(\.line) == [
        "0 0.0 2026-11-21T09:00:00.000Z covers - deeds",
        "1 3.1 2026-11-21T09:00:01.005Z inserted 5df6e0e2761359d30a8275058e299fcc0381534545f55cf43e41983f5d4c9456 deeds",
        "2 9.0 2026-11-21T10:00:00.000Z gap - 4-9",
      ])
    #expect(
      Self.leaves.map(\.hash.hex) == [
        "258189c5fad8473503df950c9fda110adb62ba4f1c4259d730d27cf0332389ab",
        "b07c15e8623d4af636a897b7337cdfa59de3387f0f0a0454f9d6eaabdf19d146",
        "e19a5c612103aed05001f945e49adf1c10bfd0d42c63ed44b8185e2929d2f9ea",
      ])
  }

  @Test func theChainIsAsTheFormatSays() {
    var chain = AuditChain(origin: AuditFixture.origin)
    #expect(chain.head.hex == "6a4f84ab9b7be85bed0108b15d88851970f5ff0202616c55e72dbd867b2bbcf1")
    let values = Self.leaves.map { chain.append(line: Array($0.line.utf8)).hex }
    #expect(
      values == [
        "d60862e35a330d2291154a7bfa674c774411619853d13d88fc98063688d627b2",
        "1a960ebb6b126850cdeeb46a181cef22dd497cb4f99ba5edeb9635bac7ee97b0",
        "96d8d95e0ea27e9e95251b93ef2cf078b274454fb58940b942040e85489bdfdd",
      ])
    #expect(chain.size == 3)
  }

  @Test func theCommitmentIsAsTheFormatSays() {
    #expect(
      AuditOpening.commitment(to: Array(#"{"a":1}"#.utf8), salt: Array(0..<32)).hex
        == "b4cebde30982443ec36c18fa99ad10a70e705bba779f57c37e84decb64ae50fb")
  }

  @Test func aFactIsAsTheFormatSays() throws {
    let header = AuditFactHeader(
      author: Author(.staff, "7"), change: .inserted, collection: Deed.collection,
      date: Date("2026-11-21T09:00:01.005Z"), id: Deed.id(1).uuid, position: 3, reason: "why")
    let bytes = try AuditFactCoder().encode(header, Deed(1, person: "ann", text: "a/b"))
    #expect(
      String(decoding: bytes, as: UTF8.self) == """
        {"author":{"kind":"staff","name":"7"},"change":"inserted","collection":"deeds",\
        "date":"2026-11-21T09:00:01.005Z","id":"\(Deed.id(1))","position":3,"reason":"why",\
        "record":{"id":"\(Deed.id(1))","person":"ann","text":"a/b"}}
        """)
    let fact = try AuditFact(bytes: Data(bytes))
    #expect(try fact.value(as: Deed.self) == Deed(1, person: "ann", text: "a/b"))
    #expect(try fact.value(as: Chore.self) == nil)
    #expect(fact.author == Author(.staff, "7"))
  }

  @Test func linesAreReadBack() {
    for leaf in Self.leaves { #expect(AuditLeaf(line: leaf.line) == leaf) }
    let odd = AuditLeaf(
      index: .max, position: .max, ordinal: .max, date: Date(millisecondsSince1970: -99_000_000_000_000), kind: "later",
      commitment: nil, matter: "with spaces and ж")
    #expect(AuditLeaf(line: odd.line) == odd)
    let entry = AuditEntry(odd, chain: SHA256.hash("x"))
    #expect(AuditEntry(exported: entry.exported) == entry)
    #expect(AuditEntry(exported: odd.line) == nil)
  }

  @Test(arguments: [
    "", "1", "0 0.0 2026-11-21T09:00:00.000Z covers -", "x 0.0 2026-11-21T09:00:00.000Z covers - deeds",
    "0 00 2026-11-21T09:00:00.000Z covers - deeds", "0 0.-1 2026-11-21T09:00:00.000Z covers - deeds",
    "0 0.0 yesterday covers - deeds", "0 0.0 2026-11-21T09:00:00.000Z covers ab deeds",
    "0 0.0 2026-11-21T09:00:00.000Z  - deeds", "0 0.0 2026-11-21T09:00:00.000Z covers - de\ned",
    "0 0.0.0 5 covers - deeds",
  ])
  func whatIsNoLineIsNotRead(line: String) {
    #expect(AuditLeaf(line: line) == nil)
  }

  @Test func anOpeningFitsItsOwnEntryOnly() throws {
    let header = AuditFactHeader(
      author: nil, change: .inserted, collection: Deed.collection, date: Date("2026-11-21T09:00:00Z"),
      id: Deed.id(1).uuid, position: 3)
    let fact = try AuditFactCoder().encode(header, Deed(1))
    let salt = SHA256.hash("salt").bytes
    let opening = AuditOpening(
      index: 5, salt: Data(salt), fact: Data(fact), record: RecordReference(Deed.id(1)))
    func leaf(
      index: UInt64 = 5, position: UInt64 = 3, kind: AuditLeaf.Kind = .inserted, matter: String = "deeds",
      date: Date = Date("2026-11-21T09:00:00Z"), commitment: SHA256.Digest? = nil
    ) -> AuditLeaf {
      AuditLeaf(
        index: index, position: position, ordinal: 0, date: date, kind: kind,
        commitment: commitment ?? opening.commitment, matter: matter)
    }
    #expect(opening.fact(provenBy: leaf())?.record == RecordReference(Deed.id(1)))
    // The fact is bound to what the entry says in the open, too: a sealer cannot say one thing and hide another.
    for other in [
      leaf(index: 6), leaf(position: 4), leaf(kind: .updated), leaf(matter: "chores"),
      leaf(date: Date("2026-11-21T09:00:01Z")), leaf(commitment: SHA256.hash("another")),
    ] { #expect(opening.fact(provenBy: other) == nil) }
    for place in 0..<32 {
      var changed = opening
      changed.salt[place] ^= 1
      #expect(changed.fact(provenBy: leaf()) == nil)
    }
    var elsewhere = opening
    elsewhere.record = RecordReference(Deed.id(2))
    #expect(elsewhere.fact(provenBy: leaf()) == nil)
  }

  @Test func saltsAreFresh() {
    let source = AuditSalts.drawn(from: .live)
    let salts = (0..<100).map { _ in source.salt(of: 0) }
    #expect(Set(salts).count == 100)
    #expect(salts.allSatisfy { $0.count == 32 })
    // The four draws of a salt are independent of each other.
    var draws: Set<[UInt8]> = []
    for salt in salts {
      for start in stride(from: 0, to: 32, by: 8) { draws.insert(Array(salt[start..<start + 8])) }
    }
    #expect(draws.count == 400)
  }
}
