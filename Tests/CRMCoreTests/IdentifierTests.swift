import CRMTesting
import Foundation
import Testing

@testable import CRMCore

@Suite struct IdentifierTests {
  @Test func derivedIdentifiersAreStable() {
    // Golden values: they stand in hosts' data, so they may never change.
    // SHA-256 of 00000002 'ab' 00000001 'c', cut to 128 bits, version 8, variant 10.
    #expect(Identifier<Parcel>(derivedFrom: "ab", "c").description == golden("ab", "c"))
    #expect(Identifier<Parcel>(foreign: "4711", in: "erp").description == golden("foreign", "erp", "4711"))
    #expect(Identifier<Parcel>(derivedFrom: "ab", "c").description == "F2939F90-3016-85BB-A9B1-E4A61CDBD376")
  }

  @Test func aDigestStandsForWhatItIsOf() {
    #expect(Identifier<Parcel>(derivedFrom: SHA256.hash([0, 0, 0, 1, 0x61])) == Identifier(derivedFrom: "a"))
    #expect(
      Identifier<Parcel>(derivedFrom: SHA256.hash("abc")).description == "BA7816BF-8F01-8FEA-8141-40DE5DAE2223")
  }

  /// The documented rule, worked out apart.
  private func golden(_ parts: String...) -> String {
    var bytes: [UInt8] = []
    for part in parts { bytes += [0, 0, 0, UInt8(part.utf8.count)] + Array(part.utf8) }
    var digest = Array(SHA256.hash(bytes).bytes.prefix(16))
    digest[6] = digest[6] & 0x0F | 0x80
    digest[8] = digest[8] & 0x3F | 0x80
    let hex = digest.map { String(format: "%02X", $0) }.joined()
    let cuts = [0, 8, 12, 16, 20, 32]
    return zip(cuts, cuts.dropFirst()).map { String(Array(hex)[$0..<$1]) }.joined(separator: "-")
  }

  @Test func derivedIdentifiersKeepPartsApart() {
    let ids: [Identifier<Parcel>] = [
      Identifier(derivedFrom: "ab", "c"), Identifier(derivedFrom: "a", "bc"), Identifier(derivedFrom: "abc"),
      Identifier(derivedFrom: "abc", ""), Identifier(derivedFrom: "", "abc"), Identifier(derivedFrom: "ab", "C"),
      Identifier(derivedFrom: [String]()), Identifier(derivedFrom: ""), Identifier(foreign: "ab", in: "c"),
      Identifier(foreign: "c", in: "ab"), Identifier(derivedFrom: "e\u{301}"), Identifier(derivedFrom: "\u{E9}"),
    ]
    #expect(Set(ids).count == ids.count)
    #expect(Identifier<Parcel>(derivedFrom: "ab", "c") == Identifier(derivedFrom: ["ab", "c"]))
  }

  @Test func versionAndVariant() {
    var generator = SeededGenerator(seed: 41)
    let source = UUIDVersion7Source(seed: 1)
    for _ in 0..<200 {
      let derived = Identifier<Parcel>(derivedFrom: "\(generator.next())").uuid.uuid
      #expect(derived.6 >> 4 == 8 && derived.8 >> 6 == 0b10)
      let made = source.next(at: Date(millisecondsSince1970: Int64(generator.next() >> 20))).uuid
      #expect(made.6 >> 4 == 7 && made.8 >> 6 == 0b10)
    }
  }

  @Test func ordersByTheBytesOfTheUUID() {
    var generator = SeededGenerator(seed: 42)
    let uuids = (0..<200).map { _ in IdentifierBits(high: generator.next(), low: generator.next()).uuid }
    let byText = uuids.sorted { $0.uuidString < $1.uuidString }
    #expect(uuids.map { Identifier<Parcel>($0) }.sorted().map(\.uuid) == byText, "seed 42")
    #expect(uuids.map { RecordReference(collection: "x", id: $0) }.sorted().map(\.id) == byText)
    #expect(RecordReference(collection: "a", id: byText[199]) < RecordReference(collection: "b", id: byText[0]))
    for uuid in uuids { #expect(IdentifierBits(uuid).uuid == uuid) }
  }

  @Test func jsonForms() throws {
    let id = try #require(Identifier<Parcel>(String("01234567-89AB-7DEF-8123-456789ABCDEF").lowercased()))
    let encoder = JSONEncoder()
    #expect(String(decoding: try encoder.encode([id]), as: UTF8.self) == #"["01234567-89AB-7DEF-8123-456789ABCDEF"]"#)
    let keyed = try encoder.encode([id: 5])
    #expect(String(decoding: keyed, as: UTF8.self) == #"{"01234567-89AB-7DEF-8123-456789ABCDEF":5}"#)
    #expect(try JSONDecoder().decode([Identifier<Parcel>: Int].self, from: keyed) == [id: 5])
    #expect(throws: DecodingError.self) {
      try JSONDecoder().decode([Identifier<Parcel>: Int].self, from: Data(#"{"nonsense":5}"#.utf8))
    }
    let text = String("nonsense")
    #expect(Identifier<Parcel>(text) == nil)
    #expect(id.cast(to: Van.self).uuid == id.uuid)
    #expect(RecordReference(id).id(as: Parcel.self) == id && RecordReference(id).id(as: Van.self) == nil)
  }
}
