import CRMCore
import Foundation
import Testing

/// Valid bytes with random damage: decoding gives a value or a typed error, whatever the damage is. A trap would end the
/// whole run.
@Suite struct RecordCodingFuzzTests {
  /// Long and short texts, nested values and lists, optionals: what records are made of.
  struct Sample: Codable, Hashable, Sendable {
    var customer: CodedCustomer
    var scalars: CodedScalars
    var collections: CodedCollections
  }

  /// Reads some of the fields, in another order, and as other types.
  struct Glance: Decodable {
    var scalars: CodedScalars?
    var customer: Part
    struct Part: Decodable {
      var notes: [CodedChannel]
      var id: UUID
      var added: [Int: CodedPoint]?
      var points: [CodedPoint]
    }
  }

  private enum Damage: CaseIterable {
    case flip, overwrite, truncate, remove, insert, repeatPart, splice, tag, length
  }

  private func damaged(_ bytes: [UInt8], with other: [UInt8], _ values: inout CodedValues) -> [UInt8] {
    var bytes = bytes
    for _ in 0..<values.int(1...4) where !bytes.isEmpty {
      let place = values.int(0...(bytes.count - 1))
      let end = min(bytes.count, place + values.int(1...40))
      switch Damage.allCases[values.int(0...(Damage.allCases.count - 1))] {
      case .flip: bytes[place] ^= 1 << UInt8(values.int(0...7))
      case .overwrite: bytes[place] = UInt8(values.int(0...255))
      case .truncate: bytes.removeLast(bytes.count - place)
      case .remove: bytes.removeSubrange(place..<end)
      case .insert: bytes.insert(contentsOf: (0..<values.int(1...9)).map { _ in UInt8(values.int(0...255)) }, at: place)
      case .repeatPart: bytes.insert(contentsOf: Array(bytes[place..<end]), at: place)
      case .splice: bytes.replaceSubrange(place..., with: other[min(place, other.count)...])
      case .tag: bytes[place] = UInt8(values.int(0...0x13))
      case .length:
        bytes.replaceSubrange(place..<(place + 1), with: [[0x08, 0xFF, 0xFF, 0x03], [0xBF]][values.int(0...1)])
      }
    }
    return bytes
  }

  private func decodeAsEverything(_ bytes: [UInt8], with decoder: RecordDecoder) -> Int {
    var accepted = 0
    if (try? decoder.decode(Sample.self, from: bytes)) != nil { accepted += 1 }
    if (try? decoder.decode(Glance.self, from: bytes)) != nil { accepted += 1 }
    _ = try? decoder.decode(RecordCodingContainerTests.Either.self, from: bytes)
    _ = try? decoder.decode([String: [String]].self, from: bytes)
    _ = try? decoder.fields(of: bytes)
    // Within a larger buffer nothing beyond the range is read as a part of the value.
    let framed = [0x0D] + bytes + [0x81, 0x41, 0x0D]
    let part = 1..<(1 + bytes.count)
    let isSame = (try? decoder.decode(Sample.self, from: framed, in: part)) != nil
    #expect(isSame == ((try? decoder.decode(Sample.self, from: bytes)) != nil))
    return accepted
  }

  @Test(arguments: 0..<12 as Range<UInt64>) func damagedBytes(seed: UInt64) throws {
    var values = CodedValues(seed: seed &+ 4_711)
    let encoder = RecordEncoder()
    let samples = (0..<3).map { _ in
      Sample(customer: values.customer(), scalars: values.scalars(), collections: values.collections())
    }
    let encoded = try samples.map { try encoder.encode($0) }
    let decoder = RecordDecoder(shapes: try ShapeTable(encoded: encoder.shapes.encoded()))
    for (sample, bytes) in zip(samples, encoded) {
      #expect(try decoder.decode(Sample.self, from: bytes) == sample, "seed \(seed)")
    }
    var accepted = 0
    for round in 0..<150 {
      let bytes = damaged(encoded[round % 3], with: encoded[(round + 1) % 3], &values)
      accepted += decodeAsEverything(bytes, with: decoder)
    }
    // Some damage is within a text or a number and cannot be seen; most of it can.
    #expect(accepted < 200, "seed \(seed)")
  }

  @Test func everyTruncationOfAllKinds() throws {
    var values = CodedValues(seed: 31)
    let encoder = RecordEncoder()
    let sample = Sample(customer: values.customer(), scalars: values.scalars(), collections: values.collections())
    let bytes = try encoder.encode(sample)
    let decoder = encoder.makeDecoder()
    for count in bytes.indices {
      #expect(throws: RecordCodingError.self) { try decoder.decode(Sample.self, from: Array(bytes.prefix(count))) }
      #expect(throws: RecordCodingError.self) { try decoder.decode(Glance.self, from: bytes, in: 0..<count) }
    }
  }

  @Test func textsThatAreNoUTF8() throws {
    let decoder = RecordDecoder(shapes: ShapeTable())
    func decode(_ utf8: [UInt8]) -> String? {
      let tag: [UInt8] = utf8.count < 64 ? [0x80 | UInt8(utf8.count)] : [0x08, UInt8(utf8.count)]
      return try? decoder.decode(String.self, from: tag + utf8)
    }
    let invalid: [[UInt8]] = [
      [0xFF], [0xC3], [0xC0, 0x80], [0xE2, 0x82], [0xED, 0xA0, 0x80], [0xF4, 0x90, 0x80, 0x80], [0xF0, 0x9F, 0x99],
    ]
    for bytes in invalid {
      for count in [0, 1, 7, 8, 14, 15, 16, 40, 80] {
        let letters = [UInt8](repeating: 0x61, count: count)
        #expect(decode(bytes + letters) == nil, "\(bytes) and \(count) letters")
        #expect(decode(letters + bytes) == nil, "\(count) letters and \(bytes)")
      }
    }
    // The character that invalid bytes are replaced by elsewhere is valid itself.
    for text in [
      "\u{FFFD}", "a\u{FFFD}", "\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}\u{FFFD}", "дуб", "Größe 王 🙂 Ångström",
    ] {
      #expect(decode(Array(text.utf8)) == text)
    }
  }
}
