/// A part of a profile: the facts, or the statement that the module which knows them is not wired.
public enum ProfilePart<Value: Hashable & Codable & Sendable>: Hashable, Sendable {
  /// The facts.
  case known(Value)
  /// The module is not wired.
  case notWired

  /// The facts, or `nil`.
  public var value: Value? {
    if case .known(let value) = self { value } else { nil }
  }
}

extension ProfilePart: Codable {
  private enum Key: CodingKey {
    case known, notWired
  }

  /// Reads `{"known": …}` or `{"notWired": true}`.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: Key.self)
    self = try container.decodeIfPresent(Value.self, forKey: .known).map { .known($0) } ?? .notWired
  }

  /// Writes `{"known": …}` or `{"notWired": true}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: Key.self)
    switch self {
    case .known(let value): try container.encode(value, forKey: .known)
    case .notWired: try container.encode(true, forKey: .notWired)
    }
  }
}
