import Foundation

/// Writes any `Encodable` values as JSON Lines: one JSON text per line, LF, UTF-8.
///
/// Keys are sorted and slashes are not escaped, so equal values give equal bytes. Dates are ISO 8601 in UTC with
/// milliseconds, data are Base64.
public struct JSONLinesWriter {
  private let encoder: JSONEncoder

  /// What has been written and not yet taken.
  public private(set) var bytes: [UInt8] = []

  /// A writer without bytes.
  public init() {
    encoder = JSONEncoder()
    encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
    encoder.dateEncodingStrategy = .custom { date, encoder in
      guard let text = JSONLinesDate.text(date) else {
        let context = EncodingError.Context(codingPath: encoder.codingPath, debugDescription: "Year outside 1…9999.")
        throw EncodingError.invalidValue(date, context)
      }
      var container = encoder.singleValueContainer()
      try container.encode(text)
    }
  }

  /// Appends a value as a line. A value that fails leaves the bytes as they were.
  ///
  /// - Throws: what the value's encoding throws (`EncodingError`), also for dates outside of the years 1…9999.
  public mutating func write(_ value: some Encodable) throws {
    let line = try encoder.encode(value)
    bytes.append(contentsOf: line)
    bytes.append(0x0A)
  }

  /// Hands over what has been written since the last call.
  public mutating func takeBytes() -> [UInt8] {
    let taken = bytes
    bytes = []
    return taken
  }
}
