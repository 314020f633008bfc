import CRMCore
import Foundation
import Testing

/// Bytes written by one version of a type, read by another.
@Suite struct RecordCodingEvolutionTests {
  let encoder = RecordEncoder()

  private func convert<Old: Codable & Sendable, New: Codable>(_ old: Old, to type: New.Type) throws -> New {
    let bytes = try encoder.encode(old)
    return try encoder.makeDecoder().decode(type, from: bytes)
  }

  struct V1: Codable, Sendable {
    var id = CodedID(UUID(uuid: (1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16)))
    var name = "Ann"
    var gone = ["a": [CodedRule.all([.always])]]
    var amount = 7
    var goneToo: Date? = nil
    var nested = V1Nested()
    var tags: [String] = ["x"]
  }
  struct V1Nested: Codable, Sendable {
    var a = 1
    var b = [2, 3]
    var c = "c"
  }
  struct V2: Codable, Sendable {
    var tags: [CodedChannel]
    var added: String?
    var addedList: [Int]?
    var nested: V2Nested
    var amount: Int8
    var name: String
    var id: UUID
  }
  struct V2Nested: Codable, Sendable {
    var c: String?
    var d: CodedRule?
    var a: Double
  }

  @Test func reorderedAddedRemovedWrappedAndWidened() throws {
    let new = try convert([V1(), V1()], to: [V2].self)
    #expect(new.count == 2)
    #expect(new[1].name == "Ann")
    #expect(new[1].amount == 7)
    #expect(new[1].added == nil)
    #expect(new[1].addedList == nil)
    #expect(new[1].nested.c == "c")
    #expect(new[1].nested.a == 1)
    #expect(new[1].nested.d == nil)
    #expect(new[1].tags == [CodedChannel(rawValue: "x")])
    #expect(new[1].id == V1().id.uuid)
    // And back: what V2 does not know is missing, which V1 says.
    do {
      _ = try convert(new[0], to: V1.self)
      Issue.record("decoded")
    } catch let error as RecordCodingError {
      #expect(error.code == .missingField)
      #expect(error.path == "gone")
    }
  }

  @Test func everyOrderOfReadingGivesTheSame() throws {
    struct Written: Codable, Sendable {
      var a = 1
      var b = "two"
      var c = [3]
      var d: Int? = nil
      var e = 5.5
    }
    struct Read: Decodable {
      enum CodingKeys: String, CodingKey, CaseIterable { case a, b, c, d, e, f }
      static let order = CodingUserInfoKey(rawValue: "order")
      init(from decoder: any Decoder) throws {
        let container = try decoder.container(keyedBy: CodingKeys.self)
        let order = try #require(Self.order.flatMap { decoder.userInfo[$0] } as? [CodingKeys])
        for key in order {
          switch key {
          case .a: #expect(try container.decode(Int.self, forKey: .a) == 1)
          case .b: #expect(try container.decode(String.self, forKey: .b) == "two")
          case .c: #expect(try container.decode([Int].self, forKey: .c) == [3])
          case .d: #expect(try container.decodeIfPresent(Int.self, forKey: .d) == nil)
          case .e: #expect(try container.decode(Double.self, forKey: .e) == 5.5)
          case .f: #expect(try container.decodeIfPresent(Int.self, forKey: .f) == nil)
          }
        }
      }
    }
    let bytes = try encoder.encode([Written(), Written()])
    var generator = SeededGenerator(seed: 4)
    let key = try #require(Read.order)
    for _ in 0..<200 {
      let count = Int.random(in: 0...9, using: &generator)
      let order = (0..<count).compactMap { _ in Read.CodingKeys.allCases.randomElement(using: &generator) }
      let decoder = RecordDecoder(shapes: encoder.shapes, userInfo: [key: order])
      #expect(try decoder.decode([Read].self, from: bytes).count == 2, "order \(order)")
    }
  }

  @Test func numbersThatDoNotFitAreRefused() throws {
    #expect(try convert(200, to: UInt8.self) == 200)
    #expect(try convert(UInt8(200), to: Int64.self) == 200)
    #expect(try convert(Int.max, to: Int128.self) == Int128(Int.max))
    #expect(try convert(Int128(5), to: Int8.self) == 5)
    #expect(try convert(3, to: Double.self) == 3)
    #expect(try convert(Float(0.5), to: Double.self) == 0.5)
    #expect(try convert(0.5, to: Float.self) == 0.5)
    for refuse in [
      { try convert(300, to: UInt8.self) as any Sendable }, { try convert(-1, to: UInt.self) },
      { try convert(UInt64.max, to: Int.self) }, { try convert(0.1, to: Float.self) },
      { try convert(Int.max, to: Double.self) }, { try convert("1", to: Int.self) },
      { try convert(1.0, to: Int.self) }, { try convert(true, to: Int.self) },
      { try convert(UUID(), to: String.self) }, { try convert([1], to: [String: Int].self) },
    ] as [() throws -> any Sendable] {
      do {
        _ = try refuse()
        Issue.record("decoded")
      } catch let error as RecordCodingError {
        #expect(error.code == .typeMismatch)
      }
    }
  }

  @Test func aStructureBecomesADictionaryAndBack() throws {
    struct Names: Codable, Sendable, Equatable {
      var given = "Ann"
      var family: String? = nil
    }
    #expect(try convert(Names(), to: [String: String].self) == ["given": "Ann"])
    #expect(try convert(["given": "Bo", "family": "Li", "x": "y"], to: Names.self) == Names(given: "Bo", family: "Li"))
  }

  @Test func aDigestIsItsBytesAndIsReadFromItsDigitsToo() throws {
    struct Sealed: Codable, Sendable, Equatable {
      var seal = SHA256.hash("abc")
      var others: [SHA256.Digest] = [SHA256.hash("a"), SHA256.hash("b")]
      var none: SHA256.Digest?
    }
    struct InDigits: Codable, Sendable {
      var seal = SHA256.hash("abc").hex
      var others = [SHA256.hash("a").hex, SHA256.hash("b").hex]
    }
    struct InBytes: Codable, Sendable, Equatable {
      var seal: Data
      var others: [Data]
    }
    #expect(try convert(Sealed(), to: Sealed.self) == Sealed())
    #expect(try convert(InDigits(), to: Sealed.self) == Sealed())
    let bytes = try convert(Sealed(), to: InBytes.self)
    #expect(bytes == InBytes(seal: Data(SHA256.hash("abc").bytes), others: Sealed().others.map { Data($0.bytes) }))
    #expect(try encoder.encode(SHA256.hash("abc")).count == 34)
    // Neither fewer bytes nor other text is a digest.
    #expect(throws: RecordCodingError.self) { try convert(Data(repeating: 1, count: 31), to: SHA256.Digest.self) }
    #expect(throws: RecordCodingError.self) { try convert("ab", to: SHA256.Digest.self) }
    // JSON keeps the digits.
    let json = try JSONEncoder().encode([SHA256.hash("abc")])
    #expect(String(decoding: json, as: UTF8.self) == "[\"\(SHA256.hash("abc").hex)\"]")
  }

  @Test func fieldsOfAnEncodedRecord() throws {
    var customer = V1()
    let before = try encoder.encode(customer)
    customer.amount = 70
    let after = try encoder.encode(customer)
    let decoder = encoder.makeDecoder()
    let old = try decoder.fields(of: before)
    let new = try decoder.fields(of: after)
    #expect(old.map(\.name) == ["id", "name", "gone", "amount", "nested", "tags"])
    let changed = zip(old, new).filter { before[$0.range] != after[$1.range] }
    #expect(changed.map(\.0.name) == ["amount"])
    let amount = try #require(new.first { $0.name == "amount" })
    #expect(try decoder.decode(Int.self, from: after, in: amount.range) == 70)
    #expect(try decoder.fields(of: encoder.encode(["k": 1])).map(\.name) == ["k"])
    #expect(try decoder.fields(of: encoder.encode(5)).isEmpty)
    #expect(throws: RecordCodingError.self) { try decoder.fields(of: Array(after.dropLast())) }
    #expect(throws: RecordCodingError.self) { try decoder.fields(of: after + [0]) }
  }
}
