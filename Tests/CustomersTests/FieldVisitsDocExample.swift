import Customers
import Foundation

func firstVisit(
  to customer: Identifier<Customer>, of anna: Identifier<StaffMember>, in directory: CustomerDirectory, zone: TimeZone
) async throws -> (visit: FieldVisit, figures: VisitFigures) {
  let desk = FieldDesk(
    directory, organisationHours: .weekly(["08:00-18:00"], timeZone: zone),
    rules: VisitRules(tolerance: 300, retentionDays: 14))
  let author = Author(.staff, anna.description)
  let now = directory.environment.now()

  // Planned: whom, when, and where the address is.
  let plan = FieldVisit(
    id: directory.environment.id(), customer: customer, staff: anna,
    planned: Period(start: now, end: now.addingTimeInterval(3600)),
    place: GeoPoint(latitude: 52.5163, longitude: 13.3777), purpose: "Yearly check")
  try await desk.plan(plan, by: author)

  // On the spot: the device knows where it is, to 15 metres.
  guard let here = GeoPoint(latitude: 52.5170, longitude: 13.3889) else { return (plan, VisitFigures([], at: now)) }
  try await desk.checkIn(plan.id, at: PositionFix(here, accuracy: 15, date: now), by: author)
  let visit = try await desk.checkOut(plan.id, outcome: "all in order", by: author)

  // Plan against done.
  let today = CalendarDay(now, in: zone).period(in: zone)
  return (visit, try await desk.figures(of: anna, in: today))
}
