/// One field's bytes inside its row.
struct CSVFieldRange: Sendable {
  /// How the bytes have to be read.
  enum Kind: UInt8, Sendable {
    /// As they stand.
    case plain
    /// As they stand; the quotes around them lie outside of the range.
    case quoted
    /// Doubled quotes count once; the quotes around them lie outside of the range.
    case escaped
    /// An opening quote, a quoted part, its closing quote, then text as it stands.
    case joined
  }

  /// Offsets from the row's first byte.
  var start: UInt32
  var end: UInt32
  var kind: Kind
}

/// One row inside its block.
struct CSVRowRange: Sendable {
  /// Offset of the row's first byte in the block.
  var base: Int
  var firstField: Int
  var fieldCount: Int
  /// 1-based line of the row's first byte.
  var line: Int
}

/// A run of complete rows with their bytes, shared by the rows that are given out: a row costs no allocation.
final class CSVBlock: Sendable {
  let bytes: [UInt8]
  let fields: [CSVFieldRange]
  let rows: [CSVRowRange]
  /// Issues by index of row; most rows have none.
  let issues: [Int: [CSVIssue]]

  init(bytes: [UInt8], fields: [CSVFieldRange], rows: [CSVRowRange], issues: [Int: [CSVIssue]]) {
    self.bytes = bytes
    self.fields = fields
    self.rows = rows
    self.issues = issues
  }

  /// The bytes of a field as the file means them: without quotes around, doubled quotes once.
  func content(row: CSVRowRange, field: CSVFieldRange, quote: UInt8?) -> ArraySlice<UInt8> {
    let raw = bytes[(row.base + Int(field.start))..<(row.base + Int(field.end))]
    guard let quote else { return raw }
    switch field.kind {
    case .plain, .quoted: return raw
    case .escaped: return Self.halvingQuotes(in: raw, quote: quote)[...]
    case .joined: return Self.joining(raw, quote: quote)[...]
    }
  }

  private static func halvingQuotes(in raw: ArraySlice<UInt8>, quote: UInt8) -> [UInt8] {
    var result: [UInt8] = []
    result.reserveCapacity(raw.count)
    var index = raw.startIndex
    while index < raw.endIndex {
      let byte = raw[index]
      result.append(byte)
      index += 1
      if byte == quote, index < raw.endIndex, raw[index] == quote { index += 1 }
    }
    return result
  }

  private static func joining(_ raw: ArraySlice<UInt8>, quote: UInt8) -> [UInt8] {
    var index = raw.startIndex + 1
    while index < raw.endIndex {
      if raw[index] == quote {
        if index + 1 < raw.endIndex, raw[index + 1] == quote {
          index += 2
          continue
        }
        break
      }
      index += 1
    }
    let quoted = halvingQuotes(in: raw[(raw.startIndex + 1)..<index], quote: quote)
    return quoted + raw[min(index + 1, raw.endIndex)...]
  }
}
