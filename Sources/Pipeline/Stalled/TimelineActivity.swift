public import Foundation

/// Touches and plans from the timeline and the follow-ups of Customers that are about a deal.
public struct TimelineActivity: DealActivitySource {
  private let store: any Store

  /// The activity kept in a store.
  public init(store: any Store) {
    self.store = store
  }

  /// The latest interaction up to `now` and the earliest open follow-up from `now` on. Two reads per deal.
  public func touches(of deals: [Identifier<Deal>], at now: Date) async throws -> [Identifier<Deal>: DealTouch] {
    var result: [Identifier<Deal>: DealTouch] = [:]
    for deal in deals {
      let reference = RecordReference(deal)
      let last = try await store.first(Query(Interaction.bySubject, reference).through(now).descending())
      var planned: Date?
      for followUp in try await store.all(Query(TimelineActivity.followUpsAbout, to: reference)) {
        guard followUp.record.isOpen, followUp.record.effectiveDue >= now else { continue }
        planned = min(planned ?? .distantFuture, followUp.record.effectiveDue)
      }
      result[deal] = DealTouch(last: last?.record.date, planned: planned)
    }
    return result
  }

  /// Counts the interactions about the deal. O(interactions of the deal).
  public func activities(in deal: Identifier<Deal>) async throws -> [InteractionKind: Int] {
    var result: [InteractionKind: Int] = [:]
    try await store.forEach(in: Query(Interaction.bySubject, RecordReference(deal))) {
      result[$0.record.kind, default: 0] += 1
    }
    return result
  }

  private static let followUpsAbout = Reference<FollowUp>("about", \.about)
}
