import Foundation
import Testing

@testable import CRMCore

@Suite struct StemmerTests {
  /// From the sample vocabulary and its output in snowballstem/snowball-data (english).
  @Test func publishedEnglishVocabulary() {
    let stems = [
      "consign": "consign", "consigned": "consign", "consigning": "consign", "consignment": "consign",
      "consist": "consist",
      "consistency": "consist", "consistently": "consist", "consistory": "consistori", "consolation": "consol",
      "consolatory": "consolatori", "consolidating": "consolid", "consolingly": "consol", "knackeries": "knackeri",
      "knightly": "knight", "knighthood": "knighthood", "knotted": "knot", "knotty": "knotti", "knowledg": "knowledg",
      "knowing": "know", "knowingness": "knowing",
    ]
    for (word, stem) in stems { #expect(Stemmer.english.stem(word) == stem) }
  }

  /// Words that the rules of english.sbl name: exceptions, short words, consonant y, regions.
  @Test func rulesOfEnglish() {
    let stems = [
      "skis": "ski", "skies": "sky", "dying": "die", "news": "news", "inning": "inning", "outing": "outing",
      "adding": "add",
      "hopping": "hop", "hoping": "hope", "ties": "tie", "cries": "cri", "gas": "gas", "gaps": "gap", "kiwis": "kiwi",
      "proceed": "proceed", "agreed": "agre", "generate": "generat", "generous": "generous", "universe": "univers",
      "university": "universiti", "say": "say", "cry": "cri", "by": "by", "relational": "relat", "hopefulness": "hope",
      "o'brien's": "o'brien", "is": "is", "bias": "bias",
    ]
    for (word, stem) in stems { #expect(Stemmer.english.stem(word) == stem, "\(word)") }
  }

  /// From the sample vocabulary and its output in snowballstem/snowball-data (russian).
  @Test func publishedRussianVocabulary() {
    let stems = [
      "вавиловка": "вавиловк", "важнее": "важн", "важнейшими": "важн", "важничал": "важнича", "важности": "важност",
      "важностью": "важност", "валандался": "валанда", "валериановых": "валерианов", "валится": "вал",
      "вальса": "вальс",
      "валяется": "валя", "валялось": "валя", "падающего": "пада", "падеж": "падеж", "падением": "паден",
      "паденья": "паден",
      "падут": "падут", "падчерицы": "падчериц", "падший": "падш", "палатами": "палат", "палевых": "палев",
      "палил": "пал",
    ]
    for (word, stem) in stems { #expect(Stemmer.russian.stem(word) == stem) }
    #expect(Stemmer.russian.stem("ёлками") == Stemmer.russian.stem("елка"))
  }

  /// The whole sample vocabulary, where somebody has it: a folder with english/voc.txt, english/output.txt and so on.
  @Test(.enabled(if: snowballData != nil, "set CRM_SNOWBALL_DATA to a checkout of snowballstem/snowball-data"))
  func wholePublishedVocabulary() throws {
    let folder = try #require(Self.snowballData)
    for stemmer in [Stemmer.english, .russian] {
      func lines(_ name: String) throws -> [Substring] {
        try String(contentsOfFile: "\(folder)/\(stemmer.rawValue)/\(name).txt", encoding: .utf8).split(separator: "\n")
      }
      let (words, stems) = (try lines("voc"), try lines("output"))
      #expect(words.count == stems.count)
      for (word, stem) in zip(words, stems) where stemmer.stem(String(word)) != stem {
        Issue.record("\(stemmer): \(word) is \(stemmer.stem(String(word))), not \(stem)")
      }
    }
  }

  private static let snowballData = ProcessInfo.processInfo.environment["CRM_SNOWBALL_DATA"]

  /// Declensions and conjugations as the tables of "Український правопис" (2019) give them: the forms of a word meet.
  @Test(arguments: [
    ["книга", "книги", "книгу", "книгою", "книго", "книгам", "книгами", "книгах"],
    ["завод", "заводу", "заводом", "заводі", "заводи", "заводів", "заводам", "заводами", "заводах"],
    [
      "новий", "нового", "новому", "новим", "новім", "нова", "нової", "новій", "нову", "новою", "нове", "нові", "нових",
      "новими",
    ],
    ["синій", "синього", "синьому", "синім", "синя", "синьої", "синю", "синьою", "синє", "сині", "синіх", "синіми"],
    [
      "читати", "читаю", "читаєш", "читає", "читаємо", "читаєте", "читають", "читав", "читала", "читало", "читали",
      "читай",
    ],
    ["швидкість", "швидкості", "швидкістю"],
    ["організація", "організації", "організацію", "організацією", "організаціям", "організаціями", "організаціях"],
    [
      "клієнт", "клієнта", "клієнтові", "клієнту", "клієнтом", "клієнти", "клієнтів", "клієнтам", "клієнтами",
      "клієнтах",
    ],
    ["вчитися", "вчився", "вчилася", "вчилися"], ["прочитавши", "прочитати"],
  ])
  func formsOfAUkrainianWordMeet(_ forms: [String]) {
    let stems = Set(forms.map { Stemmer.ukrainian.stem($0) })
    #expect(stems.count == 1, "\(stems.sorted())")
  }

  @Test func differentUkrainianWordsStayApart() {
    let words = [
      "книга", "книжка", "завод", "новий", "новина", "синій", "читати", "швидкий", "клієнт", "мати", "я", "є",
    ]
    #expect(Set(words.map { Stemmer.ukrainian.stem($0) }).count == words.count)
    #expect(words.allSatisfy { !Stemmer.ukrainian.stem($0).isEmpty })
  }

  /// What an ending leaves has a vowel, or the word had none.
  @Test func stemsAreNeverEmpty() {
    let seed: UInt64 = 0x5EED_13
    var generator = SeededGenerator(seed: seed)
    let letters = Array("abeinrstyлаевшийсьюїєні'")
    for _ in 0..<20_000 {
      let word = String(
        (0..<Int.random(in: 1...9, using: &generator)).map { _ in letters.randomElement(using: &generator) ?? "a" })
      for stemmer in Stemmer.allCases where stemmer.stem(word).isEmpty && word != "'" {
        if !word.allSatisfy({ $0 == "'" }) { Issue.record("seed \(seed): \(stemmer) \(word)") }
      }
    }
  }

  @Test func otherAlphabetsAreLeftAlone() {
    #expect(Stemmer.english.stem("книгами") == "книгами")
    #expect(Stemmer.russian.stem("running") == "running")
    #expect(Stemmer.ukrainian.stem("running") == "running")
  }
}
