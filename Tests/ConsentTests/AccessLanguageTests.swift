import CRMTesting
import Consent
import Foundation
import Testing

/// The words of an answer, in the language that the person reads.
@Suite struct AccessLanguageTests {
  private static let words = ConsentLedger.phrases.sentences.filter { $0.key.rawValue.hasPrefix("access.") }

  @Test func everyWordIsThereInFourLanguages() {
    #expect(Self.words.count > 100)
    for (code, sentences) in Self.words {
      for language in ["en", "ru", "uk", "zh"] { #expect(sentences[language]?.isEmpty == false, "\(code) \(language)") }
    }
  }

  /// Nothing that the page says by itself is left in English: no word of the English table stands in another one's page.
  @Test(arguments: ["ru", "uk", "zh"]) func noEnglishWordIsLeft(_ language: String) async throws {
    let fixture = try await AccessFixture()
    let page = try await fixture.desk().text(of: fixture.subject, as: .html, language: language)
    // Kinds of data look like codes in English, and codes stay as they are.
    for (code, sentences) in Self.words where !code.rawValue.hasPrefix("access.category.") {
      let english = try #require(sentences["en"])
      #expect(!page.contains(">\(english)<"), "\(code)")
    }
    let heading = try #require(ConsentLedger.phrases.sentences["access.yourData"]?[language])
    #expect(page.contains("<h2>\(heading)</h2>"))
    let markdown = try await fixture.desk().text(of: fixture.subject, as: .markdown, language: language)
    #expect(markdown.contains("## \(heading)") && !markdown.contains("member of staff"))
  }

  @Test func theLanguageIsThatOfTheStatementUnlessSaid() async throws {
    let fixture = try await AccessFixture()
    let desk = fixture.desk(statement: AccessStatement(language: "uk"))
    #expect(try await desk.text(of: fixture.subject, as: .html).contains("<h1>Ваші персональні дані</h1>"))
    let chinese = try await desk.text(of: fixture.subject, as: .html, language: "zh-Hans-CN")
    #expect(chinese.contains("<h1>您的个人数据</h1>") && chinese.contains("lang=\"zh-Hans-CN\""))
    #expect(try await desk.text(of: fixture.subject, as: .html, language: "de").contains("<h1>Your personal data</h1>"))
    // The tree that all formats are made of speaks it, too; names of properties stay.
    let tree = try AccessFixture.tree(try await desk.text(of: fixture.subject, as: .json, language: "ru"))
    #expect(tree["header"]?["title"] == "Ваши персональные данные" && tree["header"]?["language"] == "ru")
    #expect(try AccessFixture.records(try await desk.text(of: fixture.subject, as: .json), of: "customers").count == 1)
  }

  @Test func aHostHasItsOwnWords() async throws {
    let fixture = try await AccessFixture()
    var desk = fixture.desk()
    desk.phrases = ReasonPhrases([
      "access.collection.machines": ["en": "Your machines", "ru": "Ваши станки"],
      "access.label.serial": ["en": "Serial number", "ru": "Заводской номер"],
    ])
    let page = try await desk.text(of: fixture.subject, as: .html, language: "ru")
    #expect(page.contains("Ваши станки") && page.contains("Заводской номер") && page.contains("Ваши права"))
    #expect(try await desk.text(of: fixture.subject, as: .html).contains("Serial number"))
  }

  @Test func anAnswerIsInTheLanguageOfItsOrder() async throws {
    let fixture = try await FulfilmentFixture().filled()
    let id = try await fixture.approved(.access, FulfilmentOrder(language: "uk"))
    try await fixture.desk.fulfil(id)
    #expect(fixture.deliveries.answers.first?.text("access.html")?.contains("Ваші персональні дані") == true)
  }
}
