import CRMCore
import Foundation
import Testing

@Suite struct ConditionDateTests {
  private func instant(_ text: String) -> Date { try! Date(text, strategy: .iso8601) }
  private func holds(_ test: DateTest, _ value: FieldValue, at now: String, _ zone: String = "Europe/Kyiv") throws
    -> Bool
  {
    let context = ConditionContext(terms: ["x.date": value])
    let moment = EvaluationMoment(now: instant(now), timeZone: .gmt)
    return try Condition.date("x.date", test, zone: zone).evaluate(
      Sample(), fields: Sample.fields, at: moment, context: context)
  }

  @Test func daysAreThoseOfTheNamedZone() throws {
    // 22:30 UTC on 4 March is 00:30 on 5 March in Kyiv.
    let seen = FieldValue.date(instant("2026-03-04T22:30:00Z"))
    #expect(try holds(.on(days: 0), seen, at: "2026-03-05T10:00:00Z"))
    #expect(try !holds(.on(days: 0), seen, at: "2026-03-05T10:00:00Z", "GMT"))
    #expect(try holds(.on(days: -1), seen, at: "2026-03-05T10:00:00Z", "GMT"))
  }

  @Test func lastDaysBeginWithTheDayAndEndNow() throws {
    let now = "2026-03-10T12:00:00Z"
    #expect(try holds(.withinLast(7, .day), .date(instant("2026-03-02T22:00:00Z")), at: now))
    #expect(try !holds(.withinLast(7, .day), .date(instant("2026-03-02T21:59:59Z")), at: now))
    #expect(try holds(.withinLast(7, .day), .date(instant(now)), at: now))
    #expect(try !holds(.withinLast(7, .day), .date(instant("2026-03-10T12:00:01Z")), at: now))
    #expect(try holds(.withinLast(1, .week), .day(CalendarDay("2026-03-03")!), at: now))
    #expect(try !holds(.withinLast(1, .week), .day(CalendarDay("2026-03-02")!), at: now))
    #expect(try !holds(.withinLast(1, .week), .day(CalendarDay("2026-03-11")!), at: now))
    #expect(try holds(.withinLast(2, .hour), .date(instant("2026-03-10T10:00:00Z")), at: now))
    #expect(try !holds(.withinLast(2, .hour), .date(instant("2026-03-10T09:59:59Z")), at: now))
  }

  @Test func nextAndBeforeAndAfter() throws {
    let now = "2026-01-31T12:00:00Z"
    let lastOfFebruary = FieldValue.day(CalendarDay("2026-02-28")!)
    #expect(try holds(.withinNext(1, .month), lastOfFebruary, at: now))
    #expect(try !holds(.withinNext(1, .month), .day(CalendarDay("2026-03-01")!), at: now))
    #expect(try holds(.before(1, .month), .day(CalendarDay("2026-02-27")!), at: now))
    #expect(try !holds(.before(1, .month), lastOfFebruary, at: now))
    #expect(try holds(.after(1, .month), .day(CalendarDay("2026-03-01")!), at: now))
    #expect(try !holds(.after(1, .month), lastOfFebruary, at: now))
    #expect(try holds(.before(-1, .year), .day(CalendarDay("2025-01-30")!), at: now))
    #expect(try !holds(.withinNext(3, .hour), .date(instant("2026-01-31T15:00:01Z")), at: now))
    #expect(try holds(.withinNext(3, .hour), .date(instant("2026-01-31T15:00:00Z")), at: now))
  }

  @Test func anniversariesIgnoreTheYear() throws {
    let born = FieldValue.day(CalendarDay("1980-03-08")!)
    #expect(try holds(.anniversaryWithinNext(days: 7), born, at: "2026-03-01T10:00:00Z"))
    #expect(try !holds(.anniversaryWithinNext(days: 6), born, at: "2026-03-01T10:00:00Z"))
    #expect(try holds(.anniversaryWithinNext(days: 0), born, at: "2026-03-08T10:00:00Z"))
    #expect(try !holds(.anniversaryWithinNext(days: 300), born, at: "2026-03-09T10:00:00Z"))
    // Over the end of the year.
    #expect(try holds(.anniversaryWithinNext(days: 3), .day(CalendarDay("1990-01-02")!), at: "2026-12-30T10:00:00Z"))
    // 29 February is the 28th in common years, the 29th in leap years.
    let leapling = FieldValue.day(CalendarDay("2000-02-29")!)
    #expect(try holds(.anniversaryWithinNext(days: 0), leapling, at: "2026-02-28T10:00:00Z"))
    #expect(try !holds(.anniversaryWithinNext(days: 0), leapling, at: "2028-02-28T10:00:00Z"))
    #expect(try holds(.anniversaryWithinNext(days: 0), leapling, at: "2028-02-29T10:00:00Z"))
  }

  /// Until the moment named nothing turns; at that moment the verdict is the other one.
  @Test func nextChangeIsExact() throws {
    var turned = 0
    for seed in UInt64(1)...1_500 {
      var generator = SampleGenerator(seed: seed)
      let moment = generator.moment()
      let isDay = generator.below(2) == 0
      let test = isDay ? generator.dayTest() : generator.dateTest()
      // Near the present, so that most tests turn.
      let near = moment.now.addingTimeInterval(Double(generator.below(80 * 86_400)) - 40 * 86_400)
      let value: FieldValue = isDay ? .day(CalendarDay(near, in: moment.timeZone)) : .date(near.truncatedToMilliseconds)
      let context = ConditionContext(terms: ["x.date": value])
      let condition = Condition.date("x.date", test, zone: nil)
      func verdict(_ now: Date) throws -> Bool {
        try condition.evaluate(
          Sample(), fields: Sample.fields, at: EvaluationMoment(now: now, timeZone: moment.timeZone), context: context)
      }
      let comment: Comment = "seed \(seed): \(test) of \(value) at \(moment.now) in \(moment.timeZone.identifier)"
      let before = try verdict(moment.now)
      let next = try condition.nextChange(Sample(), fields: Sample.fields, after: moment, context: context)
      let end = next ?? moment.now.addingTimeInterval(4 * 366 * 86_400)
      #expect(end > moment.now, comment)
      let length = end.millisecondsSince1970 - moment.now.millisecondsSince1970
      for sample in 0..<24 {
        // Random ones, and the last milliseconds and hours before.
        let offset =
          sample < 16
          ? Int64.random(in: 0..<length, using: &generator.random) : max(0, length - 1 - Int64((sample - 16) * 900_000))
        let now = Date(millisecondsSince1970: moment.now.millisecondsSince1970 + offset)
        #expect(try verdict(now) == before, "\(comment), turned at \(now)")
      }
      if let next {
        turned += 1
        #expect(try verdict(next) != before, comment)
      }
    }
    #expect(turned > 800)
  }

  @Test func nextChangeOfATreeIsTheEarliestOfItsLeaves() throws {
    for seed in UInt64(1)...300 {
      var generator = SampleGenerator(seed: seed)
      var sample = generator.sample()
      let moment = generator.moment()
      sample.seen = moment.now.addingTimeInterval(Double(generator.below(80 * 86_400)) - 40 * 86_400)
      sample.birthday = CalendarDay(moment.now, in: .gmt).adding(days: generator.below(80) - 40)
      let dates = (0..<4).map { _ -> Condition in
        generator.below(2) == 0
          ? .date("sample.seen", generator.dateTest(), zone: nil)
          : .date("sample.birthday", generator.dayTest(), zone: nil)
      }
      let condition = Condition.any([
        .all([dates[0], .not(dates[1])]), .not(.any([dates[2], dates[3]])), generator.condition(),
      ])
      let next = try condition.nextChange(sample, fields: Sample.fields, after: moment)
      let end = next ?? moment.now.addingTimeInterval(3 * 366 * 86_400)
      let before = try condition.evaluate(sample, fields: Sample.fields, at: moment)
      for _ in 0..<12 {
        let now = Date(
          millisecondsSince1970: Int64.random(
            in: moment.now.millisecondsSince1970..<end.millisecondsSince1970, using: &generator.random))
        let later = EvaluationMoment(now: now, timeZone: moment.timeZone)
        #expect(try condition.evaluate(sample, fields: Sample.fields, at: later) == before, "seed \(seed)")
      }
    }
  }

  /// St John's put its clocks back at one minute past midnight, from 7 to 6 November 2010: the day that has begun does not end.
  @Test func aDayThatHasBegunDoesNotComeBack() throws {
    let seventh = FieldValue.day(CalendarDay("2010-11-07")!)
    for (now, expected) in [
      ("2010-11-07T02:29:59Z", false), ("2010-11-07T02:30:00Z", true), ("2010-11-07T02:45:00Z", true),
      ("2010-11-07T03:45:00Z", true),
      ("2010-11-08T03:29:59Z", true), ("2010-11-08T03:30:00Z", false),
    ] {
      #expect(try holds(.on(days: 0), seventh, at: now, "America/St_Johns") == expected, "\(now)")
    }
  }

  @Test func windowsOfTerms() throws {
    let moment = EvaluationMoment(now: instant("2026-03-10T12:00:00Z"), timeZone: TimeZone(identifier: "Europe/Kyiv")!)
    let window = TimeWindow.last(7, .day)
    #expect(window.period(at: moment).start == instant("2026-03-02T22:00:00Z"))
    #expect(window.period(at: moment).contains(moment.now))
    #expect(window.exit(of: instant("2026-03-04T09:00:00Z"), after: moment) == instant("2026-03-11T22:00:00Z"))
    #expect(window.exit(of: instant("2026-03-01T09:00:00Z"), after: moment) == nil)
    #expect(TimeWindow.between(nil, moment.now).exit(of: moment.now - 1, after: moment) == nil)
    // A parameterised term changes when its source says so.
    let term = FieldTerm("events.count", window: window)
    let context = ConditionContext(terms: [term: .integer(2)], changes: [term: moment.now + 60])
    let condition = Condition.compare(term, .greater, .integer(1))
    #expect(
      try condition.nextChange(Sample(), fields: Sample.fields, after: moment, context: context) == moment.now + 60)
  }
}
