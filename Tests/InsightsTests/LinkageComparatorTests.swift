import Insights
import Testing

@Suite struct LinkageComparatorTests {
  /// Winkler 1990 and the tables of his later reports; also in the documentation of many implementations.
  @Test func jaroAndJaroWinklerGiveThePublishedFigures() {
    let published: [(String, String, Double, Double)] = [
      ("MARTHA", "MARHTA", 0.944444, 0.961111), ("DIXON", "DICKSONX", 0.766667, 0.813333),
      ("DWAYNE", "DUANE", 0.822222, 0.84), ("JELLYFISH", "SMELLYFISH", 0.896296, 0.896296),
    ]
    for (left, right, jaro, winkler) in published {
      #expect(abs(TextSimilarity.jaro(left, right) - jaro) < 1e-6, "\(left) \(right)")
      #expect(abs(TextSimilarity.jaroWinkler(left, right) - winkler) < 1e-6, "\(left) \(right)")
    }
    #expect(TextSimilarity.jaro("", "") == 1 && TextSimilarity.jaro("a", "") == 0 && TextSimilarity.jaro("a", "b") == 0)
  }

  @Test func longTextsAreComparedAsShortOnes() {
    // The same texts behind a long common beginning: matches and windows grow, the marks no longer fit into words.
    var random = LinkageRandom(seed: 5)
    for _ in 0..<200 {
      let left = Self.text(&random, 80)
      let right = Self.text(&random, 75)
      let similarity = TextSimilarity.jaro(left, right)
      #expect(similarity == TextSimilarity.jaro(right, left))
      #expect(abs(similarity - Self.plainJaro(Array(left), Array(right))) < 1e-12)
      let short = (String(left.prefix(12)), String(right.prefix(9)))
      #expect(abs(TextSimilarity.jaro(short.0, short.1) - Self.plainJaro(Array(short.0), Array(short.1))) < 1e-12)
    }
  }

  /// The definition, written down without regard to speed.
  private static func plainJaro(_ left: [Character], _ right: [Character]) -> Double {
    let window = max(0, max(left.count, right.count) / 2 - 1)
    var used = Set<Int>()
    var matched: [Int] = []
    for (i, character) in left.enumerated() {
      let range = max(0, i - window)..<min(right.count, i + window + 1)
      if let j = range.first(where: { !used.contains($0) && right[$0] == character }) {
        used.insert(j)
        matched.append(i)
      }
    }
    guard !matched.isEmpty else { return 0 }
    let outOfOrder = zip(matched, used.sorted()).count { left[$0] != right[$1] }
    let m = Double(matched.count)
    return (m / Double(left.count) + m / Double(right.count) + (m - Double(outOfOrder / 2)) / m) / 3
  }

  private static func text(_ random: inout LinkageRandom, _ length: Int) -> String {
    String((0..<length).map { _ in Character(String(UnicodeScalar(97 + UInt8.random(in: 0..<6, using: &random)))) })
  }

  @Test func bothEditDistancesAreWhatTheySay() {
    // The example that tells them apart: Boytsov 2011, "Indexing Methods for Approximate Dictionary Searching".
    #expect(DamerauLevenshtein.restricted("ca", "abc") == 3)
    #expect(DamerauLevenshtein.unrestricted("ca", "abc") == 2)
    #expect(DamerauLevenshtein.restricted("kitten", "sitting") == 3)
    #expect(DamerauLevenshtein.unrestricted("kitten", "sitting") == 3)
    #expect(DamerauLevenshtein.restricted("smtih", "smith") == 1)
    #expect(DamerauLevenshtein.restricted("", "abc") == 3 && DamerauLevenshtein.unrestricted("abc", "") == 3)
  }

  @Test func aLimitChangesNothingBelowIt() {
    var random = LinkageRandom(seed: 11)
    for _ in 0..<300 {
      let left = Self.text(&random, Int.random(in: 0...9, using: &random))
      let right = Self.text(&random, Int.random(in: 0...9, using: &random))
      let distance = DamerauLevenshtein.restricted(left, right) ?? -1
      for limit in 0...10 {
        let bounded = DamerauLevenshtein.restricted(left, right, limit: limit)
        #expect(bounded == (distance <= limit ? distance : nil), "\(left) \(right) \(limit)")
      }
      #expect(DamerauLevenshtein.unrestricted(left, right) <= distance)
    }
  }

  /// Vectors of the U.S. National Archives' description.
  @Test func soundexFollowsTheArchives() {
    let vectors = [
      "Robert": "R163", "Rupert": "R163", "Ashcraft": "A261", "Ashcroft": "A261", "Tymczak": "T522", "Pfister": "P236",
      "Honeyman": "H555", "Washington": "W252", "Lee": "L000", "Gutierrez": "G362", "Jackson": "J250",
    ]
    for (name, code) in vectors { #expect(Soundex.code(name) == code, "\(name)") }
    #expect(Soundex.code("李") == nil)
  }

  @Test func datesAgreeByParts() {
    #expect(DateAgreement(19710624, 19710624) == .exact)
    #expect(DateAgreement(19710604, 19710406) == .slip)  // day and month exchanged
    #expect(DateAgreement(19710624, 19710524) == .slip)  // one digit
    #expect(DateAgreement(19710624, 19710642) == .slip)  // two digits swapped
    #expect(DateAgreement(19710624, 19711124) == .twoParts)
    #expect(DateAgreement(19710624, 19850624) == .twoParts)
    #expect(DateAgreement(19710624, 19850101) == .none)
  }

  @Test func wordsAgreeInAnyOrder() {
    #expect(TokenSimilarity.jaccard(["a", "b", "b"], ["b", "c"]) == 1.0 / 3)
    #expect(TokenSimilarity.jaccard([String](), []) == 1)
    #expect(TokenSimilarity.containment(["acme"], ["acme", "trading"]) == 1)
    #expect(TokenSimilarity.containment([String](), ["a"]) == 0)
    let left = ["north", "wind"].map { Array($0.utf16) }
    #expect(TokenSimilarity.soft(left, left.reversed()) == 1)
    #expect(TokenSimilarity.soft(left, ["sun".utf16].map { Array($0) }) < 0.7)
  }
}
