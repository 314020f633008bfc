import CRMCore
import CRMFormats
import Foundation
import Testing

@Suite struct JSONLinesTests {
  struct Item: Codable, Equatable {
    var name: String
    var at: Date
    var parts: [Int]?
  }

  @Test func writesSortedKeysAndMilliseconds() throws {
    var writer = JSONLinesWriter()
    let leap = Date(timeIntervalSince1970: 1_709_251_199.123)
    try writer.write(Item(name: "a/б\n", at: leap, parts: [1, 2]))
    try writer.write(Item(name: "", at: Date(timeIntervalSince1970: -0.001)))
    let text = String(decoding: writer.takeBytes(), as: UTF8.self)
    #expect(
      text == """
        {"at":"2024-02-29T23:59:59.123Z","name":"a/б\\n","parts":[1,2]}
        {"at":"1969-12-31T23:59:59.999Z","name":""}

        """)
    #expect(writer.bytes.isEmpty)
  }

  @Test func aFailingValueLeavesNothing() {
    var writer = JSONLinesWriter()
    #expect(throws: EncodingError.self) {
      try writer.write(Item(name: "x", at: .distantFuture.addingTimeInterval(1e15)))
    }
    #expect(throws: EncodingError.self) { try writer.write([Double.nan]) }
    #expect(writer.bytes.isEmpty)
  }

  @Test(arguments: UInt64(0)..<50) func writtenValuesAreReadBackInAnyPieces(seed: UInt64) throws {
    var generator = SeededGenerator(seed: seed)
    let items = (0..<5).map { index in
      let milliseconds = Int64.random(in: -60_000_000_000_000...250_000_000_000_000, using: &generator)
      return Item(
        name: CSVLawTests.field(&generator), at: Date(millisecondsSince1970: milliseconds),
        parts: index > 2 ? [index] : nil)
    }
    var writer = JSONLinesWriter()
    for item in items { try writer.write(item) }
    let bytes = writer.takeBytes()
    var reader = JSONLinesReader()
    var read: [Item] = []
    var index = 0
    while index < bytes.count {
      let end = min(bytes.count, index + Int.random(in: 1...40, using: &generator))
      reader.append(bytes[index..<end])
      index = end
      while let item = try reader.next(Item.self) { read.append(item) }
    }
    #expect(read == items, "seed \(seed)")
    #expect(reader.line == 5)
  }

  @Test func errorsNameLineAndPathAndNoValue() throws {
    let text = """
      \u{FEFF}{"name":"ok","at":"2024-01-01T00:00:00Z"}\r

      {"name":"secret","at":"yesterday"}
      {"name":7,"at":"2024-01-01T00:00:00Z"}
      {"at":"2024-01-01T00:00:00Z"}
      {nonsense secret
      {"name":"last","at":"2024-01-01T02:00:00.5+02:00","parts":[1,"secret"]}
      {"name":"last","at":"2024-01-01T02:00:00.5+02:00"}
      """
    var reader = JSONLinesReader(bytes: Array(text.utf8))
    #expect(try reader.next(Item.self)?.name == "ok")
    #expect(throws: JSONLinesError(code: .refusedValue, line: 3, path: "at")) { try reader.next(Item.self) }
    #expect(throws: JSONLinesError(code: .wrongType, line: 4, path: "name")) { try reader.next(Item.self) }
    #expect(throws: JSONLinesError(code: .missingValue, line: 5, path: "name")) { try reader.next(Item.self) }
    #expect(throws: JSONLinesError(code: .invalidJSON, line: 6)) { try reader.next(Item.self) }
    #expect(throws: JSONLinesError(code: .wrongType, line: 7, path: "parts.1")) { try reader.next(Item.self) }
    let last = try #require(try reader.next(Item.self))
    #expect(last.at == Date(timeIntervalSince1970: 1_704_067_200.5))
    #expect(try reader.next(Item.self) == nil)
  }

  @Test(arguments: [1, 3, 1000]) func longLinesArePassedOver(size: Int) throws {
    let bytes = Array("[1]\n[1,2,3,4,5,6,7]\n[2]\n[1,2,3,4,5,6,7]".utf8)
    var reader = JSONLinesReader(maximumLineBytes: 8)
    var read: [[Int]] = []
    var failures: [Int] = []
    func drain() {
      while true {
        do {
          guard let value = try reader.next([Int].self) else { return }
          read.append(value)
        } catch {
          #expect(error.code == .lineTooLong)
          failures.append(error.line)
        }
      }
    }
    for start in stride(from: 0, to: bytes.count, by: size) {
      reader.append(bytes[start..<min(bytes.count, start + size)])
      drain()
    }
    reader.finish()
    drain()
    #expect(read == [[1], [2]])
    #expect(failures == [2, 4])
  }
}
