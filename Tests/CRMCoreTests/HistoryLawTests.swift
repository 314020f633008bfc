import CRMCore
import Foundation
import Testing

/// Histories over random entries against a plain definition, and the moment of the next change against evaluation at many others.
@Suite struct HistoryLawTests {
  private func entries(_ generator: inout SampleGenerator, around now: Date, spread: Int) -> [HistoryEntry] {
    (0..<generator.below(12)).map { _ in
      var properties: [String: FieldValue] = [:]
      if let units = generator.maybe({ $0.below(5) }) { properties["units"] = .integer(Int64(units)) }
      if let amount = generator.maybe({ $0.below(900) }) {
        properties["amount"] = .money(Money(minorUnits: Int64(amount), currency: generator.one(of: [.eur, .usd])))
      }
      properties["kind"] = generator.maybe { .choice($0.one(of: ["call", "mail"])) }
      // A few hours around midnights and whole days apart, so that edges are hit; some lie in the future.
      let seconds = (generator.below(2 * spread) - spread + spread / 4) * 21_600
      return HistoryEntry(
        date: (now + Double(seconds)).truncatedToMilliseconds, name: generator.one(of: ["a", "b"]),
        properties: properties)
    }
  }

  private func term(_ generator: inout SampleGenerator, at now: Date) -> FieldTerm {
    let units: [TimeUnit] = [.minute, .hour, .day, .week, .month]
    let windows: [TimeWindow?] = [
      nil, .last(generator.one(of: [0, 1, 3, 30]), generator.one(of: units)),
      .between(now - Double(generator.below(40) * 86_400), now + Double(generator.below(20) * 86_400)),
    ]
    let filters: [String: FieldValue] = generator.below(2) == 0 ? [:] : ["kind": .text("call")]
    let terms = HistoryTerms.events("a", where: filters, within: generator.one(of: windows))
    return generator.one(of: [
      terms.count, terms.first, terms.last, terms.sum(of: "units"), terms.total(of: "amount", .eur),
      terms.firstValue(of: "units"), terms.lastValue(of: "units"), terms.term(.stateSince),
      terms.term(.stateSince, ["until": .text("b")]),
    ])
  }

  /// By filtering, not by searching.
  private func expected(
    _ term: FieldTerm, _ entries: [HistoryEntry], at moment: EvaluationMoment
  ) -> FieldValue? {
    let period = term.window?.period(at: moment)
    let visible = entries.filter { $0.date <= moment.now && (period?.contains($0.date) ?? true) }
      .enumerated().sorted { ($0.element.date, $0.offset) < ($1.element.date, $1.offset) }.map(\.element)
    let counting = visible.filter { $0.name == "a" && $0.matches(term.filters) }
    let units = counting.compactMap { $0.properties["units"] }
    switch term.name {
    case "events.count": return .integer(Int64(counting.count))
    case "events.first": return counting.first.map { .date($0.date) }
    case "events.last": return counting.last.map { .date($0.date) }
    case "events.sum":
      return .decimal(units.reduce(0) { if case .integer(let number) = $1 { $0 + Decimal(number) } else { $0 } })
    case "events.total":
      let cents = counting.reduce(Int64(0)) {
        if case .money(let money) = $1.properties["amount"], money.currency == .eur {
          $0 + money.minorUnits
        } else {
          $0
        }
      }
      return .money(Money(minorUnits: cents, currency: .eur))
    case "events.firstValue": return units.first
    case "events.lastValue": return units.last
    default:
      let until = term.text("until")
      var since: Date?
      for entry in visible where entry.name == "a" || entry.name == until {
        let isIn = entry.name == "a" && entry.matches(term.filters)
        since = isIn ? since ?? entry.date : nil
      }
      return since.map { .date($0) }
    }
  }

  private func answer(_ term: FieldTerm, _ entries: [HistoryEntry]) throws -> HistoryAnswer {
    let names = ["a", term.text("until")]
    return HistoryAnswer(try #require(HistoryQuestion(term)), over: entries.filter { names.contains($0.name) })
  }

  @Test func figuresAreThoseOfAPlainDefinition() throws {
    for seed in UInt64(1)...1_500 {
      var generator = SampleGenerator(seed: seed)
      let moment = generator.moment()
      let entries = entries(&generator, around: moment.now, spread: generator.one(of: [4, 40, 400]))
      let term = term(&generator, at: moment.now)
      let value = try answer(term, entries).value(at: moment)
      #expect(value == expected(term, entries, at: moment), "seed \(seed): \(term)")
    }
  }

  /// Before the moment named the condition gives the same result, at it a leaf gives another; over random trees of questions about
  /// histories, dates of the record, relations that end and memberships.
  @Test func untilTheNextChangeNothingTurns() throws {
    var turned = 0
    for seed in UInt64(1)...600 {
      var generator = SampleGenerator(seed: seed)
      let moment = generator.moment()
      let entries = entries(&generator, around: moment.now, spread: generator.one(of: [4, 40, 100]))
      var context = ConditionContext()
      let leaves = try (0..<3).map { _ -> Condition in
        let term = term(&generator, at: moment.now)
        context.timed[term] = try answer(term, entries)
        return leaf(about: term, &generator)
      }
      let condition = Condition.any([.all([leaves[0], .not(leaves[1])]), .not(leaves[2])])
      let comment: Comment = "seed \(seed): \(condition) at \(moment.now) \(moment.timeZone.identifier)"
      func verdicts(_ now: Date) throws -> [Bool] {
        let later = EvaluationMoment(now: now, timeZone: moment.timeZone)
        return try leaves.map { try $0.evaluate(Sample(), fields: Sample.fields, at: later, context: context) }
      }
      let before = try verdicts(moment.now)
      let next = try condition.nextChange(Sample(), fields: Sample.fields, after: moment, context: context)
      let end = next ?? moment.now + 500 * 86_400
      #expect(end > moment.now, comment)
      var probes = entries.flatMap { [$0.date - 0.001, $0.date] }
      let length = end.millisecondsSince1970 - moment.now.millisecondsSince1970
      probes += (0..<16).map { _ in
        Date(millisecondsSince1970: moment.milliseconds + Int64.random(in: 0..<length, using: &generator.random))
      }
      probes += (1...8).map { end - Double($0 * 1_800) } + [end - 0.001]
      for probe in probes where probe >= moment.now && probe < end {
        #expect(try verdicts(probe.truncatedToMilliseconds) == before, "\(comment), turned at \(probe)")
      }
      if let next {
        turned += 1
        #expect(try verdicts(next) != before, comment)
      }
    }
    #expect(turned > 250)
  }

  private func leaf(about term: FieldTerm, _ generator: inout SampleGenerator) -> Condition {
    let order: [Condition.Comparison] = [.equal, .less, .greaterOrEqual]
    switch term.name {
    case "events.count": return .compare(term, generator.one(of: order), .integer(Int64(generator.below(4))))
    case "events.sum", "events.firstValue", "events.lastValue":
      return .compare(term, generator.one(of: order), .integer(Int64(generator.below(8))))
    case "events.total":
      return .compare(
        term, generator.one(of: order), .money(Money(minorUnits: Int64(generator.below(900)), currency: .eur)))
    default:
      return generator.below(3) == 0 ? .known(term) : .date(term, generator.dateTest(), zone: nil)
    }
  }

  @Test func membershipsAndRelationsChangeWhenTheirSourcesSay() throws {
    let moment = EvaluationMoment(now: Date(timeIntervalSince1970: 1_780_000_000))
    let soon = moment.now + 60
    let later = moment.now + 3_600
    let context = ConditionContext(
      memberships: ["vip": true], related: ["deals": [Sample.fields.values(of: Sample())]],
      membershipChanges: ["vip": later], relationChanges: ["deals": soon])
    func next(_ condition: Condition) throws -> Date? {
      try condition.nextChange(Sample(), fields: Sample.fields, after: moment, context: context)
    }
    #expect(try next(.member(of: "vip")) == later)
    #expect(try next(.related("deals", .any, .known("sample.age"))) == soon)
    #expect(try next(.all([.not(.member(of: "vip")), .related("deals", .none, .always)])) == soon)
    #expect(try next(.known("sample.age")) == nil)
  }
}

extension EvaluationMoment {
  fileprivate var milliseconds: Int64 { now.millisecondsSince1970 }
}
