/// Why a line of JSON Lines could not be read. Holds names of keys but no value of the file.
public struct JSONLinesError: Error, Hashable, Sendable {
  /// The kinds of failure.
  public enum Code: String, Codable, Hashable, Sendable, CaseIterable {
    /// The line is not JSON.
    case invalidJSON
    /// A key that the type requires is missing, or its value is null.
    case missingValue
    /// A value has another JSON type than required.
    case wrongType
    /// A value has the right JSON type but was refused by the type that decodes it.
    case refusedValue
    /// The line is longer than the reader's limit.
    case lineTooLong
  }

  /// What is wrong.
  public let code: Code
  /// The line, 1-based; empty lines count.
  public let line: Int
  /// The keys and indexes that lead to the value, joined by dots; empty for the whole line.
  public let path: String

  /// An error at a place.
  public init(code: Code, line: Int, path: String = "") {
    self.code = code
    self.line = line
    self.path = path
  }

  init(_ error: any Error, line: Int) {
    guard let error = error as? DecodingError else {
      self.init(code: .refusedValue, line: line)
      return
    }
    switch error {
    case .keyNotFound(let key, let context):
      self.init(code: .missingValue, line: line, path: Self.path(context.codingPath + [key]))
    case .valueNotFound(_, let context):
      self.init(code: .missingValue, line: line, path: Self.path(context.codingPath))
    case .typeMismatch(_, let context):
      self.init(code: .wrongType, line: line, path: Self.path(context.codingPath))
    case .dataCorrupted(let context):
      self.init(code: .refusedValue, line: line, path: Self.path(context.codingPath))
    @unknown default:
      self.init(code: .refusedValue, line: line)
    }
  }

  private static func path(_ keys: [any CodingKey]) -> String {
    keys.map { $0.intValue.map(String.init) ?? $0.stringValue }.joined(separator: ".")
  }
}
