import CRMCore
import Foundation
import Testing

/// Keys are told by the number of their case where that agrees with their names, and by their names everywhere else.
@Suite struct RecordCodingKeyTests {
  struct Plain: Codable, Equatable, Sendable {
    var a = 1
    var b = "b"
    var c = [2]
    var d: Int? = nil
    var e = 5
  }

  /// The same names, declared and read in other orders.
  struct Turned: Codable, Equatable, Sendable {
    var e = 50
    var c = [20]
    var a = 10
    var d: Int? = 40
    var b = "B"
    enum CodingKeys: CodingKey { case e, d, c, b, a }
  }

  /// The order of the cases is that of the fields only at the beginning; some of the fields are unknown to the other.
  struct Grown: Codable, Equatable, Sendable {
    var a = 7
    var new: String?
    var b = "g"
    var c: [Int] = []
    var newer: [Int]?
    var e = 9
    var newest: Bool?
  }

  struct ByStruct: Decodable {
    var values: [Int] = []
    struct Letter: CodingKey {
      var letter: UInt8
      var stringValue: String { String(UnicodeScalar(letter)) }
      var intValue: Int? { nil }
      init?(intValue: Int) { nil }
      init?(stringValue: String) {
        guard let byte = stringValue.utf8.first else { return nil }
        letter = byte
      }
    }
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Letter.self)
      for key in container.allKeys where ["a", "e"].contains(key.stringValue) {
        values.append(try container.decode(Int.self, forKey: key))
      }
    }
  }

  /// Several cases have one name, and a name that is looked up gives another case.
  struct Aliased: Codable, Equatable, Sendable {
    var values: [Int]
    enum Key: CodingKey {
      case b, a, first
      var stringValue: String { self == .b ? "b" : "a" }
      var intValue: Int? { nil }
      init?(intValue: Int) { nil }
      init?(stringValue: String) { self = stringValue == "a" ? .first : .b }
    }
    init(_ values: [Int]) { self.values = values }
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      values = [
        try container.decode(Int.self, forKey: .a), try container.decode(Int.self, forKey: .b),
        try container.decode(Int.self, forKey: .first),
      ]
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(values[0], forKey: .first)
      try container.encode(values[1], forKey: .b)
    }
  }

  /// Keys with payloads that fit a byte.
  struct Flagged: Codable, Equatable, Sendable {
    var on: Int
    var off: Int
    enum Key: CodingKey, Equatable {
      case flag(Bool)
      var stringValue: String { self == .flag(true) ? "on" : "off" }
      var intValue: Int? { nil }
      init?(intValue: Int) { nil }
      init?(stringValue: String) { self = .flag(stringValue == "on") }
    }
    init(on: Int, off: Int) {
      self.on = on
      self.off = off
    }
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: Key.self)
      on = try container.decode(Int.self, forKey: .flag(true))
      off = try container.decode(Int.self, forKey: .flag(false))
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: Key.self)
      try container.encode(off, forKey: .flag(false))
      try container.encode(on, forKey: .flag(true))
    }
  }

  /// Two key types write and read one container; both have a case with the number 0.
  struct Both: Codable, Equatable, Sendable {
    var values: [Int]
    enum One: CodingKey { case x, y }
    enum Two: CodingKey { case z, x }
    init(_ values: [Int]) { self.values = values }
    init(from decoder: any Decoder) throws {
      let one = try decoder.container(keyedBy: One.self)
      let two = try decoder.container(keyedBy: Two.self)
      values = [
        try two.decode(Int.self, forKey: .z), try one.decode(Int.self, forKey: .y),
        try one.decode(Int.self, forKey: .x),
      ]
      #expect(try two.decode(Int.self, forKey: .x) == values[2])
    }
    func encode(to encoder: any Encoder) throws {
      var one = encoder.container(keyedBy: One.self)
      var two = encoder.container(keyedBy: Two.self)
      try two.encode(values[0], forKey: .z)
      try one.encode(values[1], forKey: .y)
      try one.encode(values[2], forKey: .x)
    }
  }

  /// One of two key types writes the first field, each with the number 0, into a container that the first one opened.
  struct Switched: Codable, Equatable, Sendable {
    var x: Int?
    var z: Int?
    enum One: CodingKey { case x }
    enum Two: CodingKey { case z, other }
    init(x: Int? = nil, z: Int? = nil) {
      self.x = x
      self.z = z
    }
    init(from decoder: any Decoder) throws {
      x = try decoder.container(keyedBy: One.self).decodeIfPresent(Int.self, forKey: .x)
      z = try decoder.container(keyedBy: Two.self).decodeIfPresent(Int.self, forKey: .z)
    }
    func encode(to encoder: any Encoder) throws {
      var one = encoder.container(keyedBy: One.self)
      var two = encoder.container(keyedBy: Two.self)
      if let x { try one.encode(x, forKey: .x) }
      if let z { try two.encode(z, forKey: .z) }
    }
  }

  struct Alone<Marker>: Codable, Equatable, Sendable {
    var a: Int
  }

  let encoder = RecordEncoder()

  private func convert<Old: Codable & Sendable, New: Decodable>(_ old: Old, to type: New.Type) throws -> New {
    let bytes = try encoder.encode(old)
    return try encoder.makeDecoder().decode(type, from: bytes)
  }

  /// Each conversion runs twice: the first one learns, the second one relies on it.
  @Test func typesWithOtherOrdersReadTheSameBytes() throws {
    for _ in 0..<2 {
      #expect(try convert(Plain(), to: Plain.self) == Plain())
      #expect(try convert(Turned(), to: Turned.self) == Turned())
      #expect(try convert(Plain(), to: Turned.self) == Turned(e: 5, c: [2], a: 1, d: nil, b: "b"))
      #expect(try convert(Turned(), to: Plain.self) == Plain(a: 10, b: "B", c: [20], d: 40, e: 50))
      #expect(try convert(Plain(), to: Grown.self) == Grown(a: 1, b: "b", c: [2], e: 5))
      let grown = Grown(a: 1, new: "n", b: "b", c: [3], newer: [4], e: 5, newest: true)
      #expect(try convert(grown, to: Grown.self) == grown)
      #expect(try convert(grown, to: Plain.self) == Plain(a: 1, b: "b", c: [3], d: nil, e: 5))
      #expect(try convert(Plain(), to: ByStruct.self).values.sorted() == [1, 5])
    }
  }

  @Test func absentFieldsBetweenOthers() throws {
    for value in [Plain(d: 3), Plain(d: nil)] {
      #expect(try convert([value, value], to: [Plain].self) == [value, value])
    }
  }

  @Test func namesDecideWhereNumbersAndNamesDisagree() throws {
    for _ in 0..<2 {
      #expect(try convert(Aliased([8, 9]), to: Aliased.self).values == [8, 9, 8])
      #expect(try convert(Flagged(on: 1, off: 2), to: Flagged.self) == Flagged(on: 1, off: 2))
      #expect(try convert(Both([1, 2, 3]), to: Both.self) == Both([1, 2, 3]))
      #expect(try convert(Both([1, 2, 3]), to: [String: Int].self) == ["z": 1, "y": 2, "x": 3])
      for value in [Switched(x: 1, z: 2), Switched(z: 3), Switched(x: 4), Switched(z: 5), Switched()] {
        #expect(try convert(value, to: Switched.self) == value)
      }
    }
  }

  /// More types read one shape than it remembers.
  @Test func manyTypesShareAShape() throws {
    for number in 0..<3 {
      #expect(try convert(Alone<Int>(a: number), to: Alone<Int>.self) == Alone(a: number))
      #expect(try convert(Alone<Int>(a: number), to: Alone<String>.self) == Alone(a: number))
      #expect(try convert(Alone<Bool>(a: number), to: Alone<UUID>.self) == Alone(a: number))
      #expect(try convert(Alone<Int8>(a: number), to: Alone<Date>.self) == Alone(a: number))
      #expect(try convert(Alone<Data>(a: number), to: Alone<URL>.self) == Alone(a: number))
      #expect(try convert(Alone<Float>(a: number), to: Alone<Double>.self) == Alone(a: number))
    }
    #expect(encoder.shapes.shapes.map(\.fields) == [["a"]])
  }

  @Test func aDecoderThatOutlivesItsValueIsRefused() throws {
    struct Thief: Decodable {
      let decoder: any Decoder
      let container: KeyedDecodingContainer<Plain.Keys>
      init(from decoder: any Decoder) throws {
        self.decoder = decoder
        container = try decoder.container(keyedBy: Plain.Keys.self)
      }
    }
    let thief = try convert([Plain()], to: [Thief].self)[0]
    #expect(throws: RecordCodingError.self) { try thief.container.decode(Int.self, forKey: .a) }
    #expect(throws: RecordCodingError.self) { try thief.decoder.container(keyedBy: Plain.Keys.self) }
    #expect(throws: RecordCodingError.self) { try thief.decoder.unkeyedContainer() }
    #expect(throws: RecordCodingError.self) { try thief.decoder.singleValueContainer() }
    #expect(!thief.container.contains(.a))
    #expect(thief.container.allKeys.isEmpty)
  }
}

extension RecordCodingKeyTests.Plain {
  enum Keys: CodingKey { case a, b, c, d, e }
}
