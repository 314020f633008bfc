/// Lists of document numbers, coded one after another.
///
/// A list is a varint `count << 2 | kind` and then, by kind,
/// - 0, short: the differences of up to 128 numbers as varints;
/// - 1, blocks: per 128 numbers the first one and the place of the differences of the others (four bytes each, least first),
///   then the differences;
/// - 2, bitmap: the first of the words that hold one bit per document.
final class PostingStorage: Sendable {
  static let blockLength = 128
  let bytes: [UInt8]
  let words: [UInt64]
  /// The words of one bitmap.
  let bitmapLength: Int

  init(bytes: [UInt8], words: [UInt64], documentCount: Int) {
    self.bytes = bytes
    self.words = words
    bitmapLength = (documentCount + 63) / 64
  }

  /// The list that begins at a place.
  func list(at offset: Int) -> PostingList {
    var position = offset
    let header = Varint.read(bytes, &position)
    let count = header >> 2
    switch header & 3 {
    case 0:
      var documents: [UInt32] = []
      documents.reserveCapacity(count)
      var last: UInt32 = 0
      for _ in 0..<count {
        last &+= UInt32(truncatingIfNeeded: Varint.read(bytes, &position))
        documents.append(last)
      }
      return .array(documents)
    case 1: return .blocks(BlockList(storage: self, table: position, count: count))
    default: return .bitmap(BitmapList(storage: self, start: Varint.read(bytes, &position), count: count))
    }
  }
}

/// Numbers of seven bits per byte, least first.
enum Varint {
  @inline(__always)
  static func read(_ bytes: [UInt8], _ position: inout Int) -> Int {
    var byte = bytes[position]
    position &+= 1
    var value = Int(byte & 0x7F)
    var shift = 7
    while byte >= 0x80 {
      byte = bytes[position]
      position &+= 1
      value |= Int(byte & 0x7F) &<< shift
      shift &+= 7
    }
    return value
  }

  static func append(_ value: Int, to bytes: inout [UInt8]) {
    var rest = value
    while rest >= 0x80 {
      bytes.append(UInt8(truncatingIfNeeded: rest) | 0x80)
      rest >>= 7
    }
    bytes.append(UInt8(truncatingIfNeeded: rest))
  }
}

/// Codes lists for a ``PostingStorage``.
struct PostingWriter {
  private(set) var words: [UInt64] = []
  /// Lists of at least this many documents are bitmaps: four bytes per document at most.
  private let bitmapCount: Int
  private let wordCount: Int

  init(documentCount: Int) {
    bitmapCount = max(documentCount / 24, 2 * PostingStorage.blockLength)
    wordCount = (documentCount + 63) / 64
  }

  /// Appends the coded list of ascending numbers.
  mutating func append(_ documents: ArraySlice<UInt32>, to bytes: inout [UInt8]) {
    let count = documents.count
    if count <= PostingStorage.blockLength {
      Varint.append(count << 2, to: &bytes)
      Self.appendDifferences(documents, after: 0, to: &bytes)
    } else if count >= bitmapCount {
      Varint.append(count << 2 | 2, to: &bytes)
      Varint.append(words.count, to: &bytes)
      let start = words.count
      words.append(contentsOf: repeatElement(0, count: wordCount))
      for document in documents { words[start + Int(document >> 6)] |= 1 << UInt64(document & 63) }
    } else {
      Varint.append(count << 2 | 1, to: &bytes)
      appendBlocks(documents, to: &bytes)
    }
  }

  private func appendBlocks(_ documents: ArraySlice<UInt32>, to bytes: inout [UInt8]) {
    let length = PostingStorage.blockLength
    let blockCount = (documents.count + length - 1) / length
    let table = bytes.count
    bytes.append(contentsOf: repeatElement(0, count: 8 * blockCount))
    let data = bytes.count
    for block in 0..<blockCount {
      let start = documents.startIndex + block * length
      let first = documents[start]
      Self.put(first, at: table + 8 * block, in: &bytes)
      Self.put(UInt32(bytes.count - data), at: table + 8 * block + 4, in: &bytes)
      Self.appendDifferences(documents[start + 1..<min(start + length, documents.endIndex)], after: first, to: &bytes)
    }
  }

  private static func appendDifferences(_ documents: ArraySlice<UInt32>, after first: UInt32, to bytes: inout [UInt8]) {
    var last = first
    for document in documents {
      Varint.append(Int(document - last), to: &bytes)
      last = document
    }
  }

  private static func put(_ value: UInt32, at position: Int, in bytes: inout [UInt8]) {
    for index in 0..<4 { bytes[position + index] = UInt8(truncatingIfNeeded: value >> (8 * UInt32(index))) }
  }
}
