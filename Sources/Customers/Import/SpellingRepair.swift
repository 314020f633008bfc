public import CRMCore
import Insights

/// Recognises known values in dirty text: "GTXPro" is *GTX Pro*, "technolgy" is *technology*. Pure and explained.
///
/// A text is taken for a known value if it is equal to one without regard to case, spaces, punctuation and diacritics, or if
/// exactly one known value lies within a small edit distance: none up to 3 letters, 1 up to 7, 2 from 8 on. Digits are never
/// edited: "GTX 500" is not *GTX 600*.
public struct SpellingRepair: Sendable {
  /// What became of a text.
  public enum Match: Hashable, Sendable {
    /// It is a known value.
    case exact(String)
    /// It was taken for a known value.
    case repaired(String, Repair)
    /// Several known values are as near.
    case ambiguous([String])
    /// No known value is near.
    case unknown

    /// The known value, if there is exactly one.
    public var value: String? {
      switch self {
      case .exact(let value), .repaired(let value, _): value
      case .ambiguous, .unknown: nil
      }
    }
  }

  /// What was wrong with a repaired text.
  public enum Repair: Hashable, Codable, Sendable {
    /// Case, spaces, punctuation or diacritics only.
    case spacing
    /// So many edits.
    case spelling(distance: Int)

    /// The reason code.
    public var code: ReasonCode {
      switch self {
      case .spacing: ImportReason.repairedSpacing
      case .spelling: ImportReason.repairedSpelling
      }
    }
  }

  private struct Known: Sendable {
    let value: String
    let letters: [UInt16]
    let digits: [Unicode.Scalar]
  }

  private let exact: Set<String>
  private let byKey: [String: [String]]
  private let known: [Known]

  /// A matcher against these values; repeats count once.
  public init(known values: some Sequence<String>) {
    exact = Set(values)
    let sorted = exact.sorted()
    byKey = Dictionary(grouping: sorted) { Self.key($0) }
    known = sorted.map { value in
      let key = Self.key(value)
      return Known(value: value, letters: Array(key.utf16), digits: key.unicodeScalars.filter(Self.isDigit))
    }
  }

  /// The known value that a text stands for. O(known values · length²) unless it is equal to one but for spacing.
  public func match(_ text: String) -> Match {
    if exact.contains(text) { return .exact(text) }
    let key = Self.key(text)
    guard !key.isEmpty else { return .unknown }
    if let equal = byKey[key] {
      return equal.count == 1 ? .repaired(equal[0], .spacing) : .ambiguous(equal)
    }
    let letters = Array(key.utf16)
    let limit = Self.limit(forLength: letters.count)
    guard limit > 0 else { return .unknown }
    let digits = Array(key.unicodeScalars.filter(Self.isDigit))
    var near: [(value: String, distance: Int)] = []
    for candidate in known where candidate.digits == digits {
      if let distance = DamerauLevenshtein.restricted(letters.span, candidate.letters.span, limit: limit) {
        near.append((candidate.value, distance))
      }
    }
    guard let first = near.first else { return .unknown }
    if near.count > 1 { return .ambiguous(near.map(\.value)) }
    return .repaired(first.value, .spelling(distance: first.distance))
  }

  /// How many edits a text of so many letters and digits may be away.
  static func limit(forLength length: Int) -> Int { length <= 3 ? 0 : length <= 7 ? 1 : 2 }

  private static func key(_ text: String) -> String {
    let folded = TextFolding.searchKey(text).unicodeScalars
    return String(String.UnicodeScalarView(folded.filter { $0.properties.isAlphabetic || isDigit($0) }))
  }

  private static func isDigit(_ scalar: Unicode.Scalar) -> Bool { scalar.properties.numericType != nil }
}
