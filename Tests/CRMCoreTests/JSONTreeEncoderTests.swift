import CRMCore
import Foundation
import Testing

/// A tree made in one pass is the one that reading back what `JSONEncoder` writes gives.
@Suite struct JSONTreeEncoderTests {
  /// By way of the text, as the tree was once made.
  private func readBack(_ value: some Encodable) throws -> JSONTree {
    let encoder = JSONEncoder()
    encoder.dateEncodingStrategy = .custom { date, encoder in
      var container = encoder.singleValueContainer()
      try container.encode(JSONTree.text(of: date))
    }
    encoder.dataEncodingStrategy = .custom { data, encoder in
      var container = encoder.singleValueContainer()
      if data.first == UInt8(ascii: "{"), let tree = try? JSONDecoder().decode(JSONTree.self, from: data) {
        try container.encode(tree)
      } else {
        try container.encode(data.base64EncodedString())
      }
    }
    encoder.nonConformingFloatEncodingStrategy = .convertToString(
      positiveInfinity: "Infinity", negativeInfinity: "-Infinity", nan: "NaN")
    return try JSONDecoder().decode(JSONTree.self, from: encoder.encode(value))
  }

  private func expectSame(_ value: some Encodable, sourceLocation: SourceLocation = #_sourceLocation) throws {
    let (tree, expected) = (try JSONTree(encoding: value), try readBack(value))
    #expect(tree == expected && tree.json == expected.json, sourceLocation: sourceLocation)
  }

  @Test(arguments: [
    0, -0.0, 1, -1, 0.1, 1.5, 1e15, 9_007_199_254_740_991, 9_007_199_254_740_992, 1_152_921_504_606_846_976, 1e16, 1e18,
    9.2e18, -9.3e18, 1e19, 1.8e19, 1e20, 1e300, .leastNonzeroMagnitude, .greatestFiniteMagnitude, .infinity, -.infinity,
    .nan,
  ])
  func numbersWithFractions(_ number: Double) throws {
    try expectSame(["a": number])
    try expectSame([number, -number])
    try expectSame(Float(number))
  }

  @Test func wholeNumbersOfEveryWidth() throws {
    try expectSame([Int8.min, .max])
    try expectSame([Int16.min, .max])
    try expectSame([Int32.min, .max])
    try expectSame([Int64.min, .max, 0])
    try expectSame([Int.min, .max])
    try expectSame([Int128.min, .max, 1 << 70, 7])
    try expectSame([UInt8.max, .min])
    try expectSame([UInt16.max])
    try expectSame([UInt32.max])
    try expectSame([UInt64.max, 1 << 63, 3])
    try expectSame([UInt.max])
    try expectSame([UInt128.max, 1 << 64])
    try expectSame(["a": Int128.max, "b": 1])
    try expectSame(["a": UInt128.max])
  }

  @Test func valuesOfFoundation() throws {
    let date = Date(timeIntervalSince1970: 1_795_255_200.125)
    try expectSame(["date": date])
    try expectSame([date, nil])
    try expectSame(date)
    try expectSame(["data": Data([1, 2, 3]), "json": Data("{\"a\":[1,null]}".utf8), "not": Data("{".utf8)])
    try expectSame([Decimal(string: "12.50"), Decimal(7), Decimal(string: "123456789012345678901234567890")])
    try expectSame(["url": URL(string: "https://example.com/a?b=c")])
    try expectSame([UUID(uuidString: "00000000-0000-7000-8000-000000000001")])
    try expectSame([CalendarDay(clamping: 20_000)])
    try expectSame([1: "a", 2: "b"])
    try expectSame([Money(minorUnits: 1_250, currency: .eur)])
    try expectSame(["text": "\u{0}\n\"\\\u{2028}é👩‍👩‍👧"])
    try expectSame([String]())
    try expectSame([String: Int]())
    try expectSame(Nested.Empty())
    try expectSame([Nested.Kind.plain, .with(1), .both(a: "x", b: nil)])
  }

  @Test func containersInContainers() throws {
    try expectSame(Nested())
    try expectSame([Nested(), Nested()])
    try expectSame(["a": Nested.Derived()])
  }

  @Test func aFaultTellsWhereItLies() throws {
    let error = #expect(throws: EncodingError.self) { try JSONTree(encoding: ["list": [Faulty(), Faulty()]]) }
    guard case .invalidValue(_, let context)? = error else { return }
    #expect(context.codingPath.map(\.stringValue) == ["list", "Index 0", "inner"])
    #expect(context.codingPath.map(\.intValue) == [nil, 0, nil])
  }

  /// Random trees of every kind of value.
  @Test func randomValues() throws {
    for seed in 1...500 as ClosedRange<UInt64> {
      var generator = SeededGenerator(seed: seed)
      let value = Value.random(depth: 4, &generator)
      #expect(try JSONTree(encoding: value) == readBack(value), "seed \(seed)")
    }
  }

  /// Foundation's own text of an instant is a millisecond early for every second one.
  @Test func instantsAreExactToTheMillisecond() throws {
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2_000 {
      let milliseconds = Int64.random(in: -12_000_000_000_000...250_000_000_000_000, using: &generator)
      let text = JSONTree.text(of: Date(millisecondsSince1970: milliseconds))
      let fraction = try #require(Int64(text.suffix(4).dropLast()))
      #expect(fraction == (milliseconds % 1_000 + 1_000) % 1_000, "\(milliseconds)")
      let second = try Date(text.dropLast(5) + "Z", strategy: .iso8601)
      #expect(second.millisecondsSince1970 + fraction == milliseconds, "\(milliseconds)")
    }
    #expect(JSONTree.text(of: Date(timeIntervalSince1970: 253_402_300_800)) == "10000-01-01T00:00:00.000Z")
  }
}

/// Asks for every kind of container, several times and late.
private struct Nested: Encodable {
  enum CodingKeys: String, CodingKey { case object, list, deep, plain, again }
  struct Empty: Encodable {}
  enum Kind: Encodable {
    case plain
    case with(Int)
    case both(a: String, b: Int?)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    var object = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .object)
    var list = container.nestedUnkeyedContainer(forKey: .list)
    try list.encode(1)
    try object.encode("x", forKey: .plain)
    var inner = list.nestedContainer(keyedBy: CodingKeys.self)
    var rows = list.nestedUnkeyedContainer()
    try list.encodeNil()
    try inner.encode(Date(timeIntervalSince1970: 1), forKey: .deep)
    try rows.encode(true)
    try rows.encode(Kind.plain)
    var further = container.nestedContainer(keyedBy: CodingKeys.self, forKey: .object)
    try further.encodeNil(forKey: .again)
    var second = encoder.container(keyedBy: CodingKeys.self)
    try second.encode(2, forKey: .again)
    try second.encodeIfPresent(nil as Int?, forKey: .deep)
    #expect(list.count == 4)
  }

  class Base: Encodable {
    let base = 1
  }

  final class Derived: Base {
    private enum CodingKeys: String, CodingKey { case derived, named }

    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(2, forKey: .derived)
      try super.encode(to: container.superEncoder())
      try super.encode(to: container.superEncoder(forKey: .named))
    }
  }
}

private struct Faulty: Encodable {
  enum CodingKeys: String, CodingKey { case inner }
  struct Inner: Encodable {
    func encode(to encoder: any Encoder) throws {
      throw EncodingError.invalidValue(1, EncodingError.Context(codingPath: encoder.codingPath, debugDescription: ""))
    }
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    try container.encode(Inner(), forKey: .inner)
  }
}

private indirect enum Value: Encodable {
  case none
  case flag(Bool)
  case whole(Int64)
  case unsigned(UInt64)
  case number(Double)
  case text(String)
  case date(Date)
  case bytes(Data)
  case list([Value])
  case object([String: Value])

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .none: try container.encodeNil()
    case .flag(let value): try container.encode(value)
    case .whole(let value): try container.encode(value)
    case .unsigned(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .date(let value): try container.encode(value)
    case .bytes(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }

  static func random(depth: Int, _ generator: inout SeededGenerator) -> Value {
    func number(_ limit: Int) -> Int { Int.random(in: 0..<limit, using: &generator) }
    switch number(depth > 0 ? 12 : 8) {
    case 0: return .none
    case 1: return .flag(number(2) == 0)
    case 2: return .whole(Int64.random(in: .min ... .max, using: &generator) >> number(64))
    case 3: return .unsigned(UInt64.random(in: 0 ... .max, using: &generator) >> number(64))
    case 4: return .number(Double(bitPattern: UInt64.random(in: 0 ... .max, using: &generator)))
    case 5: return .text(String((0..<number(12)).map { _ in Character(["a", "\"", "é", "\n", "退"][number(5)]) }))
    case 6: return .date(Date(timeIntervalSince1970: Double(number(4_000_000_000_000)) / 1_000))
    case 7: return .bytes(Data((0..<number(9)).map { _ in UInt8(number(256)) }))
    case 8, 9: return .list((0..<number(5)).map { _ in random(depth: depth - 1, &generator) })
    default:
      let members = (0..<number(5)).map { ("m\($0)", random(depth: depth - 1, &generator)) }
      return .object(Dictionary(members) { first, _ in first })
    }
  }
}
