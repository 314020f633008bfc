import CRMCore
import Foundation
import Testing

/// Rules and occurrences that another implementation worked out; how the file was made stands in its note.
@Suite struct RecurrenceGoldenTests {
  struct Golden: Decodable {
    struct Case: Decodable {
      var rule: RecurrenceRule
      var start: LocalDateTime
      var first: [LocalDateTime]
    }
    var cases: [Case]
  }

  static let golden: Result<Golden, any Error> = Result {
    let file = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
      .appending(path: "GoldenFiles/recurrence-v1.json")
    return try JSONDecoder().decode(Golden.self, from: try Data(contentsOf: file))
  }

  @Test func agreesWithTheGoldenFile() throws {
    let cases = try Self.golden.get().cases
    #expect(cases.count == 320)
    for example in cases {
      let found = Array(example.rule.occurrences(from: example.start).prefix(20))
      let isEnd = example.rule.end != .never
      #expect(Array(found.prefix(example.first.count)) == example.first, "\(example.rule) from \(example.start)")
      #expect(!isEnd || found.count == example.first.count, "\(example.rule) from \(example.start)")
    }
  }

  /// What is read from an instant on is what a reading from the start gives after it, for every rule of the file.
  @Test func beginningLaterGivesTheSame() throws {
    let zone = TimeZone(identifier: "Europe/Berlin")!
    for (index, example) in try Self.golden.get().cases.enumerated() {
      let set = Recurrence(start: example.start, in: zone, example.rule, includesStart: index.isMultiple(of: 2))
      let all = Array(set.occurrences.prefix(20))
      #expect(zip(all, all.dropFirst()).allSatisfy { $0.date < $1.date }, "\(example.rule)")
      for cut in [0, 7, 13, 19] where cut < all.count {
        let rest = Array(set.occurrences(from: all[cut].date).prefix(all.count - cut))
        #expect(rest == Array(all[cut...]), "\(example.rule) from \(example.start), cut \(cut)")
        if cut + 1 < all.count { #expect(set.next(after: all[cut].date) == all[cut + 1]) }
      }
    }
  }

  @Test func theTextFormIsReadBackEqual() throws {
    for example in try Self.golden.get().cases {
      #expect(RecurrenceRule(example.rule.description) == example.rule)
      #expect(RecurrenceRule("rrule:" + example.rule.description.lowercased()) == example.rule)
    }
  }
}
