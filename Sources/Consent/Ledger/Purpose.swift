import Foundation

/// What data are used for, as a name in a dotted hierarchy with a version: `marketing.news` or `marketing.news@2`.
///
/// The version counts how often the meaning of the purpose (its notice) has changed; it is 1 where none is written. Names are
/// compared by whole segments: `user` is not a parent of `user_data`. A stop for a purpose covers everything below it; an
/// opt-in covers only the purposes that it names (see ``ConsentAct/includes``).
public struct Purpose: RawRepresentable, Hashable, Sendable, ExpressibleByStringLiteral, CustomStringConvertible {
  /// The dotted name without version.
  public let name: String
  /// The version of the meaning, from 1.
  public let version: Int

  /// A purpose of this name; a version below 1 counts as 1.
  public init(_ name: String, version: Int = 1) {
    // One name, however its letters are put together: a stop must meet the opt-in that it is about.
    self.name = name.utf8.allSatisfy { $0 < 0x80 } ? name : name.precomposedStringWithCanonicalMapping
    self.version = max(1, version)
  }

  /// Reads `name` or `name@version`.
  public init(rawValue: String) {
    let parts = rawValue.split(separator: "@", maxSplits: 1, omittingEmptySubsequences: false)
    if parts.count == 2, let version = Int(parts[1]), version >= 1 {
      self.init(String(parts[0]), version: version)
    } else {
      self.init(rawValue)
    }
  }

  /// A purpose of this name, with or without `@version`.
  public init(stringLiteral value: String) {
    self.init(rawValue: value)
  }

  /// Everything that promotes goods, services or the image of the sender.
  public static let marketing: Purpose = "marketing"

  /// The name, and the version unless it is 1.
  public var rawValue: String { version == 1 ? name : "\(name)@\(version)" }

  /// Whether the name consists of non-empty segments without spaces.
  public var isWellFormed: Bool {
    // The usual case without a look at Unicode: letters, digits and signs of ASCII.
    var last = UInt8(ascii: ".")
    for byte in name.utf8 {
      switch byte {
      case UInt8(ascii: "."): if last == byte { return false }
      case 0x21...0x7E where byte != UInt8(ascii: "@"): break
      case 0x80...0xFF: return !name.contains { $0.isWhitespace || $0 == "@" } && !hasEmptySegment
      default: return false
      }
      last = byte
    }
    return last != UInt8(ascii: ".")
  }

  private var hasEmptySegment: Bool {
    name.split(separator: ".", omittingEmptySubsequences: false).contains { $0.isEmpty }
  }

  /// The purpose one level up, in its first version; `nil` at the top.
  public var parent: Purpose? {
    guard let dot = name.lastIndex(of: ".") else { return nil }
    return Purpose(String(name[..<dot]))
  }

  /// Whether `other` is this purpose or lies below it. Versions do not matter. O(length).
  public func covers(_ other: Purpose) -> Bool {
    guard other.name.utf8.starts(with: name.utf8) else { return false }
    let rest = other.name.utf8.dropFirst(name.utf8.count)
    return rest.isEmpty || rest.first == UInt8(ascii: ".")
  }

  /// Whether both have the same name. Versions do not matter.
  public func isSame(as other: Purpose) -> Bool { name == other.name }

  /// The same as ``rawValue``.
  public var description: String { rawValue }
}

extension Purpose: Comparable {
  /// Orders by name, then by version.
  public static func < (left: Purpose, right: Purpose) -> Bool {
    (left.name, left.version) < (right.name, right.version)
  }
}

extension Purpose: Codable {
  /// Reads `name` or `name@version`.
  public init(from decoder: any Decoder) throws {
    self.init(rawValue: try decoder.singleValueContainer().decode(String.self))
  }

  /// Writes ``rawValue``.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.singleValueContainer()
    try container.encode(rawValue)
  }
}
