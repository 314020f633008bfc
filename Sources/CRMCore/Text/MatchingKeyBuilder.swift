/// Writes a matching key letter by letter: one ASCII letter per sound, `i` before `e` and `o` absorbed, doubles written once.
///
/// The letters of sounds that Latin needs several letters for: `c` ts, `j` zh, `q` ch, `w` sh and shch.
struct MatchingKeyBuilder {
  private(set) var bytes: [UInt8] = []
  private var holdsI = false
  private var lastLetter: UInt8 = 0

  private static let e = UInt8(ascii: "e")
  private static let i = UInt8(ascii: "i")
  private static let o = UInt8(ascii: "o")
  private static let space = UInt8(ascii: " ")

  /// Adds a sound. An `i` is held back until it is known what follows it.
  mutating func append(_ letter: UInt8) {
    if letter == Self.i {
      holdsI = true
      return
    }
    guard holdsI else { return emit(letter) }
    holdsI = false
    if letter == Self.e || letter == Self.o { return emit(Self.e) }
    emit(Self.i)
    emit(letter)
  }

  mutating func append(_ letters: [UInt8]) {
    for letter in letters { append(letter) }
  }

  /// Adds a character that is kept as it is: a digit, a letter of a script without rules.
  mutating func appendVerbatim(_ scalar: Unicode.Scalar) {
    flush()
    bytes.append(contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
    lastLetter = 0
  }

  /// Ends a word. Several separators are one, and none stands at either end.
  mutating func separate() {
    flush()
    if let last = bytes.last, last != Self.space { bytes.append(Self.space) }
    lastLetter = 0
  }

  /// The finished key.
  mutating func finish() -> String {
    flush()
    if bytes.last == Self.space { bytes.removeLast() }
    return String(decoding: bytes, as: UTF8.self)
  }

  /// The beginnings of the key if the text goes on: more than one if the last sound depends on what follows.
  func beginnings() -> [String] {
    guard holdsI else { return [String(decoding: bytes, as: UTF8.self)] }
    var asI = self
    asI.flush()
    var asE = self
    asE.append(Self.e)
    return [String(decoding: asI.bytes, as: UTF8.self), String(decoding: asE.bytes, as: UTF8.self)]
  }

  private mutating func flush() {
    guard holdsI else { return }
    holdsI = false
    emit(Self.i)
  }

  private mutating func emit(_ letter: UInt8) {
    guard letter != lastLetter else { return }
    bytes.append(letter)
    lastLetter = letter
  }
}
