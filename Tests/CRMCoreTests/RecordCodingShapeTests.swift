import CRMCore
import Foundation
import Testing

@Suite struct RecordCodingShapeTests {
  struct Pair: Codable, Sendable, Equatable {
    var first: Int
    var second: Int?
  }

  /// Writes its fields in an order that depends on the value.
  struct Shuffled: Codable, Sendable, Equatable {
    var order: [Int]
    enum CodingKeys: String, CodingKey, CaseIterable { case a, b, c, d, e, f, g, h, order }
    init(order: [Int]) { self.order = order }
    func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      for index in order { try container.encode(index, forKey: CodingKeys.allCases[index]) }
      try container.encode(order, forKey: .order)
    }
    init(from decoder: any Decoder) throws {
      let container = try decoder.container(keyedBy: CodingKeys.self)
      order = try container.decode([Int].self, forKey: .order)
      for index in order {
        #expect(try container.decode(Int.self, forKey: CodingKeys.allCases[index]) == index)
      }
    }
  }

  @Test func aTypeHasOneShapeWhateverItsOptionalsAre() throws {
    let encoder = RecordEncoder()
    _ = try encoder.encode([Pair(first: 1, second: nil), Pair(first: 1, second: 2)])
    #expect(encoder.shapes.shapes.map(\.fields) == [["first", "second"]])
  }

  @Test func aLogOfNewShapesRebuildsTheTable() throws {
    let encoder = RecordEncoder()
    var logged = 0
    var log: [[UInt8]] = []
    var payloads: [[UInt8]] = []
    var generator = SeededGenerator(seed: 1)
    let orders = (0..<40).map { _ in Array(0..<8).shuffled(using: &generator) }
    for order in orders {
      payloads.append(try encoder.encode(Shuffled(order: order)))
      let shapes = encoder.shapes
      if shapes.count > logged { log.append(shapes.encoded(from: logged)) }
      logged = shapes.count
    }
    #expect(log.count > 30)
    var replayed = ShapeTable()
    for (index, entry) in log.enumerated() {
      #expect(throws: RecordCodingError.self) { try replayed.append(encoded: log[log.count - 1]) }
      try replayed.append(encoded: entry)
      // Repetitions are harmless.
      try replayed.append(encoded: entry)
      #expect(replayed.count >= index)
      if index == log.count - 2 { break }
    }
    try replayed.append(encoded: log[log.count - 1])
    #expect(replayed == encoder.shapes)
    #expect(try ShapeTable(encoded: encoder.shapes.encoded()) == replayed)
    let decoder = RecordDecoder(shapes: replayed)
    for (payload, order) in zip(payloads, orders) {
      #expect(try decoder.decode(Shuffled.self, from: payload).order == order)
    }
    // A new encoder goes on with the numbers of the log.
    let reopened = RecordEncoder(shapes: replayed)
    #expect(try reopened.encode(Shuffled(order: orders[3])) == payloads[3])
    #expect(reopened.shapes.count == replayed.count)
  }

  @Test func unloggedShapesAreNoticed() throws {
    let encoder = RecordEncoder()
    let bytes = try encoder.encode(Pair(first: 1, second: nil))
    do {
      _ = try RecordDecoder(shapes: ShapeTable()).decode(Pair.self, from: bytes)
      Issue.record("decoded")
    } catch {
      #expect(error.code == .unknownShape)
    }
  }

  @Test func logsThatContradictAreRefused() throws {
    var one = ShapeTable()
    #expect(one.insert(["a", "b"]) == 0)
    #expect(one.insert(["a"]) == 1)
    #expect(one.insert(["a", "b"]) == 0)
    var other = ShapeTable()
    #expect(other.insert(["b", "a"]) == 0)
    let bytes = one.encoded()
    do {
      try other.append(encoded: bytes)
      Issue.record("appended")
    } catch {
      #expect(error.code == .shapeConflict)
    }
    #expect(other.count == 1)
    #expect(one[1]?.fields == ["a"])
    #expect(one[2] == nil)
    #expect(one[-1] == nil)
    #expect(one.number(of: ["b"]) == nil)
  }

  @Test func damagedTablesAreRefused() throws {
    var table = ShapeTable()
    _ = table.insert(["name", "Größe"])
    _ = table.insert([])
    let bytes = table.encoded()
    for count in 0..<bytes.count {
      #expect(throws: RecordCodingError.self) { try ShapeTable(encoded: Array(bytes[..<count])) }
    }
    #expect(throws: RecordCodingError.self) { try ShapeTable(encoded: bytes + [0]) }
    var generator = SeededGenerator(seed: 77)
    for _ in 0..<20_000 {
      var noise = (0..<Int.random(in: 0...20, using: &generator)).map { _ in
        UInt8.random(in: 0...255, using: &generator)
      }
      if Bool.random(using: &generator) { noise = [0] + noise }
      _ = try? ShapeTable(encoded: noise)
    }
  }

  @Test func aTypeWithTooManyShapesCarriesItsNames() throws {
    let encoder = RecordEncoder()
    var generator = SeededGenerator(seed: 5)
    for _ in 0..<2_000 {
      let value = Shuffled(order: Array(0..<8).shuffled(using: &generator))
      let bytes = try encoder.encode(value)
      #expect(try encoder.makeDecoder().decode(Shuffled.self, from: bytes) == value)
    }
    #expect(encoder.shapes.count < 600)
  }

  @Test func aFullTableCarriesNamesInPlace() throws {
    var table = ShapeTable()
    for number in 0..<ShapeTable.maximumCount { #expect(table.insert(["\(number)"]) == number) }
    #expect(table.insert(["one more"]) == nil)
    let encoder = RecordEncoder(shapes: table)
    let value = [Pair(first: 1, second: 2), Pair(first: 3, second: nil)]
    let bytes = try encoder.encode(["k": value])
    #expect(try encoder.makeDecoder().decode([String: [Pair]].self, from: bytes) == ["k": value])
    #expect(try RecordDecoder(shapes: ShapeTable()).decode([String: [Pair]].self, from: bytes) == ["k": value])
    var rule = CodedValues(seed: 3)
    let customer = rule.customer()
    let coded = try encoder.encode(customer)
    #expect(try RecordDecoder(shapes: ShapeTable()).decode(CodedCustomer.self, from: coded) == customer)
    #expect(encoder.shapes.count == ShapeTable.maximumCount)
  }
}
