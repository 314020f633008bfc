import CRMCore
import Foundation
import Testing

@Suite struct FieldPatternTests {
  private func matches(_ pattern: String, _ text: String) throws -> Bool { try TextPattern(pattern).matches(text) }

  @Test func matchesTheWholeText() throws {
    #expect(try matches("[A-Z]{2}\\d+", "AB12"))
    #expect(
      try !matches("[A-Z]{2}\\d+", "xAB12") && !matches("[A-Z]{2}\\d+", "AB12x") && !matches("[A-Z]{2}\\d+", "A12"))
    #expect(try matches("", "") && !matches("", "a"))
    #expect(try matches("a|bc|", "bc") && matches("a|bc|", ""))
    #expect(try matches("(ab)*c?", "ababc") && !matches("(ab)*c?", "aba"))
    #expect(try matches("[^0-9]+", "Привіт") && !matches("[^0-9]+", "a1"))
    #expect(try matches("[\\d\\-_]+", "1-2_3") && matches("[a\\]]", "]") && matches("[a-]", "-"))
    #expect(
      try matches("a{2,3}", "aaa") && !matches("a{2,3}", "aaaa") && matches("a{2,}", "aaaaa") && matches("a{0}", ""))
    #expect(
      try matches("\\(.\\)\\.", "(х).") && matches("\\W\\S\\D", "!ab") && matches("[\\W]", "!")
        && !matches("[\\W]", "a"))
  }

  /// Random small patterns against Swift's own engine.
  @Test func agreesWithSwiftRegex() throws {
    for seed in UInt64(1)...250 {
      var generator = SampleGenerator(seed: seed)
      func pattern(_ depth: Int) -> String {
        let atoms = ["a", "b", "c", ".", "[ab]", "[^a]", "\\d", "[a-c1]"]
        let atom = depth > 0 && generator.below(3) == 0 ? "(?:\(pattern(depth - 1)))" : generator.one(of: atoms)
        let item = atom + generator.one(of: ["", "", "", "*", "+", "?", "{2}", "{1,3}"])
        switch generator.below(4) {
        case 0: return item
        case 1: return item + "|" + pattern(max(0, depth - 1))
        default: return depth > 0 ? item + pattern(depth - 1) : item
        }
      }
      let swift = pattern(3)
      let own = swift.replacing("(?:", with: "(")
      let regex = try Regex(swift).matchingSemantics(.unicodeScalar)
      for _ in 0..<12 {
        let text = (0..<generator.below(6)).map { _ in generator.one(of: ["a", "b", "c", "1", "d"]) }.joined()
        #expect(try matches(own, text) == (text.wholeMatch(of: regex) != nil), "seed \(seed): \(own) on \(text)")
      }
    }
  }

  @Test func costIsBounded() throws {
    let text = String(repeating: "a", count: 3_000)
    let start = ContinuousClock.now
    for pattern in ["(a*)*b", "(a|a)*b", "(a+)+(a+)+b", "a{0,200}a{200}.*b"] {
      #expect(try !matches(pattern, text + "!"))
    }
    #expect(ContinuousClock.now - start < .seconds(20))
    for pattern in [
      "((a{100}){100}){100}", "a{100000}", String(repeating: "(", count: 30) + String(repeating: ")", count: 30),
      String(repeating: "a", count: 501),
    ] {
      #expect(throws: TextPattern.Fault.self) { try TextPattern(pattern) }
    }
  }

  @Test(arguments: [
    ("(a", "unbalanced"), ("a)", "unbalanced"), ("[a", "unbalanced"), ("a]", "unbalanced"), ("*a", "badRepetition"),
    ("a{2,1}", "badRepetition"), ("a{x}", "badRepetition"), ("a{", "badRepetition"), ("[]", "badClass"),
    ("[z-a]", "badClass"), ("[\\d-z]", "badClass"),
    ("a\\", "badEscape"), ("\\q", "badEscape"),
  ])
  func malformedIsReported(_ pattern: String, _ kind: String) {
    do throws(TextPattern.Fault) {
      _ = try TextPattern(pattern)
      Issue.record("\(pattern) was taken")
    } catch {
      #expect(error.kind.rawValue == kind)
      #expect((0...pattern.unicodeScalars.count).contains(error.offset))
    }
  }
}
