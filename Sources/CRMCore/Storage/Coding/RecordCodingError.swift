/// Why a value could not be encoded, or bytes could not be decoded. It never holds a value of the record: ``path`` names
/// declared fields only, and a dictionary's keys are shown as `*`.
public struct RecordCodingError: Error, Sendable {
  /// The kinds of failure.
  public enum Code: String, Hashable, Sendable {
    /// The bytes end within a value.
    case truncated
    /// The bytes are no encoding: unknown tag, overlong number, impossible length.
    case malformed
    /// A text is no valid UTF-8.
    case invalidText
    /// The bytes refer to a shape that the table does not have: it was not logged, or the wrong table is used.
    case unknownShape
    /// Bytes follow the value.
    case trailingBytes
    /// Containers are nested deeper than the limit.
    case tooDeep
    /// A field that the type needs is absent.
    case missingField
    /// A field holds a value of another type, or a number that does not fit.
    case typeMismatch
    /// The type's own `init(from:)` or `encode(to:)` refused the value; see ``RecordCodingError/underlying``.
    case rejected
    /// A type's `encode(to:)` or `init(from:)` breaks the rules of Codable, for example by asking one encoder for a
    /// keyed and an unkeyed container, or by using a container after its value was finished.
    case misuse
    /// Logged shapes leave a gap, or contradict those that the table already has.
    case shapeConflict
  }

  /// What kind of failure it is.
  public let code: Code
  /// The declared field names from the outermost value inwards, joined by dots; empty when unknown.
  public let path: String
  /// The byte at which the failure was noticed, where that is known.
  public let offset: Int?
  /// What the type's own code threw. It may hold values of the record: do not log it.
  public let underlying: (any Error)?

  /// A failure.
  public init(_ code: Code, path: String = "", offset: Int? = nil, underlying: (any Error)? = nil) {
    self.code = code
    self.path = path
    self.offset = offset
    self.underlying = underlying
  }

  /// Turns whatever a type's Codable code threw into this error.
  init(wrapping error: any Error) {
    switch error {
    case let error as RecordCodingError:
      self = error
    case DecodingError.keyNotFound(let key, let context):
      let path = Self.path(of: context.codingPath + [RecordCodingKey(field: key.stringValue)])
      self.init(.missingField, path: path, underlying: error)
    case DecodingError.valueNotFound(_, let context):
      self.init(.missingField, path: Self.path(of: context.codingPath), underlying: error)
    case DecodingError.typeMismatch(_, let context):
      self.init(.typeMismatch, path: Self.path(of: context.codingPath), underlying: error)
    case DecodingError.dataCorrupted(let context):
      self.init(.rejected, path: Self.path(of: context.codingPath), underlying: error)
    case EncodingError.invalidValue(_, let context):
      self.init(.rejected, path: Self.path(of: context.codingPath), underlying: error)
    default:
      self.init(.rejected, underlying: error)
    }
  }

  /// Field names and positions as they are, anything that may come from the data as `*`.
  private static func path(of keys: [any CodingKey]) -> String {
    let names = keys.map { key in
      guard let key = key as? RecordCodingKey else { return "*" }
      return key.isDeclared ? key.stringValue : key.intValue.map(String.init) ?? "*"
    }
    return names.joined(separator: ".")
  }
}

extension RecordCodingError: CustomStringConvertible {
  /// The code, path and offset; never a value.
  public var description: String {
    var text = "RecordCodingError.\(code.rawValue)"
    if !path.isEmpty { text += " at \(path)" }
    if let offset { text += " (byte \(offset))" }
    return text
  }
}

/// A step of a coding path: a declared field, a key of a map, or a position in an array.
struct RecordCodingKey: CodingKey {
  let stringValue: String
  let intValue: Int?
  /// Whether the name was declared by code, and is therefore no personal data.
  let isDeclared: Bool

  init(field: String) {
    stringValue = field
    intValue = nil
    isDeclared = true
  }

  init(stringValue: String) {
    self.stringValue = stringValue
    intValue = nil
    isDeclared = false
  }

  init(intValue: Int) {
    stringValue = String(intValue)
    self.intValue = intValue
    isDeclared = false
  }
}
