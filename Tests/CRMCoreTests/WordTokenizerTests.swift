import Testing

@testable import CRMCore

@Suite struct WordTokenizerTests {
  private func words(_ text: String) -> [String] { WordTokenizer.tokens(in: text).map { String(text[$0.range]) } }

  @Test func wordsOfManyScripts() {
    #expect(words("Hello, world!") == ["Hello", "world"])
    #expect(words("Ann-Marie O'Brien’s ‘quoted’") == ["Ann", "Marie", "O'Brien’s", "quoted"])
    #expect(words("Мар'яна Й.Ю. Щука") == ["Мар'яна", "Й", "Ю", "Щука"])
    #expect(words("B2B 3M 1,000.5 +49 30") == ["B2B", "3M", "1", "000", "5", "49", "30"])
    #expect(words("kim.lee_2@acme-corp.example") == ["kim", "lee", "2", "acme", "corp", "example"])
    #expect(words("王小明Wang Ελένη مرحبا 한국어 カタカナ") == ["王小明", "Wang", "Ελένη", "مرحبا", "한국어", "カタカナ"])
    #expect(words("e\u{301}te\u{301} co\u{AD}op") == ["e\u{301}te\u{301}", "co\u{AD}op"])
    #expect(words("5'10 'tis rock'n'roll '' a'") == ["5", "10", "tis", "rock'n'roll", "a"])
    #expect(words("👩‍👩‍👧 … \r\n") == [])
    #expect(words("") == [])
  }

  @Test func kinds() {
    #expect(WordTokenizer.tokens(in: "王 42 A1").map(\.kind) == [.ideographs, .number, .word])
  }

  @Test func termsAreFoldedAndCut() {
    #expect(WordTokenizer.terms(in: "Anna-Maria O'Brien, 王小明") == ["anna", "maria", "obrien", "王小", "小明"])
    #expect(WordTokenizer.terms(in: "ŁÓDŹ Юлия 王") == ["lodz", "юлия", "王"])
    #expect(WordTokenizer.bigrams("") == [])
  }

  /// Every letter and digit is in exactly one token, and tokens come in order.
  @Test func nothingIsLost() {
    let seed: UInt64 = 0x5EED_12
    var generator = SeededGenerator(seed: seed)
    let pool = Array("aZя7 '’.-_,王カ한\u{301}\u{AD}é!".unicodeScalars)
    for _ in 0..<5_000 {
      var text = ""
      for _ in 0..<Int.random(in: 0...12, using: &generator) {
        if let scalar = pool.randomElement(using: &generator) { text.unicodeScalars.append(scalar) }
      }
      let tokens = WordTokenizer.tokens(in: text)
      var reached = text.startIndex
      for token in tokens {
        if token.range.lowerBound < reached || token.range.isEmpty {
          Issue.record("seed \(seed): \(text.debugDescription)")
        }
        reached = token.range.upperBound
      }
      let isWordy: (Unicode.Scalar) -> Bool = { [.letter, .digit, .ideograph].contains(WordClass($0)) }
      let inTokens = tokens.flatMap { text.unicodeScalars[$0.range].filter(isWordy) }
      if inTokens != text.unicodeScalars.filter(isWordy) { Issue.record("seed \(seed): \(text.debugDescription)") }
    }
  }
}
