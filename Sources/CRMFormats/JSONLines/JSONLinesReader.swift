public import Foundation

/// Reads JSON Lines from bytes that are pushed in pieces of any size. LF and CRLF end a line, empty lines are passed
/// over, a byte order mark at the start is dropped.
///
/// A line that fails is consumed, so a caller may note the error and go on. Memory is bounded by the pieces not yet
/// read and one line of `maximumLineBytes`.
public struct JSONLinesReader {
  private let decoder: JSONDecoder
  private var buffer: [UInt8] = []
  private var position = 0
  private var searched = 0
  private var isFinished = false
  private var isSkipping = false

  /// The longest line in bytes; a longer one is reported and passed over.
  public let maximumLineBytes: Int
  /// The line last read, 1-based; 0 before the first.
  public private(set) var line = 0

  /// A reader without bytes.
  public init(maximumLineBytes: Int = 1 << 24) {
    self.maximumLineBytes = max(1, maximumLineBytes)
    decoder = JSONDecoder()
    decoder.dateDecodingStrategy = .custom { decoder in
      let container = try decoder.singleValueContainer()
      guard let date = JSONLinesDate.date(try container.decode(String.self)) else {
        throw DecodingError.dataCorruptedError(in: container, debugDescription: "Not an ISO 8601 date and time.")
      }
      return date
    }
  }

  /// A reader over complete bytes.
  public init(bytes: [UInt8], maximumLineBytes: Int = 1 << 24) {
    self.init(maximumLineBytes: maximumLineBytes)
    append(bytes)
    finish()
  }

  /// Adds the next bytes. Bytes after `finish()` are ignored.
  public mutating func append(_ bytes: some Sequence<UInt8>) {
    guard !isFinished else { return }
    if position > 0 {
      buffer.removeSubrange(..<position)
      searched -= position
      position = 0
    }
    buffer.append(contentsOf: bytes)
  }

  /// Says that no more bytes will come, so that a last line without line end can be read.
  public mutating func finish() { isFinished = true }

  /// The next value, or nil when more bytes are needed or, after `finish()`, when there is none left.
  ///
  /// - Throws: `JSONLinesError` with the line number; the call after that goes on with the next line.
  public mutating func next<Value: Decodable>(_ type: Value.Type = Value.self) throws(JSONLinesError) -> Value? {
    try nextValue { decoder, data in try decoder.decode(type, from: data) }
  }

  /// The next value of a type whose decoding needs to know something, such as which records there are.
  ///
  /// - Throws: as `next(_:)`.
  public mutating func next<Value: DecodableWithConfiguration>(
    _ type: Value.Type, configuration: Value.DecodingConfiguration
  ) throws(JSONLinesError) -> Value? {
    try nextValue { decoder, data in try decoder.decode(type, from: data, configuration: configuration) }
  }

  private mutating func nextValue<Value>(
    _ decode: (JSONDecoder, Data) throws -> Value
  ) throws(JSONLinesError) -> Value? {
    while let bytes = try nextLine() {
      guard bytes.contains(where: { $0 != 0x20 && $0 != 0x09 }) else { continue }
      do {
        return try decode(decoder, Data(bytes))
      } catch {
        let isJSON = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
        throw isJSON ? JSONLinesError(error, line: line) : JSONLinesError(code: .invalidJSON, line: line)
      }
    }
    return nil
  }

  private mutating func nextLine() throws(JSONLinesError) -> ArraySlice<UInt8>? {
    while true {
      guard let end = findLineEnd() else { return try atLastPiece() }
      let bytes = buffer[position..<end]
      take(to: end + 1)
      if isSkipping {
        isSkipping = false
        continue
      }
      guard bytes.count <= maximumLineBytes else { throw JSONLinesError(code: .lineTooLong, line: line) }
      return trimmed(bytes)
    }
  }

  /// What to do when the buffer holds no further line end.
  private mutating func atLastPiece() throws(JSONLinesError) -> ArraySlice<UInt8>? {
    let rest = buffer[position...]
    if isSkipping {
      drop()
      return nil
    }
    if rest.count > maximumLineBytes {
      line += 1
      drop()
      isSkipping = true
      throw JSONLinesError(code: .lineTooLong, line: line)
    }
    guard isFinished, !rest.isEmpty else { return nil }
    line += 1
    drop()
    return trimmed(rest)
  }

  private mutating func findLineEnd() -> Int? {
    if let end = buffer[max(searched, position)...].firstIndex(of: 0x0A) { return end }
    searched = buffer.count
    return nil
  }

  private mutating func take(to end: Int) {
    position = end
    searched = end
    if !isSkipping { line += 1 }
  }

  private mutating func drop() {
    buffer = []
    position = 0
    searched = 0
  }

  private func trimmed(_ bytes: ArraySlice<UInt8>) -> ArraySlice<UInt8> {
    var bytes = bytes
    if bytes.last == 0x0D { bytes.removeLast() }
    if line == 1, bytes.starts(with: TextEncoding.utf8.byteOrderMark) { bytes.removeFirst(3) }
    return bytes
  }
}
