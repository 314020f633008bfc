import CRMCore
import Foundation
import Testing

/// Bytes of format version 1, which every later version must read. `record-coder-v1.bin` is a length (four bytes,
/// little-endian), the shape table, and one record; `record-coder-v1.txt` is its listing.
@Suite struct RecordCodingGoldenTests {
  struct Record: Codable, Equatable, Sendable {
    var id = CodedID(UUID(uuid: (0, 17, 34, 51, 68, 85, 102, 119, 136, 153, 170, 187, 204, 221, 238, 255)))
    var name = "Ада 王"
    var long = String(repeating: "long ", count: 20)
    var absent: String? = nil
    var point = CodedPoint(
      channel: CodedChannel(rawValue: "email"), value: "a@example.com", isPrimary: true,
      verified: Date(timeIntervalSinceReferenceDate: 757_382_400.125))
    var tags: Set<String> = ["vip"]
    var attributes = ["size": "L"]
    var counts = [7: true]
    var rule = CodedRule.all([.always, .equals(field: "n", value: -200), .text("t", nil), .not(.stage(.won))])
    var numbers: [Int64?] = [0, 63, 64, -1, nil, .min, .max]
    var largest = UInt64.max
    var double = -0.1
    var float = Float(1.5)
    var wide = Int128.min
    var wider = UInt128.max
    var data = Data([1, 2, 255])
    var empty: [Int] = []
    var byStage: [CodedStage: Int] = [.won: 1]
  }

  private static let folder = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
    .appending(path: "GoldenFiles")

  private func parts() throws -> (shapes: [UInt8], record: [UInt8]) {
    let bytes = [UInt8](try Data(contentsOf: Self.folder.appending(path: "record-coder-v1.bin")))
    let length = Int(bytes[0]) | Int(bytes[1]) << 8 | Int(bytes[2]) << 16 | Int(bytes[3]) << 24
    return (Array(bytes[4..<(4 + length)]), Array(bytes[(4 + length)...]))
  }

  @Test func version1IsRead() throws {
    let (shapes, record) = try parts()
    let decoder = RecordDecoder(shapes: try ShapeTable(encoded: shapes))
    #expect(try decoder.decode(Record.self, from: record) == Record())
  }

  @Test func version1IsWritten() throws {
    let encoder = RecordEncoder()
    let record = try encoder.encode(Record())
    let shapes = encoder.shapes.encoded()
    let (goldenShapes, goldenRecord) = try parts()
    #expect(shapes == goldenShapes)
    #expect(record == goldenRecord)
  }

  @Test func theListingShowsTheFile() throws {
    let bytes = try Data(contentsOf: Self.folder.appending(path: "record-coder-v1.bin"))
    let listing = try String(contentsOf: Self.folder.appending(path: "record-coder-v1.txt"), encoding: .utf8)
    #expect(Self.listing(of: [UInt8](bytes)) == listing)
  }

  /// Sixteen bytes a line: offset, hexadecimal digits, printable ASCII.
  static func listing(of bytes: [UInt8]) -> String {
    var text = ""
    for start in stride(from: 0, to: bytes.count, by: 16) {
      let line = bytes[start..<min(start + 16, bytes.count)]
      let digits = line.map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined(separator: " ")
      let letters = line.map { (32..<127).contains($0) ? String(UnicodeScalar($0)) : "." }.joined()
      let offset = String(start, radix: 16)
      let zeros = String(repeating: "0", count: max(0, 4 - offset.count))
      let gap = String(repeating: " ", count: 48 - digits.count)
      text += "\(zeros)\(offset)  \(digits)\(gap) \(letters)\n"
    }
    return text
  }
}
