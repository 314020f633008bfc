import CRMTesting
import Foundation
import Testing

@testable import CRMCore

/// Bytes sort as values do, equal values have equal bytes, and a key is a prefix of every longer key that begins with it.
@Suite struct IndexKeyTests {
  /// Every pair of `values`, which stand in ascending order without repeats, compares in bytes as in the list.
  private func expectAscending(_ keys: [IndexKey], _ what: String, sourceLocation: SourceLocation = #_sourceLocation) {
    for (left, right) in zip(keys, keys.dropFirst()) where !(left < right) {
      Issue.record("\(what): \(left.bytes) is not before \(right.bytes)", sourceLocation: sourceLocation)
    }
  }

  private static let texts: [String] = [
    "", "\0", "\0\0", "\0a", "\u{1}", " ", "0", "a", "a\0", "a\0\0", "a\0b", "a\u{1}", "aa", "ab", "b", "ä", "жук", "你",
    "\u{FFFD}", "🙂",
  ]

  @Test func exactTextSortsByBytes() {
    let sorted = (Self.texts + ["A", "AB", "Z"]).sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    expectAscending(sorted.map { IndexKey(ExactText($0)) }, "exact")
    #expect(IndexKey(ExactText("a")) != IndexKey(ExactText("A")))
    // Canonically equivalent, but other bytes.
    #expect(IndexKey(ExactText("e\u{301}")) != IndexKey(ExactText("\u{E9}")))
  }

  @Test func textSortsByFoldedBytes() {
    var generator = SeededGenerator(seed: 21)
    let alphabet = Array("\0 aAbBzZäÄéßЖжİıﬁＡ你🙂\u{301}")
    let texts = (0..<300).map { _ in
      String(
        (0..<Int.random(in: 0...4, using: &generator)).map { _ in alphabet.randomElement(using: &generator) ?? "a" })
    }
    for left in texts.prefix(80) {
      for right in texts.suffix(80) {
        let a = Array(TextFolding.folded(left).utf8)
        let b = Array(TextFolding.folded(right).utf8)
        #expect(
          (IndexKey(left) < IndexKey(right)) == a.lexicographicallyPrecedes(b), "seed 21: \(left.debugDescription)")
        #expect((IndexKey(left) == IndexKey(right)) == (a == b))
      }
    }
    #expect(IndexKey("ÄRGER") == IndexKey("ärger"))
  }

  @Test func integers() {
    let values: [Int64] = [.min, .min + 1, -256, -255, -1, 0, 1, 127, 128, 255, 256, 65_536, .max - 1, .max]
    expectAscending(values.map { IndexKey($0) }, "integer")
    #expect(IndexKey(7) == IndexKey(Int64(7)))
    expectAscending([IndexKey(false), IndexKey(true)], "bool")
  }

  @Test func datesSortToTheMillisecond() {
    var generator = SeededGenerator(seed: 22)
    let anchors: [Int64] = [-62_135_596_800_000, -1, 0, 1, 978_307_200_000, 1_795_251_600_000, 64_092_211_200_000]
    for anchor in anchors {
      let keys = (anchor - 40...anchor + 40).map { IndexKey(Date(millisecondsSince1970: $0)) }
      expectAscending(keys, "milliseconds around \(anchor)")
    }
    // A millisecond is one key, whatever binary fraction stands for it, and finer parts are dropped downwards.
    for _ in 0..<2000 {
      let milliseconds = Int64.random(in: -3_000_000_000_000...4_000_000_000_000, using: &generator)
      let date = Date(millisecondsSince1970: milliseconds)
      let expected = IndexKey(bytes: [IndexKeyCode.date] + IndexKey(milliseconds).bytes.dropFirst())
      #expect(IndexKey(date) == expected, "seed 22: \(milliseconds)")
      #expect(IndexKey(date.addingTimeInterval(0.0004)) == expected, "seed 22: \(milliseconds) and a fraction")
      #expect(IndexKey(date.truncatedToMilliseconds) == expected)
    }
    expectAscending(
      [IndexKey(Date.distantPast), IndexKey(Date(millisecondsSince1970: 0)), IndexKey(Date.distantFuture)], "far")
    // Neither infinity nor a value that is not a number may end the process.
    let odd = [Double.infinity, -.infinity, .nan].map { IndexKey(Date(timeIntervalSince1970: $0)) }
    #expect(odd.allSatisfy { $0.bytes.count == 9 })
    #expect(odd[1] < IndexKey(Date.distantPast) && IndexKey(Date.distantFuture) < odd[0])
  }

  @Test func calendarDays() throws {
    var days: [CalendarDay] = []
    for year in [-4, -1, 0, 1, 1999, 2000, 2026, 9999] {
      for (month, day) in [(1, 1), (1, 31), (2, 28), (9, 30), (10, 1), (12, 31)] {
        if let day = CalendarDay(year: year, month: month, day: day) { days.append(day) }
      }
    }
    try #require(days.count >= 24)
    expectAscending(days.sorted().map { IndexKey($0) }, "days")
  }

  @Test func identifiers() {
    var generator = SeededGenerator(seed: 23)
    let ids = (0..<200).map { _ in
      Identifier<Parcel>(bits: IdentifierBits(high: generator.next(), low: generator.next()))
    }
    expectAscending(ids.sorted().map { IndexKey($0) }, "identifiers")
    #expect(IndexKey(ids[0]) == IndexKey(ids[0].uuid))
    expectAscending(
      [
        IndexKey(RecordReference(collection: "a", id: ids[0].uuid)),
        IndexKey(RecordReference(collection: "a\0", id: ids[0].uuid)),
        IndexKey(RecordReference(collection: "ab", id: ids[0].uuid)),
      ], "references")
  }

  @Test func optionals() {
    let absent = IndexKey(Int?.none)
    expectAscending([absent, IndexKey(Int?.some(.min)), IndexKey(Int?.some(0))], "optional")
    #expect(IndexKey(Int?.some(5)) == IndexKey(5))
    expectAscending([IndexKey(String?.none), IndexKey(String?.some(""))], "optional text")
    expectAscending([IndexKey(Bool?.none), IndexKey(Bool?.some(false)), IndexKey(Bool?.some(true))], "optional bool")
  }

  @Test func tuplesSortPartByPart() {
    var generator = SeededGenerator(seed: 24)
    let texts = Self.texts.sorted { Array($0.utf8).lexicographicallyPrecedes(Array($1.utf8)) }
    let tuples = (0..<250).map { _ in
      (Int.random(in: 0..<texts.count, using: &generator), Int.random(in: -2...2, using: &generator))
    }
    let keys = tuples.map { IndexKey(ExactText(texts[$0.0]), $0.1) }
    for left in tuples.indices {
      for right in tuples.indices where left < right {
        #expect(
          (keys[left] < keys[right]) == (tuples[left] < tuples[right]), "seed 24: \(tuples[left]) \(tuples[right])")
        #expect((keys[left] == keys[right]) == (tuples[left] == tuples[right]))
      }
    }
  }

  /// key(a) is a prefix of key(a, b), and `[key(a), endOfPrefix)` holds exactly the keys that begin with the part a.
  @Test func prefixLaw() {
    let texts = Self.texts
    for first in texts {
      let prefix = IndexKey(ExactText(first))
      for second in texts {
        let same = IndexKey(ExactText(first), ExactText(second))
        #expect(same.bytes.starts(with: prefix.bytes))
        #expect(same == prefix.appending(ExactText(second)))
        for other in texts {
          let key = IndexKey(ExactText(other), ExactText(second))
          let isInside = !(key < prefix) && key < prefix.endOfPrefix
          #expect(isInside == (other == first), "\(first.debugDescription) \(other.debugDescription)")
        }
      }
    }
    let decimals: [Decimal] = [-10, -1.5, -1, 0, 1, 1.5, 10]
    for first in decimals {
      let prefix = IndexKey(first)
      for other in decimals {
        let key = IndexKey(other, Int64.max)
        #expect((!(key < prefix) && key < prefix.endOfPrefix) == (other == first), "\(first) \(other)")
      }
    }
    let unbounded = IndexKey(Int64.max)
    #expect(IndexKey(Int64.max, Int64.max) < unbounded.endOfPrefix && IndexKey() < unbounded)
  }

  @Test func textPrefixFindsExactlyTheTextsThatBegin() {
    for text in ["", "a", "ab", "A", "ж"] {
      let prefix = IndexKey(textPrefix: text)
      for other in Self.texts {
        let key = IndexKey(other)
        let isInside = !(key < prefix) && key < prefix.endOfPrefix
        let begins = Array(TextFolding.folded(other).utf8).starts(with: Array(TextFolding.folded(text).utf8))
        #expect(isInside == begins, "\(text) \(other.debugDescription)")
      }
    }
  }

  @Test func jsonRoundTrip() throws {
    let key = IndexKey("a", 5, Date(millisecondsSince1970: 3), Identifier<Parcel>("x"))
    let data = try JSONEncoder().encode([key])
    #expect(try JSONDecoder().decode([IndexKey].self, from: data) == [key])
  }
}
