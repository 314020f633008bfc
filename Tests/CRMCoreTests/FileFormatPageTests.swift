import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// The example at the end of `Documentation/FileFormat.md` is what the store writes.
@Suite struct FileFormatPageTests {
  struct Note: Record {
    static let collection: CollectionName = "notes"
    static let byText = Index<Note>("text") { IndexKey($0.text) }
    static var indexes: [Index<Note>] { [byText] }

    var id: Identifier<Note>
    var text: String
    var stars: Int?
  }

  /// The bytes that the blocks of the example show: on each line an offset, digits, and after three spaces a comment.
  private func blocks() throws -> [[UInt8]] {
    let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .deletingLastPathComponent()
    let page = try String(contentsOf: root.appending(path: "Documentation/FileFormat.md"), encoding: .utf8)
    let example = try #require(page.components(separatedBy: "\n## An example\n").dropFirst().first)
    return try example.components(separatedBy: "\n```\n").enumerated().filter { $0.offset % 2 == 1 }.map { _, block in
      var bytes: [UInt8] = []
      for line in block.split(separator: "\n") {
        let shown = (line + "   ").components(separatedBy: "   ")[0].split(separator: " ")
        #expect(Int(shown[0], radix: 16) == bytes.count, "\(line)")
        for digits in shown.dropFirst() {
          let pairs = stride(from: 0, to: digits.count, by: 2).map { digits.dropFirst($0).prefix(2) }
          bytes += try pairs.map { try #require(UInt8($0, radix: 16), "\(line)") }
        }
      }
      return bytes
    }
  }

  @Test func theExampleIsReal() async throws {
    let folder = try TemporaryFolder()
    let store = try await FileStore.open(
      at: folder.current, options: .init(durability: .relaxed), environment: .fixed())
    try await store.insert(Note(id: store.environment.id(), text: "Hello"), author: .system)
    let files = StoreFolder(url: folder.current)
    let shown = try blocks()
    for (number, name) in ["MANIFEST", "log-1"].enumerated() {
      let bytes = try files.bytes(name)
      let listing = RecordCodingGoldenTests.listing(of: bytes)
      #expect(number < shown.count && shown[number] == bytes, "\(name):\n\(listing)")
    }
    try await store.close()
  }
}
