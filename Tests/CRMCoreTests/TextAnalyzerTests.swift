import Foundation
import Testing

@testable import CRMCore

@Suite struct TextAnalyzerTests {
  private func terms(_ text: String, _ analyzer: TextAnalyzer) -> [String] { analyzer.terms(in: text).map(\.text) }

  @Test func wordsAreFoldedAndStemmedByAlphabet() {
    let analyzer = TextAnalyzer(languages: [.english, .russian])
    #expect(terms("Running SHOES, größe 42; Книгами", analyzer) == ["run", "shoe", "gross", "42", "книг"])
    #expect(terms("Running SHOES", TextAnalyzer()) == ["running", "shoes"])
  }

  @Test func theLettersOfTheTextTellUkrainianFromRussian() {
    let analyzer = TextAnalyzer(languages: [.russian, .ukrainian])
    #expect(terms("швидкість", analyzer) == [Stemmer.ukrainian.stem("швидкість")])
    #expect(terms("организацией", analyzer) == [Stemmer.russian.stem("организацией")])
    #expect(terms("синього", TextAnalyzer(languages: [.ukrainian])) == ["син"])
  }

  @Test func stopWordsGoOnDemand() {
    let text = "The price of the book and и цена книги"
    let dropping = TextAnalyzer(languages: [.english, .russian], dropsStopWords: true)
    #expect(terms(text, dropping) == ["price", "book", "цен", "книг"])
    #expect(terms(text, TextAnalyzer(languages: [.english, .russian])).count == 9)
  }

  @Test func ideographsBecomeBigrams() {
    #expect(terms("王小明 Ltd カ", TextAnalyzer(languages: [.english])) == ["王小", "小明", "ltd", "カ"])
  }

  @Test func rangesAreThoseOfTheWords() {
    let text = "Ann’s  ＢＯＯＫＳ 北京大"
    let found = TextAnalyzer(languages: [.english]).terms(in: text)
    #expect(found.map { String(text[$0.range]) } == ["Ann’s", "ＢＯＯＫＳ", "北京", "京大"])
    #expect(found.map(\.text) == ["ann", "book", "北京", "京大"])
  }

  @Test func analysersAreValuesOnDisk() throws {
    let analyzer = TextAnalyzer(languages: [.ukrainian, .english], dropsStopWords: true)
    let copy = try JSONDecoder().decode(TextAnalyzer.self, from: JSONEncoder().encode(analyzer))
    #expect(copy == analyzer)
  }
}
