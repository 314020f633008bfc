import CRMCore
import Foundation
import Testing

/// Everything that hand-written Codable code may do.
@Suite struct RecordCodingContainerTests {
  let encoder = RecordEncoder()

  private func roundTrip<Value: Codable>(_ value: Value) throws -> Value {
    let bytes = try encoder.encode(notSendable: value)
    return try encoder.makeDecoder().decode(Value.self, from: bytes)
  }

  // MARK: Inheritance

  class Animal: Codable {
    var name: String
    init(name: String) { self.name = name }
  }

  class Dog: Animal {
    var tricks: [String]
    init(name: String, tricks: [String]) {
      self.tricks = tricks
      super.init(name: name)
    }
    enum CodingKeys: String, CodingKey { case tricks, before, after }
    required init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      tricks = try container.decode([String].self, forKey: .tricks)
      #expect(try container.decode(Int.self, forKey: .after) == 2)
      #expect(try container.decode(Int.self, forKey: .before) == 1)
      try super.init(from: container.superDecoder())
    }
    override func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(1, forKey: .before)
      try super.encode(to: container.superEncoder())
      try container.encode(tricks, forKey: .tricks)
      try container.encode(2, forKey: .after)
    }
  }

  /// The superclass writes into the same container as the subclass.
  final class Puppy: Animal {
    var weeks = 0
    enum CodingKeys: String, CodingKey { case weeks }
    override init(name: String) { super.init(name: name) }
    required init(from decoder: any Decoder) throws {
      weeks = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .weeks)
      try super.init(from: decoder)
    }
    override func encode(to encoder: any Encoder) throws {
      try super.encode(to: encoder)
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(weeks, forKey: .weeks)
    }
  }

  @Test func superclassInItsOwnPlace() throws {
    let dogs = try roundTrip([Dog(name: "Rex", tricks: ["sit"]), Dog(name: "Ада", tricks: [])])
    #expect(dogs.map(\.name) == ["Rex", "Ада"])
    #expect(dogs.map(\.tricks) == [["sit"], []])
  }

  @Test func superclassInTheSameContainer() throws {
    let puppy = Puppy(name: "Bo")
    puppy.weeks = 9
    let back = try roundTrip(puppy)
    #expect(back.name == "Bo")
    #expect(back.weeks == 9)
  }

  // MARK: Nested containers

  struct Interleaved: Codable, Equatable {
    var left: [Int]
    var right: [String]
    enum CodingKeys: String, CodingKey { case left, right, both }
    enum Side: String, CodingKey { case x, y }
    init(left: [Int], right: [String]) {
      self.left = left
      self.right = right
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      var lefts = container.nestedUnkeyedContainer(forKey: .left)
      var rights = container.nestedUnkeyedContainer(forKey: .right)
      var both = container.nestedContainer(keyedBy: Side.self, forKey: .both)
      for index in 0..<max(left.count, right.count) {
        if index < left.count { try lefts.encode(left[index]) }
        if index < right.count {
          var inner = rights.nestedContainer(keyedBy: Side.self)
          try inner.encode(right[index], forKey: .x)
        }
      }
      try both.encode(left.count, forKey: .x)
      try both.encode(right.count, forKey: .y)
    }
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      let both = try container.nestedContainer(keyedBy: Side.self, forKey: .both)
      var rights = try container.nestedUnkeyedContainer(forKey: .right)
      var lefts = try container.nestedUnkeyedContainer(forKey: .left)
      left = []
      right = []
      while !lefts.isAtEnd || !rights.isAtEnd {
        if !lefts.isAtEnd { left.append(try lefts.decode(Int.self)) }
        if !rights.isAtEnd {
          let inner = try rights.nestedContainer(keyedBy: Side.self)
          right.append(try inner.decode(String.self, forKey: .x))
        }
      }
      #expect(try both.decode(Int.self, forKey: .y) == right.count)
      #expect(try both.decode(Int.self, forKey: .x) == left.count)
      #expect(lefts.currentIndex == left.count)
    }
  }

  @Test func containersWrittenAndReadAlternately() throws {
    let value = Interleaved(left: [1, 200, -3], right: ["a", "b"])
    #expect(try roundTrip([value, value]) == [value, value])
    #expect(try roundTrip(Interleaved(left: [], right: [])) == Interleaved(left: [], right: []))
  }

  struct Deep: Codable, Equatable {
    var next: [Deep]
    enum CodingKeys: String, CodingKey { case next }
    init(_ depth: Int) { next = depth == 0 ? [] : [Deep(depth - 1)] }
  }

  @Test func depthIsLimited() throws {
    #expect(try roundTrip(Deep(60)) == Deep(60))
    #expect(throws: RecordCodingError.self) { try encoder.encode(Deep(200)) }
    do {
      _ = try encoder.encode(Deep(200))
    } catch {
      #expect(error.code == .tooDeep)
    }
    let generous = RecordEncoder(maximumDepth: 600)
    let bytes = try generous.encode(Deep(200))
    #expect(try generous.makeDecoder().decode(Deep.self, from: bytes) == Deep(200))
    do {
      _ = try RecordDecoder(shapes: generous.shapes).decode(Deep.self, from: bytes)
      Issue.record("decoded")
    } catch {
      #expect(error.code == .tooDeep)
    }
  }

  // MARK: Alternatives

  enum Either: Codable, Equatable {
    case number(Int)
    case text(String)
    case list([Either])
    case object([String: Either])
    case nothing
    init(from decoder: any Decoder) throws {
      if let container = try? decoder.container(keyedBy: AnyKey.self) {
        var entries: [String: Either] = [:]
        for key in container.allKeys { entries[key.stringValue] = try container.decode(Either.self, forKey: key) }
        self = .object(entries)
      } else if let list = try? [Either](from: decoder) {
        self = .list(list)
      } else {
        let container = try decoder.singleValueContainer()
        if container.decodeNil() {
          self = .nothing
        } else if let number = try? container.decode(Int.self) {
          self = .number(number)
        } else {
          self = .text(try container.decode(String.self))
        }
      }
    }
    func encode(to encoder: any Encoder) throws {
      switch self {
      case .object(let entries):
        var container = encoder.container(keyedBy: AnyKey.self)
        for (key, value) in entries { try container.encode(value, forKey: AnyKey(stringValue: key)) }
      case .number(let number):
        var container = encoder.singleValueContainer()
        try container.encode(number)
      case .text(let text):
        var container = encoder.singleValueContainer()
        try container.encode(text)
      case .list(let list):
        try list.encode(to: encoder)
      case .nothing:
        var container = encoder.singleValueContainer()
        try container.encodeNil()
      }
    }
  }

  struct AnyKey: CodingKey {
    var stringValue: String
    var intValue: Int? { nil }
    init(stringValue: String) { self.stringValue = stringValue }
    init?(intValue: Int) { nil }
  }

  @Test func aValueTriedAsSeveralTypes() throws {
    let value: Either = .object([
      "a": .number(1), "b": .list([.text("x"), .nothing, .list([]), .number(-70)]), "c": .object([:]), "": .nothing,
    ])
    #expect(try roundTrip(value) == value)
    #expect(encoder.shapes.count == 0, "names from data entered the table")
  }

  /// Known fields, and whatever else was there: two key types in one container.
  struct Open: Codable, Equatable {
    var known: Int
    var others: [String: String]
    enum CodingKeys: String, CodingKey { case known }
    init(known: Int, others: [String: String]) {
      self.known = known
      self.others = others
    }
    init(from decoder: any Decoder) throws {
      known = try decoder.container(keyedBy: CodingKeys.self).decode(Int.self, forKey: .known)
      let container = try decoder.container(keyedBy: AnyKey.self)
      others = [:]
      for key in container.allKeys where key.stringValue != "known" {
        others[key.stringValue] = try container.decode(String.self, forKey: key)
      }
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(known, forKey: .known)
      var rest = encoder.container(keyedBy: AnyKey.self)
      for (key, value) in others { try rest.encode(value, forKey: AnyKey(stringValue: key)) }
    }
  }

  @Test func namesFromDataNeverEnterTheTable() throws {
    let value = Open(known: 3, others: ["anna@example.com": "yes", "bo@example.com": "no"])
    #expect(try roundTrip([value, Open(known: 4, others: [:])]) == [value, Open(known: 4, others: [:])])
    let names = encoder.shapes.shapes.flatMap(\.fields)
    #expect(names == ["known"])
  }

  /// A value that is encoded apart, in containers whose names are written in place afterwards.
  @Test func valuesApartKeepTheirPlacesWithoutATable() throws {
    var full = ShapeTable()
    for number in 0..<ShapeTable.maximumCount { _ = full.insert(["\(number)"]) }
    let encoder = RecordEncoder(shapes: full)
    let bytes = try encoder.encode(notSendable: [Dog(name: "Rex", tricks: ["sit"]), Dog(name: "Bo", tricks: [])])
    let decoder = RecordDecoder(shapes: ShapeTable())
    #expect(try decoder.decode([Dog].self, from: bytes).map(\.name) == ["Rex", "Bo"])
    let alternate = ["k": Interleaved(left: [1, 2], right: ["a", "b"])]
    let bytes2 = try encoder.encode(alternate)
    #expect(try decoder.decode([String: Interleaved].self, from: bytes2) == alternate)
  }

  @Test func namesWrittenInPlaceAreNotInPaths() throws {
    struct Reader: Decodable {
      var known: Int
      var mail: Int
      enum CodingKeys: String, CodingKey {
        case known
        case mail = "anna@example.com"
      }
    }
    let bytes = try encoder.encode(Open(known: 1, others: ["anna@example.com": "yes"]))
    do {
      _ = try encoder.makeDecoder().decode(Reader.self, from: bytes)
      Issue.record("decoded")
    } catch {
      #expect(error.description == "RecordCodingError.typeMismatch at *")
    }
  }

  struct Twice: Codable, Equatable {
    var number: Int
    init(_ number: Int) { self.number = number }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(-1, forKey: .number)
      try container.encode(number, forKey: .number)
    }
  }

  @Test func theLastValueOfARepeatedFieldCounts() throws {
    #expect(try roundTrip(Twice(8)) == Twice(8))
  }

  struct Tolerant: Codable, Equatable {
    var kept: Int
    var good: [Int]
    struct Fussy: Codable {
      func encode(to encoder: any Encoder) throws {
        var container = encoder.unkeyedContainer()
        try container.encode(1)
        throw EncodingError.invalidValue(self, EncodingError.Context(codingPath: [], debugDescription: "secret"))
      }
      init() {}
      init(from decoder: any Decoder) throws { throw CocoaError(.coderInvalidValue) }
    }
    enum CodingKeys: String, CodingKey { case broken, kept, good }
    init(kept: Int) {
      self.kept = kept
      good = [kept]
    }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try? container.encode(Fussy(), forKey: .broken)
      try container.encode(kept, forKey: .kept)
      var nested = container.nestedUnkeyedContainer(forKey: .good)
      try? nested.encode(Fussy())
      for number in good { try nested.encode(number) }
    }
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      #expect(!container.contains(.broken))
      #expect((try? container.decode(Fussy.self, forKey: .kept)) == nil)
      #expect((try? container.decode(String.self, forKey: .kept)) == nil)
      kept = try container.decode(Int.self, forKey: .kept)
      #expect((try? container.decode([String].self, forKey: .good)) == nil)
      good = try container.decode([Int].self, forKey: .good)
    }
  }

  @Test func aPartThatFailsMayBeLeftOut() throws {
    #expect(try roundTrip([Tolerant(kept: 500)]) == [Tolerant(kept: 500)])
    do {
      _ = try encoder.encode(["list": [Tolerant.Fussy()]])
      Issue.record("encoded")
    } catch {
      #expect(error.code == .rejected)
      #expect(error.underlying is EncodingError)
      #expect(!error.description.contains("secret"))
    }
  }

  struct Empty: Codable, Equatable {}

  struct Silent: Codable, Equatable {
    init() {}
    init(from decoder: any Decoder) throws {}
    func encode(to encoder: any Encoder) throws {}
  }

  struct NullAndAbsent: Codable, Equatable {
    var explicit = "?"
    enum CodingKeys: String, CodingKey { case null, absent, present }
    init() {}
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encodeNil(forKey: .null)
      try container.encodeIfPresent(Int?.none, forKey: .absent)
      try container.encode(1, forKey: .present)
    }
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      #expect(container.allKeys == [.null, .present])
      #expect(container.contains(.null))
      #expect(!container.contains(.absent))
      #expect(try container.decodeNil(forKey: .null))
      #expect(try !container.decodeNil(forKey: .present))
      #expect(throws: DecodingError.self) { try container.decodeNil(forKey: .absent) }
      #expect(try container.decodeIfPresent(Int.self, forKey: .null) == nil)
      #expect(try container.decodeIfPresent(Int.self, forKey: .present) == 1)
    }
  }

  @Test func emptyValuesAndNulls() throws {
    #expect(try roundTrip([Empty(), Empty()]) == [Empty(), Empty()])
    #expect(try roundTrip([Silent(), Silent()]) == [Silent(), Silent()])
    #expect(try roundTrip(NullAndAbsent()) == NullAndAbsent())
  }

  struct TwoKinds: Encodable {
    func encode(to encoder: any Encoder) throws {
      var keyed = encoder.container(keyedBy: AnyKey.self)
      try keyed.encode(1, forKey: AnyKey(stringValue: "a"))
      var list = encoder.unkeyedContainer()
      try list.encode(1)
    }
  }

  struct TwoSingles: Encodable {
    func encode(to encoder: any Encoder) throws {
      var container = encoder.singleValueContainer()
      try container.encode(1)
      try? container.encode(2)
    }
  }

  @Test func misuseIsRefused() {
    for value in [TwoKinds(), TwoSingles()] as [any Encodable] {
      do {
        _ = try encoder.encode(notSendable: [Wrapper(value: value)])
        Issue.record("encoded \(value)")
      } catch {
        #expect(error.code == .misuse)
      }
    }
    struct Wrapper: Encodable {
      var value: any Encodable
      func encode(to encoder: any Encoder) throws { try value.encode(to: encoder) }
    }
  }

  struct Paths: Codable {
    var customer: [String: [Int]]
    struct Probe: Encodable, Sendable {
      func encode(to encoder: any Encoder) throws {
        #expect(encoder.codingPath.map(\.stringValue) == ["customer", "1"])
        #expect(encoder.userInfo.count == 1)
        try [1].encode(to: encoder)
      }
    }
    struct Writer: Encodable, Sendable {
      enum CodingKeys: String, CodingKey { case first, customer }
      func encode(to encoder: any Encoder) throws {
        var container = encoder.container(keyedBy: CodingKeys.self)
        try container.encode(0, forKey: .first)
        var list = container.nestedUnkeyedContainer(forKey: .customer)
        try list.encode(0)
        try list.encode(Probe())
      }
    }
  }

  @Test func pathsAndUserInfo() throws {
    let key = try #require(CodingUserInfoKey(rawValue: "k"))
    let encoder = RecordEncoder(userInfo: [key: 1])
    _ = try encoder.encode(Paths.Writer())
    let bytes = try encoder.encode(["customer": ["ann@example.com": ["x"]]])
    do {
      _ = try encoder.makeDecoder().decode(Paths.self, from: bytes)
      Issue.record("decoded")
    } catch {
      #expect(error.code == .typeMismatch)
      #expect(!error.path.contains("ann"), "\(error)")
      #expect(error.path.hasSuffix("0"), "\(error)")
    }
    struct Line: Codable, Sendable { var items: [Item] }
    struct Item: Codable, Sendable { var price: Int }
    struct OldLine: Codable, Sendable { var items: [OldItem] }
    struct OldItem: Codable, Sendable { var price: String? }
    let old = try encoder.encode(OldLine(items: [OldItem(price: "1")]))
    let none = try encoder.encode(OldLine(items: [OldItem(price: nil)]))
    do {
      _ = try encoder.makeDecoder().decode(Line.self, from: old)
      Issue.record("decoded")
    } catch {
      #expect(error.description == "RecordCodingError.typeMismatch at items.0.price")
    }
    do {
      _ = try encoder.makeDecoder().decode(Line.self, from: none)
      Issue.record("decoded")
    } catch {
      #expect(error.description == "RecordCodingError.missingField at items.0.price")
    }
  }
}
