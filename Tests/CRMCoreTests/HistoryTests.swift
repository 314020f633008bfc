import CRMCore
import Foundation
import Testing

@Suite struct HistoryTests {
  private let kyiv = TimeZone(identifier: "Europe/Kyiv")!
  private func instant(_ text: String) -> Date { try! Date(text, strategy: .iso8601) }
  private func moment(_ text: String) -> EvaluationMoment { EvaluationMoment(now: instant(text), timeZone: kyiv) }

  /// Three orders and a return, out of order.
  private var orders: [HistoryEntry] {
    func order(_ day: String, _ amount: Int64, _ channel: String) -> HistoryEntry {
      HistoryEntry(
        date: instant("\(day)T10:00:00Z"), name: "order",
        properties: [
          "amount": .money(Money(minorUnits: amount, currency: .eur)), "units": .integer(amount / 100),
          "channel": .choice(channel),
        ])
    }
    return [order("2026-03-01", 500, "shop"), order("2026-01-10", 2_000, "web"), order("2026-02-10", 1_000, "web")]
  }

  private func value(
    _ terms: (HistoryTerms) -> FieldTerm, where filters: [String: FieldValue] = [:], within window: TimeWindow? = nil,
    at now: String = "2026-03-10T12:00:00Z"
  ) throws -> FieldValue? {
    let term = terms(.events("order", where: filters, within: window))
    let question = try #require(HistoryQuestion(term))
    return try HistoryAnswer(question, over: orders).value(at: moment(now))
  }

  @Test func figuresOverAHistory() throws {
    #expect(try value(\.count) == .integer(3))
    #expect(try value(\.first) == .date(instant("2026-01-10T10:00:00Z")))
    #expect(try value(\.last) == .date(instant("2026-03-01T10:00:00Z")))
    #expect(try value { $0.sum(of: "units") } == .decimal(35))
    #expect(try value { $0.total(of: "amount", .eur) } == .money(Money(minorUnits: 3_500, currency: .eur)))
    #expect(try value { $0.total(of: "amount", .usd) } == .money(.zero(.usd)))
    #expect(try value { $0.firstValue(of: "channel") } == .choice("web"))
    #expect(try value { $0.lastValue(of: "channel") } == .choice("shop"))
    #expect(try value { $0.lastValue(of: "colour") } == nil)
    #expect(try value(\.count, where: ["channel": .text("web")]) == .integer(2))
    #expect(try value(\.last, where: ["channel": .choice("web")]) == .date(instant("2026-02-10T10:00:00Z")))
    #expect(try value(\.count, where: ["colour": .text("red")]) == .integer(0))
  }

  @Test func onlyWhatLiesInTheWindowAndHasHappenedCounts() throws {
    #expect(try value(\.count, within: .last(30, .day)) == .integer(2))
    // The window begins with the start of the day in the zone.
    #expect(try value(\.count, within: .last(9, .day), at: "2026-03-10T21:59:59Z") == .integer(1))
    #expect(try value(\.count, within: .last(9, .day), at: "2026-03-10T22:00:00Z") == .integer(0))
    let january = TimeWindow.between(instant("2026-01-01T00:00:00Z"), instant("2026-02-01T00:00:00Z"))
    #expect(try value(\.count, within: january) == .integer(1))
    // What is dated later has not happened yet, whatever the window.
    #expect(try value(\.count, at: "2026-02-09T00:00:00Z") == .integer(1))
    #expect(try value(\.count, within: january, at: "2026-01-09T00:00:00Z") == .integer(0))
  }

  @Test func aStateLastsUntilAnotherEntry() throws {
    func entry(_ day: Int, _ name: String, _ to: String?) -> HistoryEntry {
      let date = Date(timeIntervalSince1970: Double(day) * 86_400)
      return HistoryEntry(date: date, name: name, properties: to.map { ["to": .choice($0)] } ?? [:])
    }
    let moves = [
      entry(1, "moved", "lead"), entry(5, "moved", "prospect"), entry(6, "moved", "prospect"),
      entry(9, "moved", "lead"), entry(12, "moved", "prospect"), entry(20, "closed", nil),
    ]
    let term = FieldTerm(
      "events.stateSince", ["name": .text("moved"), "where.to": .choice("prospect"), "until": .text("closed")])
    let answer = HistoryAnswer(try #require(HistoryQuestion(term)), over: moves)
    func since(_ day: Int) throws -> FieldValue? {
      try answer.value(at: EvaluationMoment(now: Date(timeIntervalSince1970: Double(day) * 86_400)))
    }
    #expect(try since(4) == nil)
    #expect(try since(7) == .date(moves[1].date), "since the first of an unbroken run")
    #expect(try since(10) == nil)
    #expect(try since(13) == .date(moves[4].date))
    #expect(try since(20) == nil)
  }

  @Test func conditionsOnHistoriesExplainThemselves() throws {
    let often = HistoryTerms.events("order", within: .last(30, .day)).happened(atLeast: 3)
    let term = try #require(often.terms.first)
    let answer = HistoryAnswer(try #require(HistoryQuestion(term)), over: orders)
    let context = ConditionContext(timed: [term: answer])
    let explanation = try often.explain(
      Sample(), fields: Sample.fields, at: moment("2026-03-10T12:00:00Z"), context: context)
    #expect(!explanation.verdict && explanation.actual == .integer(2))
  }

  @Test func termsAreCheckedBeforeTheyAreAsked() {
    let catalog = EventSource(InMemoryStore()).catalog
    func codes(_ condition: Condition) -> [ReasonCode] { condition.faults(against: catalog).map(\.reason.code) }
    let orders = HistoryTerms.events("order", where: ["channel": .choice("web")], within: .last(30, .day))
    for sound in [
      orders.never, orders.happened(atLeast: 2), orders.last(.before(-3, .month)), orders.inState(for: 3, .week),
      orders.inState(until: "closed"), .compare(orders.sum(of: "units"), .greater, .integer(3)),
      .compare(orders.total(of: "amount", .eur), .less, .money(.zero(.eur))),
      .compare(orders.lastValue(of: "channel"), .equal, .choice("web")),
    ] {
      #expect(codes(sound) == [], "\(sound)")
    }
    #expect(codes(.known("events.count")) == [ConditionFault.Code.missingArgument])
    #expect(codes(.known(FieldTerm("events.sum", ["name": .text("a")]))) == [ConditionFault.Code.missingArgument])
    #expect(
      codes(.known(FieldTerm("events.count", ["name": .text("a"), "colour": .text("b")])))
        == [ConditionFault.Code.unknownArgument])
    #expect(
      codes(.known(FieldTerm("events.stateSince", ["name": .text("a"), "until": .integer(1)])))
        == [ConditionFault.Code.wrongKind])
    #expect(codes(.compare(orders.count, .equal, .text("3"))) == [ConditionFault.Code.wrongKind])
    #expect(codes(.known("events.colour")) == [ConditionFault.Code.unknownField])
  }

  @Test func termsOfHistoriesKeepTheirJSON() throws {
    let condition = Condition.all([
      HistoryTerms.events("order", where: ["channel": .choice("web")], within: .last(30, .day)).happened(atLeast: 3),
      HistoryTerms.events("moved", where: ["to": .choice("lead")]).inState(for: 2, .week, until: "closed"),
    ])
    let data = try JSONEncoder().encode(condition)
    #expect(try JSONDecoder().decode(Condition.self, from: data) == condition)
    let written = #"""
      {"field": "events.count", "arguments": {"name": {"text": "order"}, "where.channel": {"choice": "web"}},
       "window": {"last": 30, "unit": "day"}, "greaterOrEqual": {"integer": 3}}
      """#
    #expect(try JSONDecoder().decode(Condition.self, from: Data(written.utf8)) == condition.children[0])
  }
}
