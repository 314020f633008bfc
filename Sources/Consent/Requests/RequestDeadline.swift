public import Foundation

/// Until when a request has to be answered, and where that is written.
public struct RequestDeadline: Hashable, Codable, Sendable {
  /// The last day.
  public var day: CalendarDay
  /// The first instant after it: before it the answer is in time.
  public var end: Date
  /// The packs, with what they cite, that set this day; others leave more time.
  public var references: [String]

  /// A deadline.
  public init(day: CalendarDay, end: Date, references: [String]) {
    self.day = day
    self.end = end
    self.references = references
  }
}

/// The calendars by which deadlines are counted: which days are working days, and where a day ends.
public struct DeadlineCalendars: Hashable, Codable, Sendable {
  /// By the `id` of a pack, where its territory has holidays of its own.
  public var byPack: [String: WorkingCalendar]
  /// For all other packs; `nil` is Monday to Friday without holidays.
  public var standard: WorkingCalendar?
  /// Where days end, unless a calendar says so.
  public var timeZone: TimeZone

  /// Calendars.
  public init(
    _ standard: WorkingCalendar? = nil, byPack: [String: WorkingCalendar] = [:], timeZone: TimeZone = .gmt
  ) {
    self.standard = standard
    self.byPack = byPack
    self.timeZone = timeZone
  }

  func calendar(of pack: String?) -> WorkingCalendar? { pack.flatMap { byPack[$0] } ?? standard }
  func zone(of pack: String?) -> TimeZone { calendar(of: pack)?.timeZone ?? timeZone }
}

extension LegalDeadline {
  /// What counts where no pack says anything: a month. An engineering default.
  public static let fallback = LegalDeadline(months: 1, reference: "engineering default; no pack sets a time")
}

extension PolicySet {
  /// Until when a request has to be answered: the shortest time of all packs that may govern the person. Where nothing is known of
  /// where they are, or no pack governs a place, that is all packs of the set.
  ///
  /// A pack whose time begins only when it is known who asks is counted from the receipt as long as that is not known: the earliest
  /// day that it can come to.
  ///
  /// - Parameters:
  ///   - right: what is demanded.
  ///   - received: when it came.
  ///   - verified: when it was known who asks; `nil` if it is not.
  ///   - jurisdictions: where the person may be.
  ///   - calendars: working days and zones.
  ///   - isExtended: whether it was extended; a pack that knows no extension keeps its day.
  public func deadline(
    for right: SubjectRight, received: Date, verified: Date? = nil, in jurisdictions: [Jurisdiction],
    calendars: DeadlineCalendars, isExtended: Bool = false
  ) -> RequestDeadline {
    let (governing, ungoverned) = packs(for: jurisdictions)
    let candidates = ungoverned.isEmpty ? governing : packs
    var terms: [(pack: String?, tag: String, term: LegalDeadline)] = candidates.compactMap { pack in
      (pack.deadlines[right.rawValue] ?? pack.deadlines["default"]).map { (pack.id, pack.tag, $0) }
    }
    if terms.isEmpty { terms = [(nil, "standard", .fallback)] }
    var best: RequestDeadline?
    for (pack, tag, term) in terms {
      let zone = calendars.zone(of: pack)
      let start = CalendarDay(term.startsWithVerification ? verified ?? received : received, in: zone)
      let day = term.due(from: start, in: calendars.calendar(of: pack), isExtended: isExtended)
      let end = day.adding(days: 1).startDate(in: zone)
      let reference = "\(tag): \(term.reference)"
      if let known = best, known.end < end { continue }
      if let known = best, known.end == end {
        best?.references = known.references + [reference]
      } else {
        best = RequestDeadline(day: day, end: end, references: [reference])
      }
    }
    // There is at least one term.
    return best ?? RequestDeadline(day: .max, end: .distantFuture, references: [])
  }
}

/// That a person was told that the answer takes longer, and why (GDPR art. 12(3)).
public struct ExtensionNotice: Hashable, Codable, Sendable {
  /// When they were told.
  public var date: Date
  /// Why it takes longer, by codes: `complexity`, `number`. At least one.
  public var reasons: [ReasonCode]

  /// A notice.
  public init(date: Date, reasons: [ReasonCode]) {
    self.date = date
    self.reasons = reasons
  }
}

/// A moment at which something is due about a request by time alone.
public struct RequestAlarm: Hashable, Codable, Sendable {
  /// When.
  public var moment: Date
  /// How many days are left; 0 is the end.
  public var daysLeft: Int

  /// The alarms of a deadline after an instant, earliest first.
  ///
  /// - Parameters:
  ///   - deadline: the deadline.
  ///   - days: how many days before the end there is a warning.
  ///   - start: alarms that lie before it are left out, the end is not.
  static func alarms(of deadline: RequestDeadline, warning days: [Int], after start: Date) -> [RequestAlarm] {
    let warnings = Set(days).filter { $0 > 0 }.map { days in
      RequestAlarm(moment: deadline.end.addingTimeInterval(-86_400 * Double(days)), daysLeft: days)
    }
    return (warnings.filter { $0.moment > start } + [RequestAlarm(moment: deadline.end, daysLeft: 0)])
      .sorted { $0.moment < $1.moment }
  }
}
