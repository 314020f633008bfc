public import Foundation

/// A JSON document as a value: whole numbers stay whole, and the text of equal documents is equal, byte by byte.
///
/// What is exported of a record is such a tree, so that one value serves every rendering.
public enum JSONTree: Hashable, Codable, Sendable {
  /// `null`.
  case null
  /// `true` or `false`.
  case bool(Bool)
  /// A whole number.
  case integer(Int64)
  /// A whole number beyond ``integer(_:)``.
  case unsigned(UInt64)
  /// Any other number; infinite ones and NaN have no JSON and are written as `null`.
  case number(Double)
  /// A text.
  case text(String)
  /// Values in order.
  case list([JSONTree])
  /// Values by name.
  case object([String: JSONTree])

  /// Reads any JSON value.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.singleValueContainer()
    // Texts are the most frequent, and each guess that is wrong costs an error.
    if container.decodeNil() {
      self = .null
    } else if let value = try? container.decode(String.self) {
      self = .text(value)
    } else if let value = try? container.decode(Bool.self) {
      self = .bool(value)
    } else if let value = try? container.decode(Int64.self) {
      self = .integer(value)
    } else if let value = try? container.decode(UInt64.self) {
      self = .unsigned(value)
    } else if let value = try? container.decode(Double.self) {
      self = .number(value)
    } else if let value = try? container.decode([JSONTree].self) {
      self = .list(value)
    } else {
      self = .object(try container.decode([String: JSONTree].self))
    }
  }

  /// Writes the value.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    switch self {
    case .null: try container.encodeNil()
    case .bool(let value): try container.encode(value)
    case .integer(let value): try container.encode(value)
    case .unsigned(let value): try container.encode(value)
    case .number(let value): try container.encode(value)
    case .text(let value): try container.encode(value)
    case .list(let values): try container.encode(values)
    case .object(let members): try container.encode(members)
    }
  }

  /// The tree of a value as people read it: instants as ISO 8601 text with milliseconds. Bytes that are a JSON document stand as that
  /// document, all others in Base64.
  ///
  /// - Throws: what the value throws when it is encoded.
  /// - Complexity: O(size); nothing is written as text in between.
  public init(encoding value: some Encodable) throws {
    self = try JSONTreeEncoder.tree(of: value)
  }

  /// An instant as it stands in a tree: `2026-11-21T09:00:00.000Z`, exact to the millisecond.
  public static func text(of date: Date) -> String {
    InstantText.text(date)
      ?? date.formatted(Date.ISO8601FormatStyle(includingFractionalSeconds: true, timeZone: .gmt))
  }

  /// The values of an object by name; `nil` for anything else.
  public var members: [String: JSONTree]? {
    if case .object(let members) = self { members } else { nil }
  }

  /// The value under a name of an object; `nil` if there is none.
  public subscript(name: String) -> JSONTree? { members?[name] }

  /// The document as text: names in the order of their UTF-8 bytes, no white space. O(size · log names).
  public var json: String {
    var text = ""
    write(to: &text)
    return text
  }

  /// Appends ``json`` to a text.
  public func write(to text: inout String) {
    switch self {
    case .null: text += "null"
    case .bool(let value): text += value ? "true" : "false"
    case .integer(let value): text += String(value)
    case .unsigned(let value): text += String(value)
    case .number(let value): text += value.isFinite ? String(value) : "null"
    case .text(let value): Self.write(value, to: &text)
    case .list(let values):
      text += "["
      for (index, value) in values.enumerated() {
        if index > 0 { text += "," }
        value.write(to: &text)
      }
      text += "]"
    case .object(let members):
      text += "{"
      for (index, member) in members.sorted(by: Self.isBefore).enumerated() {
        if index > 0 { text += "," }
        Self.write(member.key, to: &text)
        text += ":"
        member.value.write(to: &text)
      }
      text += "}"
    }
  }

  /// The order in which the members of an object are written.
  static func isBefore(_ left: (key: String, value: JSONTree), _ right: (key: String, value: JSONTree)) -> Bool {
    left.key.utf8.lexicographicallyPrecedes(right.key.utf8)
  }

  private static func write(_ value: String, to text: inout String) {
    text += "\""
    // Bytes below 0x20, quotation marks, backslashes, and the first byte of line separators.
    if !value.utf8.contains(where: { $0 < 0x20 || $0 == 0x22 || $0 == 0x5C || $0 == 0xE2 }) {
      text += value
    } else {
      writeEscaped(value, to: &text)
    }
    text += "\""
  }

  private static func writeEscaped(_ value: String, to text: inout String) {
    for scalar in value.unicodeScalars {
      switch scalar {
      case "\"": text += "\\\""
      case "\\": text += "\\\\"
      case "\n": text += "\\n"
      case "\r": text += "\\r"
      case "\t": text += "\\t"
      // Line separators would end a string in JavaScript.
      case "\u{0}"..."\u{1F}", "\u{2028}", "\u{2029}":
        let digits = String(scalar.value, radix: 16)
        text += "\\u" + String(repeating: "0", count: 4 - digits.count) + digits
      default: text.unicodeScalars.append(scalar)
      }
    }
  }
}

extension JSONTree: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByBooleanLiteral,
  ExpressibleByArrayLiteral, ExpressibleByDictionaryLiteral
{
  /// A text.
  public init(stringLiteral value: String) { self = .text(value) }
  /// A whole number.
  public init(integerLiteral value: Int64) { self = .integer(value) }
  /// `true` or `false`.
  public init(booleanLiteral value: Bool) { self = .bool(value) }
  /// Values in order.
  public init(arrayLiteral values: JSONTree...) { self = .list(values) }
  /// Values by name; of two with the same name the first counts.
  public init(dictionaryLiteral members: (String, JSONTree)...) {
    self = .object(Dictionary(members) { first, _ in first })
  }
}
