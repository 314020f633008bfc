public import CRMCore
import Foundation
import Insights

/// How long tickets took from the request to the resolution.
public struct ResolutionReport: Hashable, Sendable {
  /// The number of tickets looked at.
  public let ticketCount: Int
  /// How many of them are resolved.
  public let resolvedCount: Int
  /// How many of them were taken up again at least once.
  public let reopenedCount: Int
  /// The mean of the resolved tickets' times, in hours.
  public let meanHours: Double?
  /// The median of the resolved tickets' times, in hours, by linear interpolation.
  public let medianHours: Double?
  /// The time within which nine of ten were resolved, in hours, by linear interpolation.
  public let p90Hours: Double?
  /// The sorted hours, for other quantiles.
  public let hours: [Double]

  /// The report over some tickets; with a calendar it counts working hours only, without one every hour. O(n log n).
  public init(tickets: some Sequence<Ticket>, calendar: WorkingCalendar? = nil) {
    var hours: [Double] = []
    var count = 0
    var reopened = 0
    for ticket in tickets {
      count += 1
      if ticket.reopenCount > 0 { reopened += 1 }
      guard let resolved = ticket.resolvedAt else { continue }
      let period = Period(start: ticket.createdAt, end: max(resolved, ticket.createdAt))
      let seconds = calendar.map { $0.working(in: period).inSeconds } ?? period.length
      hours.append(seconds / 3600)
    }
    hours.sort()
    let quantiles = Quantiles(hours)
    ticketCount = count
    resolvedCount = hours.count
    reopenedCount = reopened
    meanHours = quantiles.mean
    medianHours = quantiles.median
    p90Hours = quantiles[0.9]
    self.hours = hours
  }

  /// The share resolved within some hours, from 0 to 1; `nil` if none is resolved.
  public func share(within limit: Double) -> Double? {
    hours.isEmpty ? nil : Double(hours.count { $0 <= limit }) / Double(hours.count)
  }
}
