/// How long there is for an answer that a law demands, as data of a pack: so many calendar months, days or working days.
public struct LegalDeadline: Codable, Hashable, Sendable {
  /// Calendar months; a day that the month lacks becomes its last.
  public var months: Int?
  /// Calendar days.
  public var days: Int?
  /// Days on which there is work.
  public var workingDays: Int?
  /// By how many calendar months it may be extended, with notice and reasons within the first time; `nil` is by none.
  public var extensionMonths: Int?
  /// By how many calendar days it may be extended; `nil` is by none.
  public var extensionDays: Int?
  /// By how many days on which there is work it may be extended; `nil` is by none.
  public var extensionWorkingDays: Int?
  /// Whether an end on a day without work is put off to the next day with work.
  public var rollsToWorkingDay: Bool
  /// Whether the time begins only when it is known who asks.
  public var startsWithVerification: Bool
  /// Where it is written.
  public var reference: String

  /// A deadline; of the lengths one is given as a rule, of several the sum counts.
  public init(
    months: Int? = nil, days: Int? = nil, workingDays: Int? = nil, extensionMonths: Int? = nil,
    extensionDays: Int? = nil, extensionWorkingDays: Int? = nil, rollsToWorkingDay: Bool = true,
    startsWithVerification: Bool = false, reference: String
  ) {
    self.months = months
    self.days = days
    self.workingDays = workingDays
    self.extensionMonths = extensionMonths
    self.extensionDays = extensionDays
    self.extensionWorkingDays = extensionWorkingDays
    self.rollsToWorkingDay = rollsToWorkingDay
    self.startsWithVerification = startsWithVerification
    self.reference = reference
  }

  /// Whether it can be extended at all.
  public var isExtendable: Bool {
    [extensionMonths, extensionDays, extensionWorkingDays].contains { ($0 ?? 0) > 0 }
  }

  /// The last day for the answer to what came on `day`.
  ///
  /// The day itself does not count: months end on the day of the same number, or on the last of a month that lacks it (for the
  /// European Union Regulation 1182/71 art. 3(1), (2)(c)); an end on a day without work is put off where the rule says so (art. 3(4)). Where a calendar never opens again, days are taken as they come.
  ///
  /// - Parameters:
  ///   - day: when it came, or when it was known who asks.
  ///   - calendar: which days are working days, with their holidays; `nil` is Monday to Friday.
  ///   - isExtended: whether it was extended.
  public func due(
    from day: CalendarDay, in calendar: WorkingCalendar? = nil, isExtended: Bool = false
  ) -> CalendarDay {
    func length(_ first: Int?, _ more: Int?) -> Int { (first ?? 0) + (isExtended ? more ?? 0 : 0) }
    var due = day.adding(months: length(months, extensionMonths)).adding(days: length(days, extensionDays))
    for _ in 0..<max(0, length(workingDays, extensionWorkingDays)) {
      due = Self.workingDay(from: due.adding(days: 1), in: calendar)
    }
    return rollsToWorkingDay ? Self.workingDay(from: due, in: calendar) : due
  }

  /// The first day with work that is not before `day`; `day` itself where there is none within a year.
  private static func workingDay(from day: CalendarDay, in calendar: WorkingCalendar?) -> CalendarDay {
    for offset in 0..<366 where isWorkingDay(day.adding(days: offset), in: calendar) {
      return day.adding(days: offset)
    }
    return day
  }

  private static func isWorkingDay(_ day: CalendarDay, in calendar: WorkingCalendar?) -> Bool {
    guard let calendar else { return Weekday.workweek.contains(day.weekday) }
    return !calendar.openPeriods(in: day.period(in: calendar.timeZone)).isEmpty
  }
}
