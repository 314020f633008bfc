import CRMCore
public import Foundation

extension FollowUp {
  /// The next one of its series: the first occurrence that lies after both the due moment and `now`; `nil` without a recurrence and
  /// at its end. What was missed is not made up for, and what was done early does not come twice.
  ///
  /// Its identifier follows from series and occurrence, so that nobody can add it twice.
  public func nextOccurrence(at now: Date) -> FollowUp? {
    guard let recurrence, let occurrence = recurrence.next(after: max(due, now)) else { return nil }
    let first = series ?? id
    return FollowUp(
      id: Identifier(derivedFrom: "followUp.series", first.description, occurrence.id.description), kind: kind,
      what: what,
      about: about, customer: customer, owner: owner, due: occurrence.date, reminderOffsets: reminderOffsets,
      recurrence: recurrence, series: first, createdAt: now)
  }
}
