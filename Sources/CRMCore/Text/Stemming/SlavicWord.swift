/// A word whose endings are taken off one after the other, but never from before its first vowel.
struct SlavicWord {
  private(set) var letters: [Unicode.Scalar]
  /// The end of the part that no rule touches: after the first vowel.
  let region: Int
  /// Where the outer region begins: after the first consonant that follows a vowel.
  let outerRegion: Int
  /// Where the inner region begins: after the second time that a consonant follows a vowel.
  let innerRegion: Int

  init(_ letters: [Unicode.Scalar], vowels: Set<Unicode.Scalar>) {
    self.letters = letters
    func past(_ start: Int, isVowel: Bool) -> Int? {
      letters[start...].firstIndex { vowels.contains($0) == isVowel }.map { $0 + 1 }
    }
    let firstVowel = past(0, isVowel: true)
    region = firstVowel ?? letters.count
    let outer = firstVowel.flatMap { past($0, isVowel: false) }
    outerRegion = outer ?? letters.count
    let second = outer.flatMap { past($0, isVowel: true) }
    innerRegion = second.flatMap { past($0, isVowel: false) } ?? letters.count
  }

  var text: String {
    var scalars = String.UnicodeScalarView()
    scalars.append(contentsOf: letters)
    return String(scalars)
  }

  /// Takes the longest ending off that the word has within its region.
  ///
  /// - Parameters:
  ///   - endings: the endings that may always go.
  ///   - guarded: the endings that may go only after one of the letters in `letters`.
  ///   - letters: see `guarded`.
  ///   - guardRegion: where the letter before a guarded ending may stand at the earliest; `nil` means within the region.
  /// - Returns: whether an ending was taken off. If the longest ending may not go, no shorter one is tried.
  mutating func remove(
    _ endings: Endings, guarded: Endings = Endings([]), after letters: Set<Unicode.Scalar> = [], guardRegion: Int? = nil
  ) -> Bool {
    let free = endings.longest(at: self)
    let bound = guarded.longest(at: self)
    guard let count = [free, bound].compactMap({ $0 }).max() else { return false }
    if free != count {
      let before = self.letters.count - count - 1
      guard before >= guardRegion ?? region, letters.contains(self.letters[before]) else { return false }
    }
    self.letters.removeLast(count)
    return true
  }

  /// Takes the last letter off if there are two of it.
  mutating func removeDouble(_ letter: Unicode.Scalar) {
    guard letters.count - 2 >= region, letters.suffix(2).allSatisfy({ $0 == letter }) else { return }
    letters.removeLast()
  }

  func hasEnding(_ ending: [Unicode.Scalar]) -> Bool {
    letters.count - ending.count >= region && letters.suffix(ending.count).elementsEqual(ending)
  }
}

/// A set of endings, by length.
struct Endings: Sendable {
  private let byLength: [Set<[Unicode.Scalar]>]

  init(_ endings: [String]) {
    let all = endings.map { Array($0.unicodeScalars) }
    let longest = all.map(\.count).max() ?? 0
    byLength = (0..<longest + 1).map { length in Set(all.filter { $0.count == length }) }
  }

  /// The length of the longest ending that the word has within its region.
  func longest(at word: SlavicWord) -> Int? {
    let room = word.letters.count - word.region
    guard room > 0, byLength.count > 1 else { return nil }
    return stride(from: min(room, byLength.count - 1), through: 1, by: -1).first {
      byLength[$0].contains(Array(word.letters.suffix($0)))
    }
  }
}
