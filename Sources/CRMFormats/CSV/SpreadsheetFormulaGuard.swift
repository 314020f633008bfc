/// Keeps a field from being run as a formula when a file is opened in a spreadsheet (CWE-1236; OWASP "CSV Injection").
///
/// A field that begins with `=`, `+`, `-`, `@`, a tab, a line end or one of the full-width forms ＝ ＋ － ＠ gets an
/// apostrophe in front, which spreadsheets take as "this is text". Plain numbers are left alone ("-5", "+3.20",
/// "-1,234.56", "-1e5"), and so are phone numbers by default ("+49 (30) 123-456"): they hold no name and no cell
/// reference, so they can at worst be computed. A spreadsheet may still show such a phone as a number; `.strict`
/// puts the apostrophe before phones too.
///
/// The guard can be undone without loss: `removing(from: adding(to: text)) == text` for every text.
public enum SpreadsheetFormulaGuard: String, Codable, Hashable, Sendable, CaseIterable {
  /// Fields are written as they are. For files that no spreadsheet will open.
  case off
  /// Plain numbers and phone numbers pass, everything else that begins a formula is guarded.
  case standard
  /// Only plain numbers pass.
  case strict

  /// The text as it should be written. O(length).
  public func adding(to text: String) -> String {
    needsApostrophe(text) ? "'" + text : text
  }

  /// The text as it was before `adding(to:)` with the same guard.
  public func removing(from text: String) -> String {
    guard self != .off, text.utf8.first == Self.apostrophe else { return text }
    let rest = String(text.unicodeScalars.dropFirst())
    return needsApostrophe(rest) ? rest : text
  }

  private static let apostrophe = UInt8(ascii: "'")

  private func needsApostrophe(_ text: String) -> Bool {
    guard self != .off else { return false }
    let bare = text.unicodeScalars.drop { $0 == "'" }
    guard let first = bare.first, Self.beginsFormula(first) else { return false }
    if Self.isNumber(text.utf8) { return false }
    return self == .strict || !Self.isPhone(text.utf8)
  }

  private static func beginsFormula(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar {
    case "=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠": true
    default: false
    }
  }

  /// A sign, digits, separators between digits, an exponent.
  private static func isNumber(_ text: String.UTF8View) -> Bool {
    var previousIsDigit = false
    var hasExponent = false
    var previous: UInt8 = 0
    for (place, byte) in text.enumerated() {
      let isDigit = byte >= 0x30 && byte <= 0x39
      switch byte {
      case _ where isDigit: break
      case UInt8(ascii: "+"), UInt8(ascii: "-"): guard place == 0 || previous | 0x20 == 0x65 else { return false }
      case UInt8(ascii: "."), UInt8(ascii: ","): guard previousIsDigit, !hasExponent else { return false }
      case UInt8(ascii: "e"), UInt8(ascii: "E"):
        guard previousIsDigit, !hasExponent else { return false }
        hasExponent = true
      default: return false
      }
      previousIsDigit = isDigit
      previous = byte
    }
    return previousIsDigit
  }

  /// A plus sign, then digits and the separators of phone numbers, at least three digits.
  private static func isPhone(_ text: String.UTF8View) -> Bool {
    guard text.first == UInt8(ascii: "+") else { return false }
    var digits = 0
    for byte in text.dropFirst() {
      switch byte {
      case 0x30...0x39: digits += 1
      case UInt8(ascii: " "), UInt8(ascii: "-"), UInt8(ascii: "("), UInt8(ascii: ")"), UInt8(ascii: "."),
        UInt8(ascii: "/"):
        continue
      default: return false
      }
    }
    return digits >= 3
  }
}
