import Foundation

/// Locale-free folding of text for comparison, index keys and matching.
///
/// Both functions are deterministic: they read no locale and no setting. They depend on the Unicode version of the
/// running system only for characters newer than that version.
public enum TextFolding {
  /// The text as Unicode's `toNFKC_Casefold` gives it: compatibility normalised (NFKC), case folded, without invisible
  /// default-ignorable characters such as the soft hyphen or a zero-width joiner.
  ///
  /// `folded("STRASSE") == folded("straße")`, `folded("ﬁ") == "fi"`, `folded("Ａｎｎ") == "ann"`. Folding is idempotent.
  /// The dotless ı stays apart from i, as in Unicode's locale-free folding. ASCII text takes a fast path.
  /// Complexity: O(n).
  /// Source: The Unicode Standard, section 3.13.5 (D146), and Unicode Standard Annex 15.
  public static func folded(_ text: String) -> String {
    if isASCII(text) { return text.lowercased() }
    return foldedQuickly(text) ?? foldedByNormalising(text)
  }

  /// Any text, by normalising it before and after.
  static func foldedByNormalising(_ text: String) -> String {
    caseFolded(text.precomposedStringWithCompatibilityMapping).precomposedStringWithCompatibilityMapping
  }

  /// The folded text without the diacritics of Latin letters: what a person types who looks for "Łódź" with "lodz".
  ///
  /// Only Latin letters lose their marks: the Cyrillic й and ї and marks of other scripts are letters of their own and
  /// stay. Letters that do not decompose are spelled out (ł → l, ø → o, đ → d, æ → ae, œ → oe, þ → th, ð → d, ı → i).
  /// Complexity: O(n).
  public static func searchKey(_ text: String) -> String {
    let folded = folded(text)
    if isASCII(folded) { return folded }
    var key = String.UnicodeScalarView()
    var followsLatin = false
    for scalar in folded.decomposedStringWithCanonicalMapping.unicodeScalars {
      if scalar.value >= 0x300, scalar.properties.generalCategory == .nonspacingMark {
        if !followsLatin { key.append(scalar) }
        continue
      }
      followsLatin = isLatin(scalar)
      if let spelled = spelledOut[scalar] {
        key.append(contentsOf: spelled.unicodeScalars)
      } else {
        key.append(scalar)
      }
    }
    return String(key).precomposedStringWithCanonicalMapping
  }

  static func isASCII(_ text: String) -> Bool {
    text.utf8.allSatisfy { $0 < 0x80 }
  }

  /// Text made only of letters that normalisation leaves alone: Latin with usual accents, Cyrillic, kana, Han, Hangul.
  /// Nil when another character occurs.
  static func foldedQuickly(_ text: String) -> String? {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x41...0x5A, 0xC0...0xD6, 0xD8...0xDE, 0x410...0x42F:
        append(scalar.value + 0x20, to: &result)
      case 0x400...0x40F:
        append(scalar.value + 0x50, to: &result)
      case 0xDF:
        result.append("s")
        result.append("s")
      case 0...0x7F, 0xE0...0xF6, 0xF8...0xFF, 0x430...0x45F, 0x3041...0x3096, 0x30A1...0x30FA, 0x4E00...0x9FFF,
        0xAC00...0xD7A3:
        result.append(scalar)
      case 0x100...0x12F, 0x134...0x137, 0x139...0x13E, 0x141...0x148, 0x14A...0x17E, 0x490, 0x491:
        result.append(contentsOf: scalar.properties.lowercaseMapping.unicodeScalars)
      default: return nil
      }
    }
    return String(result)
  }

  private static func caseFolded(_ text: String) -> String {
    var result = String.UnicodeScalarView()
    for scalar in text.unicodeScalars {
      switch scalar.value {
      case 0x41...0x5A, 0x410...0x42F:
        append(scalar.value + 0x20, to: &result)
      case 0x400...0x40F:
        append(scalar.value + 0x50, to: &result)
      case 0...0x7F, 0x131, 0x430...0x45F, 0x3041...0x30FF, 0x3400...0x9FFF, 0xAC00...0xD7A3:
        result.append(scalar)
      default:
        guard !scalar.properties.isDefaultIgnorableCodePoint else { continue }
        // Lower, upper, lower reaches the full folding of letters whose capital is special (ẞ → ß → SS → ss, ς → σ).
        let mapped = String(Character(scalar)).lowercased().uppercased().lowercased()
        result.append(contentsOf: mapped.unicodeScalars)
      }
    }
    return String(result)
  }

  private static func append(_ value: UInt32, to scalars: inout String.UnicodeScalarView) {
    if let scalar = Unicode.Scalar(value) { scalars.append(scalar) }
  }

  private static func isLatin(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x41...0x5A, 0x61...0x7A, 0xC0...0x24F, 0x1E00...0x1EFF, 0x2C60...0x2C7F, 0xA720...0xA7FF: true
    default: false
    }
  }

  private static let spelledOut: [Unicode.Scalar: String] = [
    "ł": "l", "ø": "o", "đ": "d", "ð": "d", "æ": "ae", "œ": "oe", "þ": "th", "ħ": "h", "ı": "i", "ŧ": "t", "ŋ": "n",
    "ƀ": "b", "ɨ": "i", "ƶ": "z", "ǥ": "g",
  ]
}
