public import CRMCore
public import Foundation
import Insights

/// What one member of staff did in a period, and what was left lying. A plain figure; see
/// ``CustomerDirectory/activity(of:in:untouchedFor:arrivals:workingCalendar:)`` for where it comes from.
public struct RepActivity: Hashable, Sendable {
  /// Whose.
  public var staff: Identifier<StaffMember>
  /// Of when.
  public var period: Period
  /// Contacts by kind; notes and what customers do by themselves are none.
  public var contacts: [InteractionKind: Int]
  /// Customers with whom there was contact.
  public var customersContacted: Int
  /// How fast new leads were answered.
  public var firstResponse: FirstResponse
  /// Follow-ups done in the period.
  public var followUpsDone: Int
  /// Of these: after they were due.
  public var followUpsDoneLate: Int
  /// Follow-ups that are open and past their moment at the end of the period, or now if that is earlier.
  public var followUpsOverdue: Int
  /// Customers that they look after and with whom nobody had contact for so many days.
  public var untouched: [Identifier<Customer>]

  /// Figures of a member of staff.
  public init(
    staff: Identifier<StaffMember>, period: Period, contacts: [InteractionKind: Int] = [:], customersContacted: Int = 0,
    firstResponse: FirstResponse = FirstResponse([]), followUpsDone: Int = 0, followUpsDoneLate: Int = 0,
    followUpsOverdue: Int = 0, untouched: [Identifier<Customer>] = []
  ) {
    self.staff = staff
    self.period = period
    self.contacts = contacts
    self.customersContacted = customersContacted
    self.firstResponse = firstResponse
    self.followUpsDone = followUpsDone
    self.followUpsDoneLate = followUpsDoneLate
    self.followUpsOverdue = followUpsOverdue
    self.untouched = untouched
  }

  /// All contacts.
  public var contactCount: Int { contacts.values.reduce(0, +) }
}

/// A new lead and the first answer to it, as far as there is one.
public struct LeadArrival: Hashable, Sendable {
  /// When it came.
  public var date: Date
  /// When somebody first turned to it: wrote, called, met; `nil` if nobody has yet.
  public var answered: Date?

  /// A lead.
  public init(date: Date, answered: Date? = nil) {
    self.date = date
    self.answered = answered
  }
}

/// How fast leads were answered. Quantiles by linear interpolation (definition 7 of Hyndman and Fan).
public struct FirstResponse: Hashable, Sendable {
  /// Leads that were answered.
  public var answered: Int
  /// Leads that were not.
  public var unanswered: Int
  /// Half were answered within so many seconds; `nil` if none was.
  public var median: TimeInterval?
  /// Nine of ten were answered within so many seconds.
  public var ninetieth: TimeInterval?
  /// Seconds on average.
  public var mean: TimeInterval?

  /// The figures of some leads. An answer from before the lead came took no time. O(n log n).
  ///
  /// - Parameters:
  ///   - arrivals: the leads.
  ///   - calendar: counts working time only; `nil` counts all time.
  public init(_ arrivals: [LeadArrival], in calendar: WorkingCalendar? = nil) {
    let pairs = arrivals.compactMap { arrival in arrival.answered.map { (arrival.date, max($0, arrival.date)) } }
    var seconds: [Double] = []
    if let calendar, let first = pairs.map(\.0).min(), let last = pairs.map(\.1).max() {
      let timeline = calendar.timeline(CalendarDay(first, in: .gmt).adding(days: -1)...CalendarDay(last, in: .gmt))
      seconds = pairs.map { timeline.working(in: Period(start: $0.0, end: $0.1)).inSeconds }
    } else {
      seconds = pairs.map { $0.1.timeIntervalSince($0.0) }
    }
    let quantiles = Quantiles(seconds)
    answered = pairs.count
    unanswered = arrivals.count - pairs.count
    median = quantiles.median
    ninetieth = quantiles[0.9]
    mean = quantiles.mean
  }
}

extension InteractionKind {
  /// The kinds that are a contact between a customer and one of ours.
  public static let contacts: Set<InteractionKind> = [
    .call, .email, .message, .chat, .meeting, .visit, .storeVisit, .social, .letter,
  ]
}
