import CRMCore
import Foundation

func reviews(in zone: TimeZone) throws -> [Recurrence.Occurrence] {
  // The last working day of each month, at half past four.
  let rule = try RecurrenceRule(parsing: "FREQ=MONTHLY;BYDAY=MO,TU,WE,TH,FR;BYSETPOS=-1")
  var reviews = Recurrence(start: "2026-01-30T16:30:00", in: zone, rule)

  // Not in July; the one in December is a week earlier.
  reviews.exceptions.insert("2026-07-31T16:30:00")
  reviews.overrides["2026-12-31T16:30:00"] = "2026-12-22T16:30:00"

  // The same as text, and back.
  let again = try Recurrence(parsing: reviews.text)
  print(again.rules[0], again.exceptions.count)

  // Those of the second half of the year; what lies before costs nothing.
  let half = Period(
    start: LocalDateTime("2026-07-01T00:00:00").date(in: zone), end: LocalDateTime("2027-01-01T00:00:00").date(in: zone)
  )
  return reviews.occurrences(in: half)
}
