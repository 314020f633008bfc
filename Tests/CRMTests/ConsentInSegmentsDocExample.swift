import CRM
import Foundation

/// An audience that follows the ledger, those whose consent ends soon, and those who stopped.
func audiences(of crm: Workspace, by me: Author) async throws -> [Identifier<Segment>] {
  let now = crm.environment.now()

  // Nothing denies news by e-mail to them: in principle, because the hour is looked at when a message leaves.
  let news = Condition.compare(
    .consentPermits("marketing.news", through: .email, as: .marketing, in: ["DE"]), .equal, .bool(true))
  // Their consent ends within a month: time to ask again.
  let ending = Condition.date(
    .consentExpires("marketing.news", through: .email, as: .marketing, in: ["DE"]), .withinNext(30, .day), zone: nil)
  // They stopped something, whatever it was.
  let stopped = Condition.compare(.consentStopped(), .equal, .bool(true))

  var segments: [Identifier<Segment>] = []
  for (name, condition) in [("news", news), ("renew", .all([news, ending])), ("stopped", stopped)] {
    let segment = Segment(
      id: crm.environment.id(), name: SegmentName(rawValue: name), condition: condition, createdAt: now)
    try await crm.customers.define(segment, by: me)
    segments.append(segment.id)
  }
  // The heartbeat keeps them true: after every act on the ledger, and when a consent ends.
  try await crm.heartbeat().advance(now: now)
  return segments
}
