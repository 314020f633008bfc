import CRMCore
import Foundation
import Testing

@Suite struct ReasonPhrasesTests {
  private let phrases = ReasonPhrases([
    "deal.closed": ["en": "The deal is closed.", "ru": "Сделка закрыта.", "zh": "交易已结束。"],
    "deal.skips": ["en": "{from} → {to}: {count} stages."],
    "deal.odd": ["ru": "Странно."],
  ])

  @Test func fallsBackToEnglishThenToTheCode() {
    let closed = Reason("deal.closed")
    #expect(phrases.sentence(for: closed) == "The deal is closed.")
    #expect(phrases.sentence(for: closed, language: "ru") == "Сделка закрыта.")
    #expect(phrases.sentence(for: closed, language: "uk") == "The deal is closed.")
    #expect(phrases.sentence(for: Reason("deal.odd"), language: "uk") == "deal.odd")
    #expect(phrases.sentence(for: Reason("deal.unknown"), language: "ru") == "deal.unknown")
  }

  @Test func aTagWithScriptOrRegionFallsBackToItsLanguage() {
    let closed = Reason("deal.closed")
    #expect(phrases.sentence(for: closed, language: "zh-Hans-CN") == "交易已结束。")
    #expect(phrases.sentence(for: closed, language: "ru_UA") == "Сделка закрыта.")
    let regional = phrases.overlaying(ReasonPhrases(["deal.closed": ["zh-Hant": "交易已結束。"]]))
    #expect(regional.sentence(for: closed, language: "zh-Hant-TW") == "交易已結束。")
    #expect(regional.sentence(for: closed, language: "zh-Hans") == "交易已结束。")
  }

  @Test func argumentsOfEveryKind() {
    let skips = Reason("deal.skips", ["from": .text("A"), "to": .choice("B"), "count": .integer(2)])
    #expect(phrases.sentence(for: skips) == "A → B: 2 stages.")
    let missing = Reason("deal.skips", ["from": .text("A"), "unused": .bool(true)])
    #expect(phrases.sentence(for: missing) == "A → {to}: {count} stages.")
  }

  /// What an argument says is never read as a place for another argument, in whatever order a dictionary comes.
  @Test func anArgumentIsNotReadAsATemplate() {
    for round in 0..<50 {
      var arguments: [String: FieldValue] = ["from": .text("{to}"), "to": .text("{count}"), "count": .text("{from}")]
      for extra in 0..<round { arguments["x\(extra)"] = .null }
      #expect(phrases.sentence(for: Reason("deal.skips", arguments)) == "{to} → {count}: {from} stages.")
    }
    let odd = ReasonPhrases(["odd": ["en": "{ {a} {{a}} {a"]])
    #expect(odd.sentence(for: Reason("odd", ["a": .integer(1)])) == "{ 1 {1} {a")
  }

  @Test func overlayReplacesAndAdds() {
    let host = ReasonPhrases(["deal.closed": ["en": "Done.", "de": "Fertig."], "host.code": ["en": "Host."]])
    let both = phrases.overlaying(host)
    #expect(both.sentence(for: Reason("deal.closed")) == "Done.")
    #expect(both.sentence(for: Reason("deal.closed"), language: "ru") == "Сделка закрыта.")
    #expect(both.sentence(for: Reason("deal.closed"), language: "de") == "Fertig.")
    #expect(both.sentence(for: Reason("host.code")) == "Host.")
    #expect(phrases.sentence(for: Reason("deal.closed")) == "The deal is closed.")
    #expect(both.overlaying(ReasonPhrases()) == both)
  }
}
