/// A set of words that hosts may extend: a string with a meaning, validated nowhere, stable on disk.
///
/// A conforming type is a struct with a `rawValue` and static members for the words that this library knows:
/// ```swift
/// public struct Channel: OpenVocabulary {
///   public let rawValue: String
///   public init(rawValue: String) { self.rawValue = rawValue }
///   public static let email: Channel = "email"
/// }
/// ```
/// On disk it is the bare string, also as a dictionary key. A word that a newer version wrote is read and kept.
public protocol OpenVocabulary: RawRepresentable, Hashable, Comparable, Codable, CodingKeyRepresentable, Sendable,
  ExpressibleByStringLiteral, CustomStringConvertible
where RawValue == String {
  /// The word with this text.
  init(rawValue: String)
}

extension OpenVocabulary {
  /// The word written as a literal.
  public init(stringLiteral value: String) { self.init(rawValue: value) }

  /// The text of the word.
  public var description: String { rawValue }

  /// Order of the text, so that output can be deterministic.
  public static func < (lhs: Self, rhs: Self) -> Bool { lhs.rawValue < rhs.rawValue }
}
