/// What was typed with the wrong keyboard layout switched on.
package enum KeyboardLayout {
  private static let latin = Array("qwertyuiop[]asdfghjkl;'zxcvbnm,.`")
  private static let russian = Array("йцукенгшщзхъфывапролджэячсмитьбюё")
  private static let ukrainian = Array("йцукенгшщзхїфівапролджєячсмитьбю'")

  /// What the keys mean on the Russian and the Ukrainian layout, if the text was typed on the English one, or the other way
  /// round; empty if the text is in both alphabets or in neither. `ghbdtn` is `привет`.
  ///
  /// The layouts are those of Windows and macOS ("ЙЦУКЕН").
  package static func slips(_ text: String) -> [String] {
    let typed = TextFolding.folded(text)
    let hasLatin = typed.unicodeScalars.contains { (0x61...0x7A).contains($0.value) }
    let hasCyrillic = typed.unicodeScalars.contains { (0x400...0x4FF).contains($0.value) }
    if hasLatin == hasCyrillic { return [] }
    let meant =
      hasLatin
      ? [translate(typed, latin, russian), translate(typed, latin, ukrainian)]
      : [translate(typed, russian + ukrainian, latin + latin)]
    return meant.reduce(into: []) { kept, text in
      if text != typed, !kept.contains(text) { kept.append(text) }
    }
  }

  private static func translate(_ text: String, _ from: [Character], _ to: [Character]) -> String {
    String(text.map { character in from.firstIndex(of: character).map { to[$0] } ?? character })
  }
}
