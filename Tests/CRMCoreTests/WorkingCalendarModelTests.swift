import CRMCore
import Foundation
import Testing

/// Working time against a brute-force model that looks at every minute.
@Suite struct WorkingCalendarModelTests {
  /// Windows of days that hold a change of clocks: gaps and overlaps of an hour or half, at night and at midnight, a
  /// day left out (Apia), two changes in a month (Casablanca), none (Kathmandu). Facts of the IANA database.
  static let windows = [
    ("Europe/Berlin", "2026-03-25"), ("Europe/Berlin", "2026-10-21"), ("America/New_York", "2026-03-05"),
    ("America/New_York", "2026-10-29"), ("Australia/Lord_Howe", "2026-04-01"), ("Australia/Lord_Howe", "2026-10-01"),
    ("America/Sao_Paulo", "2018-11-01"), ("America/Sao_Paulo", "2019-02-13"), ("America/Havana", "2025-10-30"),
    ("America/Havana", "2025-03-06"), ("Pacific/Apia", "2011-12-27"), ("Africa/Casablanca", "2026-02-12"),
    ("Asia/Kathmandu", "2026-05-01"), ("Asia/Tehran", "2021-03-19"), ("Asia/Tehran", "2021-09-19"),
  ]

  @Test(arguments: windows)
  func agreesWithTheMinuteByMinuteModel(zoneName: String, start: String) throws {
    let zone = try #require(TimeZone(identifier: zoneName))
    let first = try #require(CalendarDay(start))
    for seed in UInt64(1)...4 {
      var generator = SeededGenerator(seed: seed)
      let calendar = Self.randomCalendar(zone, around: first, using: &generator)
      let model = MinuteModel(calendar, from: first.adding(days: -3), minutes: 14 * 1440)
      let timeline = calendar.timeline(first.adding(days: -7)...first.adding(days: 9))
      let elsewhere = calendar.timeline(first.adding(days: 3)...first.adding(days: 3))
      if let fault = Self.firstFault(timeline, elsewhere, model, using: &generator) {
        Issue.record("seed \(seed), \(zoneName) \(start): \(fault)")
        return
      }
    }
  }

  private static func firstFault(
    _ timeline: WorkingTimeline, _ elsewhere: WorkingTimeline, _ model: MinuteModel,
    using generator: inout SeededGenerator
  ) -> String? {
    for index in model.open.indices.prefix(12 * 1440) where timeline.isOpen(at: model.date(index)) != model.open[index]
    {
      return "open at \(model.date(index))"
    }
    for _ in 0..<30 {
      let a = Int.random(in: 0..<model.open.count, using: &generator)
      let b = Int.random(in: 0..<model.open.count, using: &generator)
      let minutes = Int.random(in: 1...2000, using: &generator)
      let period = Period(start: model.date(min(a, b)), end: model.date(max(a, b)))
      let worked = Duration.minutes(model.sums[max(a, b)] - model.sums[min(a, b)])
      if timeline.working(in: period) != worked {
        return "working in \(period): \(timeline.working(in: period)) not \(worked)"
      }
      if let end = model.add(minutes, to: a), timeline.add(.minutes(minutes), to: model.date(a)) != model.date(end) {
        return "add \(minutes) to \(model.date(a))"
      }
      if let begin = model.subtract(minutes, from: a),
        timeline.subtract(.minutes(minutes), from: model.date(a)) != model.date(begin)
      {
        return "subtract \(minutes) from \(model.date(a))"
      }
      if let opening = model.open[a...].firstIndex(of: true),
        timeline.nextOpening(from: model.date(a)) != model.date(opening)
      {
        return "next opening from \(model.date(a))"
      }
      if let fault = brokenLaw(timeline, elsewhere, at: model.date(a) + 0.001 * Double(b), .seconds(minutes * 7)) {
        return fault
      }
    }
    return nil
  }

  /// W(t, add(d, t)) = d and W(subtract(d, t), t) = d; inside working time the two are inverse; the range of a timeline
  /// never changes an answer.
  private static func brokenLaw(
    _ timeline: WorkingTimeline, _ elsewhere: WorkingTimeline, at date: Date, _ length: Duration
  ) -> String? {
    let date = date.truncatedToMilliseconds
    guard let end = timeline.add(length, to: date), let begin = timeline.subtract(length, from: date) else {
      return nil
    }
    if timeline.working(in: Period(start: date, end: end)) != length { return "W(t, add) at \(date)" }
    if timeline.working(in: Period(start: begin, end: date)) != length { return "W(subtract, t) at \(date)" }
    if timeline.isOpen(at: date), timeline.subtract(length, from: end) != date {
      return "subtract after add at \(date)"
    }
    if timeline.isOpen(at: date.addingTimeInterval(-0.001)), timeline.add(length, to: begin) != date {
      return "add after subtract at \(date)"
    }
    let isSame = elsewhere.add(length, to: date) == end && elsewhere.subtract(length, from: date) == begin
    return isSame ? nil : "range matters at \(date)"
  }

  private static func randomSpans(_ count: Int, using generator: inout SeededGenerator) -> [ClockSpan] {
    (0..<count).compactMap { _ in
      guard
        let start = ClockTime(
          hour: .random(in: 0...23, using: &generator), minute: .random(in: 0...59, using: &generator)),
        let end = ClockTime(
          hour: .random(in: 0...23, using: &generator), minute: .random(in: 0...59, using: &generator))
      else { return nil }
      return Bool.random(using: &generator) ? ClockSpan(from: start, to: end) : ClockSpan(from: start, to: .endOfDay)
    }
  }

  private static func randomCalendar(
    _ zone: TimeZone, around first: CalendarDay, using generator: inout SeededGenerator
  ) -> WorkingCalendar {
    var layers: [WorkingHours] = []
    for index in 0..<Int.random(in: 1...3, using: &generator) {
      var layer = WorkingHours(timeZone: index == 0 ? zone : nil)
      for weekday in Weekday.allCases where index == 0 || Int.random(in: 0...3, using: &generator) == 0 {
        layer.weekly[weekday] = randomSpans(.random(in: 0...3, using: &generator), using: &generator)
        if Bool.random(using: &generator) { layer.breaks[weekday] = randomSpans(1, using: &generator) }
      }
      for _ in 0..<Int.random(in: 0...3, using: &generator) {
        let day = first.adding(days: .random(in: -5...12, using: &generator))
        let closed = Bool.random(using: &generator) ? nil : randomSpans(1, using: &generator)
        let isYearly = Bool.random(using: &generator)
        layer.holidays.append(Holiday(isYearly ? .yearly(month: day.month, day: day.day) : .day(day), closed: closed))
        let other = first.adding(days: .random(in: -5...12, using: &generator))
        layer.overrides[other] = randomSpans(.random(in: 0...2, using: &generator), using: &generator)
      }
      layers.append(layer)
    }
    return WorkingCalendar(layers: layers)
  }
}

/// Which minutes are open, by asking the definition about each one.
private struct MinuteModel {
  let start: Int
  let open: [Bool]
  /// Open minutes before each minute.
  let sums: [Int]

  init(_ calendar: WorkingCalendar, from first: CalendarDay, minutes: Int) {
    let zone = calendar.timeZone
    start = first.dayNumber * 86_400
    var highest = Int.min
    var open: [Bool] = []
    var sums = [0]
    // The wall clock with its repetitions cut out: it never goes back, so a span ends when it was first passed.
    for minute in -2880..<minutes {
      let instant = first.dayNumber * 86_400 + minute * 60
      let local = instant + zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(instant)))
      highest = max(highest, local)
      guard minute >= 0 else { continue }
      let number = Int((Double(highest) / 86_400).rounded(.down))
      let isOpen = Self.isOpen(calendar.layers, CalendarDay(clamping: number), highest - number * 86_400)
      open.append(isOpen)
      sums.append(sums[sums.count - 1] + (isOpen ? 1 : 0))
    }
    self.open = open
    self.sums = sums
  }

  func date(_ index: Int) -> Date { Date(timeIntervalSince1970: Double(start + index * 60)) }

  func add(_ minutes: Int, to index: Int) -> Int? { sums[index...].firstIndex { $0 >= sums[index] + minutes } }

  func subtract(_ minutes: Int, from index: Int) -> Int? { sums[...index].lastIndex { $0 <= sums[index] - minutes } }

  private static func isOpen(_ layers: [WorkingHours], _ day: CalendarDay, _ second: Int) -> Bool {
    let yesterday = day.adding(days: -1)
    func covers(_ spans: [ClockSpan], fromYesterday: Bool) -> Bool {
      spans.contains { span in
        let (start, end) = (span.start.secondsSinceMidnight, span.end.secondsSinceMidnight)
        if fromYesterday { return end < start && second < end }
        return end < start ? second >= start : second >= start && second < end
      }
    }
    func weekly(_ table: KeyPath<WorkingHours, [Weekday: [ClockSpan]]>) -> Bool {
      func spans(_ day: CalendarDay) -> [ClockSpan] { layers.compactMap { $0[keyPath: table][day.weekday] }.last ?? [] }
      return covers(spans(day), fromYesterday: false) || covers(spans(yesterday), fromYesterday: true)
    }
    func isOn(_ holiday: Holiday, _ day: CalendarDay) -> Bool {
      switch holiday.occurrence {
      case .day(let date): date == day
      case .yearly(let month, let dayOfMonth): day.month == month && day.day == dayOfMonth
      }
    }
    var open = weekly(\.weekly) && !weekly(\.breaks)
    for layer in layers {
      if let spans = layer.overrides[yesterday], covers(spans, fromYesterday: true) { open = true }
      for holiday in layer.holidays {
        if isOn(holiday, day), holiday.closed.map({ covers($0, fromYesterday: false) }) ?? true { open = false }
        if isOn(holiday, yesterday), let closed = holiday.closed, covers(closed, fromYesterday: true) { open = false }
      }
      if let spans = layer.overrides[day] { open = covers(spans, fromYesterday: false) }
    }
    return open
  }
}
