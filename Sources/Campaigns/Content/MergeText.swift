import Foundation

/// A text with places for a customer's fields: `Dear {{ customer.name }}`, with a fallback as in
/// `{{ customer.tradingName | default: "friend" }}`.
///
/// The notation is the output tag of Liquid. A field without value and without fallback is a ``ContentProblem``, not a hole.
public struct MergeText: Hashable, Codable, Sendable {
  private enum Part: Hashable {
    case text(String)
    case field(String, fallback: String?)
  }

  /// The text as written.
  public let source: String
  private let parts: [Part]

  /// What is wrong with a text.
  public struct SyntaxError: Error, Hashable, Sendable {
    /// The 1-based line of the place that cannot be read.
    public var line: Int
  }

  /// Reads a text.
  ///
  /// - Throws: ``SyntaxError`` if a place is not closed or is not of the form `{{ name }}` or `{{ name | default: "text" }}`.
  public init(_ source: String) throws(SyntaxError) {
    self.source = source
    var parts: [Part] = []
    var rest = source[...]
    while let open = rest.range(of: "{{") {
      if open.lowerBound > rest.startIndex { parts.append(.text(String(rest[..<open.lowerBound]))) }
      let line = source[..<open.lowerBound].reduce(1) { $1.isNewline ? $0 + 1 : $0 }
      guard let close = rest[open.upperBound...].range(of: "}}"),
        let part = Self.place(rest[open.upperBound..<close.lowerBound])
      else { throw SyntaxError(line: line) }
      parts.append(part)
      rest = rest[close.upperBound...]
    }
    if !rest.isEmpty { parts.append(.text(String(rest))) }
    self.parts = parts
  }

  private static func place(_ text: Substring) -> Part? {
    let halves = text.split(separator: "|", maxSplits: 1, omittingEmptySubsequences: false)
    let name = halves[0].trimmingCharacters(in: .whitespaces)
    guard !name.isEmpty, name.allSatisfy({ $0.isLetter || $0.isNumber || $0 == "." || $0 == "_" }) else { return nil }
    guard halves.count == 2 else { return .field(name, fallback: nil) }
    let filter = halves[1].trimmingCharacters(in: .whitespaces)
    guard filter.hasPrefix("default:") else { return nil }
    let quoted = filter.dropFirst("default:".count).trimmingCharacters(in: .whitespaces)
    guard quoted.count >= 2, let mark = quoted.first, mark == "\"" || mark == "'", quoted.last == mark else {
      return nil
    }
    return .field(name, fallback: String(quoted.dropFirst().dropLast()))
  }

  /// The text with values in its places.
  ///
  /// - Parameter value: the value of a field by name; `nil` or empty is missing.
  /// - Throws: ``ContentProblem`` naming every missing field.
  public func rendered(_ value: (String) -> String?) throws(ContentProblem) -> String {
    var result = ""
    var missing: [String] = []
    for part in parts {
      switch part {
      case .text(let text): result += text
      case .field(let name, let fallback):
        if let found = value(name), !found.isEmpty {
          result += found
        } else if let fallback {
          result += fallback
        } else if !missing.contains(name) {
          missing.append(name)
        }
      }
    }
    guard missing.isEmpty else { throw ContentProblem(missingFields: missing) }
    return result
  }

  /// The names of the fields used, in order, without repeats.
  public var fields: [String] {
    var seen: Set<String> = []
    return parts.compactMap { part in
      if case .field(let name, _) = part, seen.insert(name).inserted { return name }
      return nil
    }
  }

  /// Reads the text as written.
  public init(from decoder: any Decoder) throws {
    try self.init(try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes the text as written.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(source)
  }
}
