import Foundation

/// Hours of the recipient's wall clock at which nothing is to arrive.
public struct QuietHours: Codable, Hashable, Sendable {
  /// The channels it is about; `nil` is every one.
  public var channels: [Channel]?
  /// The classes of message it is about.
  public var classes: [MessageClass]
  /// The days on which it begins; `nil` is every day.
  public var weekdays: [Weekday]?
  /// The first quiet minute after midnight, 0–1439.
  public var start: Int
  /// The first minute after midnight that is no longer quiet, 1–1440; not after `start`: on the next day.
  public var end: Int

  /// Quiet hours from one minute of the day to another one, over midnight if that is earlier.
  public init(
    channels: [Channel]? = nil, classes: [MessageClass], weekdays: [Weekday]? = nil, start: Int, end: Int
  ) {
    self.channels = channels
    self.classes = classes
    self.weekdays = weekdays
    self.start = min(max(0, start), 1439)
    self.end = min(max(1, end), 1440)
  }

  /// Nothing that promotes and makes a sound from 21:00 to 8:00. An engineering default where no law says otherwise.
  public static let marketingNights = QuietHours(
    channels: [.sms, .phone, .messenger, .push], classes: [.marketing], start: 21 * 60, end: 8 * 60)

  func isAbout(_ question: ConsentQuestion) -> Bool {
    classes.contains(question.context.effectiveClass) && (channels?.contains(question.channel) ?? true)
  }

  /// The stretches of this rule in `zone` that begin on the day of `date` there, on the day before or on the two after.
  ///
  /// A start or end that the clocks skip is the first instant after the gap; one that they show twice counts generously: the
  /// first time as start, the second as end.
  func stretches(around date: Date, in zone: TimeZone) -> [Period] {
    let today = CalendarDay(date, in: zone)
    return (-1...2).compactMap { offset in
      let day = today.adding(days: offset)
      guard weekdays?.contains(day.weekday) ?? true else { return nil }
      let lastDay = end <= start ? day.adding(days: 1) : day
      let from = WallClock.instants(of: day, minute: start, in: zone).first
      let to = WallClock.instants(of: lastDay, minute: end, in: zone).last
      return from < to ? Period(start: from, end: to) : nil
    }
  }
}

/// From wall clock to instants.
enum WallClock {
  /// The first and the last instant at which a clock in `zone` shows this minute of this day: the same one as a rule, two
  /// where the clocks are put back over it, the first instant after the gap where they skip it.
  static func instants(of day: CalendarDay, minute: Int, in zone: TimeZone) -> (first: Date, last: Date) {
    let local = day.dayNumber * 86_400 + minute * 60
    // No zone was ever 16 hours from UTC, and clocks are not changed twice in 32 hours.
    let before = offset(at: local - 57_600, in: zone)
    let after = offset(at: local + 57_600, in: zone)
    let shown = [local - before, local - after].filter { offset(at: $0, in: zone) + $0 == local }
    if let first = shown.min(), let last = shown.max() { return (date(first), date(last)) }
    var low = local - 57_600
    var high = local + 57_600
    while high - low > 1 {
      let middle = low + (high - low) / 2
      if offset(at: middle, in: zone) == before { low = middle } else { high = middle }
    }
    return (date(high), date(high))
  }

  private static func offset(at instant: Int, in zone: TimeZone) -> Int { zone.secondsFromGMT(for: date(instant)) }

  private static func date(_ instant: Int) -> Date { Date(timeIntervalSince1970: Double(instant)) }
}
