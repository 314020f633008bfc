import CRMCore
import Foundation
import Testing

@Suite struct RecordCodingRoundTripTests {
  let encoder = RecordEncoder()

  private func roundTrip<Value: Codable & Equatable & Sendable>(_ value: Value) throws -> Value {
    let bytes = try encoder.encode(value)
    return try encoder.makeDecoder().decode(Value.self, from: bytes)
  }

  @Test func randomValuesComeBackAsThroughJSON() throws {
    let json = JSONEncoder()
    let jsonDecoder = JSONDecoder()
    for seed in 0..<300 as Range<UInt64> {
      var values = CodedValues(seed: seed)
      let customer = values.customer()
      #expect(try roundTrip(customer) == customer, "seed \(seed)")
      let scalars = values.scalars()
      #expect(try roundTrip(scalars) == scalars, "seed \(seed)")
      let collections = values.collections()
      let returned = try roundTrip(collections)
      #expect(returned == collections, "seed \(seed)")
      #expect(try jsonDecoder.decode(CodedCustomer.self, from: json.encode(customer)) == customer, "seed \(seed)")
      #expect(
        try jsonDecoder.decode(CodedCollections.self, from: json.encode(collections)) == returned, "seed \(seed)")
    }
  }

  @Test func topLevelValuesOfEveryKind() throws {
    #expect(try roundTrip(5) == 5)
    #expect(try roundTrip(Int?.none) == nil)
    #expect(try roundTrip(Int?.some(-1)) == -1)
    #expect(try roundTrip("") == "")
    #expect(try roundTrip(true) == true)
    #expect(try roundTrip([String: Int]()) == [:])
    #expect(try roundTrip(["a": 1, "b": 2]) == ["a": 1, "b": 2])
    #expect(try roundTrip([1.5, -2]) == [1.5, -2])
    #expect(try roundTrip(["x", "y"]) == ["x", "y"])
    #expect(try roundTrip(Data([1, 2])) == Data([1, 2]))
    #expect(try roundTrip([UInt8]([1, 2])) == [1, 2])
    #expect(try roundTrip([Int8]([-1, 2])) == [-1, 2])
    #expect(try roundTrip(Set([3, 4])) == [3, 4])
    #expect(try roundTrip(CodedRule.always) == .always)
    #expect(try roundTrip([CodedStage.won]) == [.won])
    #expect(try roundTrip(Set<UInt8>([7])) == [7])
    #expect(try roundTrip([Bool?.none, true]) == [nil, true])
    #expect(try roundTrip([[String?]]([["a", nil], []])) == [["a", nil], []])
  }

  @Test func integersOfEveryWidthAtTheirLimits() throws {
    #expect(
      try roundTrip([Int64.min, -64, -1, 0, 63, 64, 127, 128, .max]) == [.min, -64, -1, 0, 63, 64, 127, 128, .max])
    #expect(try roundTrip([UInt64.max, UInt64(Int64.max) + 1, 0]) == [.max, UInt64(Int64.max) + 1, 0])
    #expect(try roundTrip([UInt.max, 5]) == [.max, 5])
    #expect(try roundTrip([Int8.min, .max]) == [.min, .max])
    #expect(try roundTrip([Int16.min, .max]) == [.min, .max])
    #expect(try roundTrip([Int32.min, .max]) == [.min, .max])
    #expect(try roundTrip([UInt16.max, 0]) == [.max, 0])
    #expect(try roundTrip([UInt32.max, 0]) == [.max, 0])
    #expect(try roundTrip([Int128.min, -1, 0, .max]) == [.min, -1, 0, .max])
    #expect(try roundTrip([UInt128.max, 0]) == [.max, 0])
  }

  @Test func floatingPointKeepsEveryBit() throws {
    let doubles: [UInt64] = [
      0, 1 << 63, 1, 0x7FF0_0000_0000_0000, 0xFFF0_0000_0000_0000, 0x7FF8_0000_DEAD_BEEF, 0x3FB9_9999_9999_999A,
    ]
    let back = try roundTrip(doubles.map { Date(timeIntervalSinceReferenceDate: Double(bitPattern: $0)) }.dropLast(2))
    #expect(back.map(\.timeIntervalSinceReferenceDate.bitPattern) == Array(doubles.dropLast(2)))
    let bytes = try encoder.encode(doubles.map(Double.init(bitPattern:)))
    let decoded = try encoder.makeDecoder().decode([Double].self, from: bytes)
    #expect(decoded.map(\.bitPattern) == doubles)
    let floats: [UInt32] = [0, 1 << 31, 1, 0x7F80_0000, 0x7FC0_BEEF, 0x3DCC_CCCD]
    let floatBytes = try encoder.encode(floats.map(Float.init(bitPattern:)))
    let floatsBack = try encoder.makeDecoder().decode([Float].self, from: floatBytes)
    #expect(floatsBack.map(\.bitPattern) == floats)
  }

  @Test func textsKeepTheirScalarsAndLengths() throws {
    for length in [0, 1, 62, 63, 64, 65, 127, 128, 16_383, 16_384, 70_000] {
      let text = String(repeating: "x", count: length)
      #expect(try roundTrip(text) == text)
    }
    let decomposed = "e\u{301}\u{0}\u{FEFF}"
    #expect(Array(try roundTrip(decomposed).unicodeScalars) == Array(decomposed.unicodeScalars))
  }

  @Test func sizes() throws {
    let id = CodedID(UUID())
    #expect(try encoder.encode(id).count == 17)
    #expect(try encoder.encode([id, id]).count == 2 + 2 * 17)
    #expect(try encoder.encode(Date()).count == 9)
    #expect(try encoder.encode("customer").count == 9)
    #expect(try encoder.encode(CodedChannel(rawValue: "email")).count == 6)
    #expect(try encoder.encode(63).count == 1)
    #expect(try encoder.encode([UInt8](repeating: 9, count: 100)).count == 102)
    // Header of three bytes, then one byte per absent field and no name.
    struct Optionals: Codable, Sendable {
      var aFieldWithALongName: Int?
      var anotherOne: String?
    }
    #expect(try encoder.encode(Optionals()).count == 5)
  }

  @Test func partOfABufferDecodesInPlace() throws {
    var values = CodedValues(seed: 9)
    let customer = values.customer()
    var bytes: [UInt8] = [1, 2, 3]
    try encoder.encode(customer, into: &bytes)
    let end = bytes.count
    bytes += [4, 5]
    let decoder = encoder.makeDecoder()
    #expect(try decoder.decode(CodedCustomer.self, from: bytes, in: 3..<end) == customer)
    #expect(throws: RecordCodingError.self) { try decoder.decode(CodedCustomer.self, from: bytes, in: 3..<(end + 1)) }
    #expect(throws: RecordCodingError.self) { try decoder.decode(CodedCustomer.self, from: bytes, in: 3..<(end - 1)) }
    #expect(throws: RecordCodingError.self) { try decoder.decode(CodedCustomer.self, from: bytes, in: 3..<9_999_999) }
  }

  @Test func manyThreadsShareOneEncoder() async throws {
    let encoder = RecordEncoder()
    try await withThrowingTaskGroup(of: Void.self) { group in
      for seed in 0..<16 as Range<UInt64> {
        group.addTask {
          var values = CodedValues(seed: seed)
          for _ in 0..<40 {
            let customer = values.customer()
            let bytes = try encoder.encode(customer)
            #expect(try encoder.makeDecoder().decode(CodedCustomer.self, from: bytes) == customer, "seed \(seed)")
          }
        }
      }
      try await group.waitForAll()
    }
    let shapes = encoder.shapes.shapes
    #expect(Set(shapes).count == shapes.count)
  }

  @Test func anEncoderMayBeUsedByATypeThatItEncodes() throws {
    struct Envelope: Codable, Sendable {
      static let inner = RecordEncoder()
      func encode(to encoder: any Encoder) throws {
        var container = encoder.singleValueContainer()
        try container.encode(try Self.inner.encode(["inside": 1]))
      }
      init() {}
      init(from decoder: any Decoder) throws {}
    }
    let outer = try Envelope.inner.encode([Envelope(), Envelope()])
    let blobs = try Envelope.inner.makeDecoder().decode([Data].self, from: outer)
    #expect(try Envelope.inner.makeDecoder().decode([String: Int].self, from: Array(blobs[1])) == ["inside": 1])
  }
}
