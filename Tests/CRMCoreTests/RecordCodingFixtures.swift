import CRMCore
import Foundation

/// An identifier as records use it: a UUID behind a single-value container.
struct CodedID: Codable, Hashable, Sendable {
  var uuid: UUID

  init(_ uuid: UUID) { self.uuid = uuid }

  init(from decoder: any Decoder) throws {
    uuid = try decoder.singleValueContainer().decode(UUID.self)
  }

  func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(uuid)
  }
}

struct CodedChannel: RawRepresentable, Codable, Hashable, Sendable {
  var rawValue: String
}

enum CodedStage: String, Codable, Hashable, Sendable, CaseIterable {
  case new, qualified, proposal, won
}

/// Payloads of every form, and itself.
indirect enum CodedRule: Codable, Hashable, Sendable {
  case always
  case equals(field: String, value: Int)
  case text(String, String?)
  case not(CodedRule)
  case all([CodedRule])
  case stage(CodedStage)
}

struct CodedPoint: Codable, Hashable, Sendable {
  var channel: CodedChannel
  var value: String
  var isPrimary: Bool
  var verified: Date?
}

struct CodedCustomer: Codable, Hashable, Sendable {
  var id: CodedID
  var givenName: String
  var familyName: String?
  var points: [CodedPoint]
  var tags: Set<String>
  var attributes: [String: String]
  var owner: CodedID?
  var stage: CodedStage
  var rule: CodedRule
  var created: Date
  var updated: Date
  var score: Double
  var visits: Int
  var amount: Int64
  var isArchived: Bool
  var parent: CodedID?
  var notes: [String]
}

/// Every primitive type, required and optional.
struct CodedScalars: Codable, Hashable, Sendable {
  var flag: Bool
  var text: String
  var double: Double
  var float: Float
  var int: Int
  var int8: Int8
  var int16: Int16
  var int32: Int32
  var int64: Int64
  var uint: UInt
  var uint8: UInt8
  var uint16: UInt16
  var uint32: UInt32
  var uint64: UInt64
  var flagIfAny: Bool?
  var textIfAny: String?
  var doubleIfAny: Double?
  var floatIfAny: Float?
  var intIfAny: Int?
  var int8IfAny: Int8?
  var int16IfAny: Int16?
  var int32IfAny: Int32?
  var int64IfAny: Int64?
  var uintIfAny: UInt?
  var uint8IfAny: UInt8?
  var uint16IfAny: UInt16?
  var uint32IfAny: UInt32?
  var uint64IfAny: UInt64?
}

/// Collections and Foundation's values.
struct CodedCollections: Codable, Hashable, Sendable {
  var data: Data
  var bytes: [UInt8]
  var decimal: Decimal
  var url: URL
  var byNumber: [Int: String]
  var byStage: [CodedStage: [CodedID]]
  var byID: [CodedID: Double]
  var nested: [[Int?]]
  var mixed: [String: [String: CodedRule]]
  var points: [CodedPoint?]
  var date: Date
  var floats: [Float]
  var days: [Int64: Date]
}

/// Makes random values, the same ones for the same seed.
struct CodedValues {
  var generator: SeededGenerator

  init(seed: UInt64) { generator = SeededGenerator(seed: seed) }

  mutating func int(_ range: ClosedRange<Int>) -> Int { Int.random(in: range, using: &generator) }

  mutating func chance() -> Bool { int(0...1) == 0 }

  mutating func uuid() -> UUID {
    var bytes: [UInt8] = []
    for _ in 0..<16 { bytes.append(UInt8.random(in: 0...255, using: &generator)) }
    return UUID(
      uuid: (
        bytes[0], bytes[1], bytes[2], bytes[3], bytes[4], bytes[5], bytes[6], bytes[7],
        bytes[8], bytes[9], bytes[10], bytes[11], bytes[12], bytes[13], bytes[14], bytes[15]
      ))
  }

  mutating func id() -> CodedID { CodedID(uuid()) }

  mutating func text() -> String {
    let alphabet: [Character] = ["a", "b", "Z", " ", "é", "ж", "Ї", "王", "🙂", "👨‍👩‍👧", "\u{0}", "\"", "\\", "\n"]
    let length = int(0...5) == 0 ? int(60...140) : int(0...12)
    return String((0..<length).map { _ in alphabet[int(0...(alphabet.count - 1))] })
  }

  mutating func date() -> Date {
    // Exact in the JSON coders too: they write the seconds as a number.
    Date(timeIntervalSinceReferenceDate: Double(int(-2_000_000_000...2_000_000_000)) + Double(int(0...999)) / 1000)
  }

  mutating func double() -> Double { Double(int(-1_000_000...1_000_000)) / 7 }

  mutating func integer<Value: FixedWidthInteger>(_ type: Value.Type) -> Value {
    switch int(0...3) {
    case 0: Value(truncatingIfNeeded: int(0...70))
    case 1: int(0...1) == 0 ? .max : .min
    default: Value.random(in: .min ... .max, using: &generator)
    }
  }

  mutating func optional<Value>(_ value: Value) -> Value? { chance() ? value : nil }

  mutating func rule(_ depth: Int = 0) -> CodedRule {
    switch int(0...(depth > 4 ? 3 : 5)) {
    case 0: .always
    case 1: .equals(field: text(), value: int(-5...5))
    case 2: .text(text(), optional(text()))
    case 3: .stage(CodedStage.allCases[int(0...3)])
    case 4: .not(rule(depth + 1))
    default: .all((0..<int(0...3)).map { _ in rule(depth + 1) })
    }
  }

  mutating func point() -> CodedPoint {
    CodedPoint(
      channel: CodedChannel(rawValue: chance() ? "email" : "phone"), value: text(), isPrimary: chance(),
      verified: optional(date()))
  }

  mutating func customer() -> CodedCustomer {
    CodedCustomer(
      id: id(), givenName: text(), familyName: optional(text()), points: (0..<int(0...3)).map { _ in point() },
      tags: Set((0..<int(0...4)).map { _ in text() }), attributes: texts(), owner: optional(id()),
      stage: CodedStage.allCases[int(0...3)], rule: rule(), created: date(), updated: date(), score: double(),
      visits: integer(Int.self), amount: integer(Int64.self), isArchived: chance(), parent: optional(id()),
      notes: (0..<int(0...3)).map { _ in text() })
  }

  mutating func texts() -> [String: String] {
    var result: [String: String] = [:]
    for _ in 0..<int(0...4) { result[text()] = text() }
    return result
  }

  mutating func scalars() -> CodedScalars {
    CodedScalars(
      flag: chance(), text: text(), double: double(), float: Float(int(-999...999)) / 8, int: integer(Int.self),
      int8: integer(Int8.self), int16: integer(Int16.self), int32: integer(Int32.self), int64: integer(Int64.self),
      uint: integer(UInt.self), uint8: integer(UInt8.self), uint16: integer(UInt16.self), uint32: integer(UInt32.self),
      uint64: integer(UInt64.self), flagIfAny: optional(chance()), textIfAny: optional(text()),
      doubleIfAny: optional(double()), floatIfAny: optional(Float(int(-99...99))),
      intIfAny: optional(integer(Int.self)),
      int8IfAny: optional(integer(Int8.self)), int16IfAny: optional(integer(Int16.self)),
      int32IfAny: optional(integer(Int32.self)), int64IfAny: optional(integer(Int64.self)),
      uintIfAny: optional(integer(UInt.self)), uint8IfAny: optional(integer(UInt8.self)),
      uint16IfAny: optional(integer(UInt16.self)), uint32IfAny: optional(integer(UInt32.self)),
      uint64IfAny: optional(integer(UInt64.self)))
  }

  mutating func collections() -> CodedCollections {
    var value = CodedCollections(
      data: Data((0..<int(0...200)).map { _ in UInt8.random(in: 0...255, using: &generator) }), bytes: [],
      decimal: Decimal(int(-100_000...100_000)) / 100, url: URL(filePath: "/customers/\(int(0...9))"), byNumber: [:],
      byStage: [:], byID: [:], nested: [], mixed: [:], points: [], date: date(), floats: [], days: [:])
    value.bytes = Array(value.data.reversed())
    for _ in 0..<int(0...4) {
      value.byNumber[integer(Int.self)] = text()
      value.byStage[CodedStage.allCases[int(0...3)], default: []].append(id())
      value.byID[id()] = double()
      value.nested.append((0..<int(0...4)).map { _ in optional(int(-100...100)) })
      value.mixed[text(), default: [:]][text()] = rule()
      value.points.append(optional(point()))
      value.floats.append(Float(int(-99...99)) / 4)
      value.days[integer(Int64.self)] = date()
    }
    return value
  }
}
