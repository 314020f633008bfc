public import CRMFormats
public import Foundation

extension ImportSource {
  /// Cards that are at hand, of any version; for `RowImporter.cards`.
  public static func cards(_ bytes: [UInt8], fallbackEncoding: TextEncoding? = nil, name: String? = nil) -> ImportSource
  {
    ImportSource(name: name) { CardRows(reader: VCardReader(bytes: bytes, fallbackEncoding: fallbackEncoding)) }
  }

  /// A file of cards; opening and reading it is part of the import and throws there. Holds one card at a time.
  public static func cards(contentsOf url: URL, fallbackEncoding: TextEncoding? = nil) -> ImportSource {
    ImportSource(name: url.lastPathComponent) {
      CardFileRows(
        file: try FileHandle(forReadingFrom: url), reader: VCardReader(fallbackEncoding: fallbackEncoding))
    }
  }
}

private struct CardRows: RowSequence {
  var reader: VCardReader
  var names: [String] { [] }

  mutating func next() -> ImportRow? { reader.next().map { ImportRow(line: $0.line, card: $0.card) } }
}

private struct CardFileRows: RowSequence {
  let file: FileHandle
  var reader: VCardReader
  var isAtEnd = false
  var names: [String] { [] }

  mutating func next() throws -> ImportRow? {
    while true {
      if let entry = reader.next() { return ImportRow(line: entry.line, card: entry.card) }
      if isAtEnd { return nil }
      if let piece = try file.read(upToCount: 1 << 16), !piece.isEmpty {
        reader.append(piece)
      } else {
        isAtEnd = true
        reader.finish()
      }
    }
  }
}
