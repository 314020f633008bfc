import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct SpellingRepairTests {
  private let products = SpellingRepair(known: [
    "GTX Basic", "GTX Plus Basic", "GTX Plus Pro", "GTX Pro", "GTK 500", "MG Advanced", "MG Special",
  ])

  @Test func spacingAndCaseAreRepaired() {
    #expect(products.match("GTX Pro") == .exact("GTX Pro"))
    #expect(products.match("GTXPro") == .repaired("GTX Pro", .spacing))
    #expect(products.match(" gtx-plus  pro") == .repaired("GTX Plus Pro", .spacing))
    #expect(SpellingRepair(known: ["Łódź"]).match("lodz") == .repaired("Łódź", .spacing))
  }

  @Test func misspellingsAreRepairedWhereOneValueIsNear() {
    let sectors = SpellingRepair(known: ["technology", "retail", "medical", "marketing"])
    #expect(sectors.match("technolgy") == .repaired("technology", .spelling(distance: 1)))
    #expect(sectors.match("techonlogy") == .repaired("technology", .spelling(distance: 1)))
    #expect(sectors.match("tehcnolgy") == .repaired("technology", .spelling(distance: 2)))
    #expect(sectors.match("reatil") == .repaired("retail", .spelling(distance: 1)))
    #expect(sectors.match("retaaail") == .repaired("retail", .spelling(distance: 2)))
    #expect(sectors.match("finance") == .unknown)
    let countries = SpellingRepair(known: ["Philippines", "Philadelphia", "Poland", "Iran", "Iraq"])
    #expect(countries.match("Philipines") == .repaired("Philippines", .spelling(distance: 1)))
    #expect(countries.match("Iraj") == .ambiguous(["Iran", "Iraq"]))
    #expect(countries.match("") == .unknown)
  }

  @Test func numbersAndShortWordsAreNeverGuessed() {
    #expect(products.match("GTK 600") == .unknown)
    #expect(products.match("GTK500") == .repaired("GTK 500", .spacing))
    let short = SpellingRepair(known: ["US", "UK", "FR"])
    #expect(short.match("UX") == .unknown)
    #expect(short.match("u.k.") == .repaired("UK", .spacing))
  }

  @Test func twoSpellingsOfOneKeyAreAmbiguous() {
    #expect(SpellingRepair(known: ["Re-sort", "Resort"]).match("re sort") == .ambiguous(["Re-sort", "Resort"]))
  }

  /// One random edit of a long word is always undone when nothing else is near.
  @Test func oneEditOfALongWordIsUndone() {
    let words = ["advertisement", "manufacturing", "telecommunications", "hospitality"]
    let repair = SpellingRepair(known: words)
    for seed in UInt64(1)...300 {
      var generator = SeededGenerator(seed: seed)
      let word = words[Int.random(in: 0..<words.count, using: &generator)]
      var letters = Array(word)
      let place = Int.random(in: 0..<(letters.count - 1), using: &generator)
      switch Int.random(in: 0..<4, using: &generator) {
      case 0: letters.remove(at: place)
      case 1: letters.insert("x", at: place)
      case 2: letters[place] = "x"
      default: letters.swapAt(place, place + 1)
      }
      #expect(repair.match(String(letters)).value == word, "seed \(seed): \(String(letters))")
    }
  }
}
