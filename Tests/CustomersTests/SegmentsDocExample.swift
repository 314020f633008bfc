import Customers
import Foundation

func watchTheBase(
  of directory: CustomerDirectory, by me: Author
) async throws -> (members: [SegmentMembership], verdict: SegmentVerdict, next: Date?) {
  let now = directory.environment.now()

  // Whom we mean: key accounts and their people, who bought before and have gone quiet.
  let orders = HistoryTerms.purchases()
  let quiet = Segment(
    id: directory.environment.id(), name: "quiet",
    condition: .all([
      Customer.fields.tags.contains("key account")
        || .related("employeeOf", .any, Customer.fields.tags.contains("key account")),
      orders.happened(atLeast: 2),
      .compare(.revenue(.eur), .greater, .money(Money(minorUnits: 100_000, currency: .eur))),
      .not(orders.last(.withinLast(3, .month))),
      HistoryTerms.interactions(.call, .outbound, within: .last(30, .day)).never,
    ]), createdAt: now)
  try await directory.define(quiet, by: me)
  for ready in ReadySegment.family { try await directory.define(ready.segment(now: now), by: me) }

  // From now on memberships follow every change and the clock.
  let keeper = SegmentKeeper(directory)
  try await keeper.advance()
  let members = try await directory.members(of: quiet.id).items

  // Why somebody is in it or is not, down to the value; and when time alone will change something.
  guard let somebody = members.first else { throw StoreError(.notFound) }
  let verdict = try await directory.explain(somebody.customer, in: quiet.id)
  try await directory.setMembership(of: somebody.customer, in: quiet.id, to: false, note: "called today", by: me)
  return (members, verdict, try await keeper.nextMoment())
}
