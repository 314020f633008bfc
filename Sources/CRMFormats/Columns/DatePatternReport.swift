import CRMCore

/// Which patterns fit a column of dates, and whether the column leaves it open what the dates mean.
///
/// A pattern that reads most samples is best; among equals the one whose years lie closest together (so "20-10-16",
/// "01-03-17" are days of 2016 and 2017 rather than of 2020 and 2001), then the one first in the list.
public struct DatePatternReport: Hashable, Sendable {
  /// The pattern to propose; nil when none reads a single sample.
  public let best: DatePattern?
  /// Patterns that read at least 95 % as many samples but would make other days of some of them. When there are any, a
  /// person should decide.
  public let alternatives: [DatePattern]
  /// The number of samples that are not blank.
  public let samplesExamined: Int
  /// How many of them the best pattern reads.
  public let samplesRead: Int

  /// Whether the samples can be read in another way.
  public var isAmbiguous: Bool { !alternatives.isEmpty }

  /// Examines samples. O(samples · patterns); some hundred samples are enough.
  public init(
    samples: some Sequence<String>, patterns: [DatePattern] = DatePattern.common, latestTwoDigitYear: Int = 2068
  ) {
    let texts = samples.map { Array($0.utf8)[...].trimmingBlanks() }.filter { !$0.isEmpty }
    samplesExamined = texts.count
    var readings: [Reading] = []
    for (order, pattern) in patterns.enumerated() {
      let parser = DateParser([pattern], latestTwoDigitYear: latestTwoDigitYear)
      let days = texts.map { try? parser.day($0) }
      let reading = Reading(pattern: pattern, order: order, days: days)
      if reading.read > 0 { readings.append(reading) }
    }
    readings.sort { ($1.read, $0.yearSpread, $0.order) < ($0.read, $1.yearSpread, $1.order) }
    guard let first = readings.first else {
      best = nil
      alternatives = []
      samplesRead = 0
      return
    }
    best = first.pattern
    samplesRead = first.read
    alternatives = readings.dropFirst().filter { $0.read * 100 >= first.read * 95 && $0.differs(from: first) }
      .map(\.pattern)
  }

  private struct Reading {
    let pattern: DatePattern
    let order: Int
    let days: [CalendarDay?]
    let read: Int
    let yearSpread: Int

    init(pattern: DatePattern, order: Int, days: [CalendarDay?]) {
      self.pattern = pattern
      self.order = order
      self.days = days
      let years = days.compactMap { $0?.year }
      read = years.count
      yearSpread = (years.max() ?? 0) - (years.min() ?? 0)
    }

    func differs(from other: Reading) -> Bool {
      zip(days, other.days).contains { mine, theirs in mine != nil && theirs != nil && mine != theirs }
    }
  }
}
