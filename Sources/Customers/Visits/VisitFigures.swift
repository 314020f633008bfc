public import CRMCore
public import Foundation

/// Plan against done: what became of the visits of a period.
public struct VisitFigures: Hashable, Codable, Sendable {
  /// Visits planned beforehand, without those cancelled.
  public var planned = 0
  /// Of these: done.
  public var plannedDone = 0
  /// Of these: not begun though their time is over.
  public var missed = 0
  /// Cancelled.
  public var cancelled = 0
  /// Done without a plan.
  public var unplannedDone = 0
  /// Under way.
  public var underWay = 0
  /// Done or under way, with something to look at.
  public var flagged = 0
  /// Seconds with customers.
  public var seconds = 0
  /// Seconds planned for what was planned and done: to compare with.
  public var plannedSeconds = 0
  /// Seconds spent on what was planned and done.
  public var secondsOnPlan = 0

  /// The figures of some visits.
  ///
  /// - Parameters:
  ///   - visits: the visits, in any order.
  ///   - now: decides what is missed.
  public init(_ visits: some Sequence<FieldVisit>, at now: Date) {
    for visit in visits {
      if visit.state == .cancelled {
        cancelled += 1
        continue
      }
      if visit.isPlanned { planned += 1 }
      if visit.isMissed(at: now) { missed += 1 }
      if visit.state == .underWay { underWay += 1 }
      if visit.state != .planned, !visit.flags.isEmpty { flagged += 1 }
      guard let duration = visit.duration else { continue }
      seconds += duration
      if visit.isPlanned {
        plannedDone += 1
        plannedSeconds += Int(visit.planned.length)
        secondsOnPlan += duration
      } else {
        unplannedDone += 1
      }
    }
  }

  /// Done of planned, from 0 to 1; `nil` if nothing was planned.
  public var completion: Double? { planned == 0 ? nil : Double(plannedDone) / Double(planned) }
}

extension FieldDesk {
  /// The visits of a member of staff whose planned start lies in a period, in order. Reads these and no more.
  public func visits(of staff: Identifier<StaffMember>, in period: Period) async throws -> [FieldVisit] {
    let query = Query(FieldVisit.byStaff, staff).from(period.start).before(period.end)
    return try await store.all(query).map(\.record)
  }

  /// One page of the visits to a customer, latest first.
  public func visits(
    to customer: Identifier<Customer>, limit: Int = 50, after cursor: PageCursor? = nil
  ) async throws -> Page<FieldVisit> {
    let query = Query(FieldVisit.byCustomer, customer).descending().limited(to: limit).after(cursor)
    let page = try await store.page(query)
    return Page(items: page.items.map(\.record), next: page.next)
  }

  /// Plan against done of a member of staff in a period. Reads the visits of the period.
  public func figures(of staff: Identifier<StaffMember>, in period: Period) async throws -> VisitFigures {
    VisitFigures(try await visits(of: staff, in: period), at: environment.now())
  }
}
