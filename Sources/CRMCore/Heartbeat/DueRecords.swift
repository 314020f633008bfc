public import Foundation

/// Work that is due record by record: each record in a date-first index has its moment, and one change that deals with it.
///
/// ```swift
/// let expiry = DueRecords("offers.expiry", in: store, Offer.byExpiry) { $0.validUntil } change: { offer, changes, _ in
///   var expired = offer
///   expired.state = .expired          // leaves the index
///   changes.update(expired)
/// }
/// ```
///
/// Every record is one commit. A change that conflicts (somebody else wrote the record meanwhile, or a second heartbeat was
/// faster) is left for the next look. A record whose change throws does not hold up the others: it stays due and is reported.
public struct DueRecords<R: Record>: DueWork {
  /// See ``DueWork/name``.
  public let name: String
  private let store: any Store
  private let index: Index<R>
  private let moment: @Sendable (R) -> Date?
  private let change: @Sendable (Stored<R>, inout ChangeSet, Date) async throws -> Void

  /// Work over the records of an index.
  ///
  /// - Parameters:
  ///   - name: see ``DueWork/name``.
  ///   - store: where the records are.
  ///   - index: has a date as the first part of its keys, and holds only records that are still to be dealt with.
  ///   - moment: that date of a record; `nil` for one that is not in the index.
  ///   - change: adds what deals with a record, so that it leaves the index or moves to a later date in it; nothing at all
  ///     leaves it as it is. Gets the record, the changes and the moment up to which things are due. May run several times.
  public init(
    _ name: String, in store: any Store, _ index: Index<R>, moment: @escaping @Sendable (R) -> Date?,
    change: @escaping @Sendable (_ record: Stored<R>, _ changes: inout ChangeSet, _ now: Date) async throws -> Void
  ) {
    self.name = name
    self.store = store
    self.index = index
    self.moment = moment
    self.change = change
  }

  /// The moment of the first record; reads one record.
  public func nextMoment() async throws -> Date? {
    try await store.first(Query(index)).flatMap { moment($0.record) }
  }

  /// Deals with records that are due, oldest first, one commit each.
  public func perform(_ slice: WorkSlice) async throws -> WorkOutcome {
    var outcome = WorkOutcome()
    var query = Query(index).through(slice.now).limited(to: min(slice.limit, 100))
    while true {
      let page = try await store.page(query)
      for stored in page.items {
        guard outcome.items < slice.limit, !slice.isSpent else {
          try Task.checkCancellation()
          outcome.hasMore = true
          return outcome
        }
        do {
          var changes = ChangeSet(author: .rule(name), date: slice.now)
          try await change(stored, &changes, slice.now)
          guard changes.hasWrites else { continue }
          try await store.commit(changes)
          outcome.items += 1
        } catch let error as StoreError where error.code == .conflict {
          continue
        } catch let error as CancellationError {
          throw error
        } catch {
          outcome.failure = outcome.failure ?? error
        }
      }
      guard let next = page.next else { break }
      query = query.after(next)
    }
    // A record may have moved to a moment that is due as well.
    if outcome.items > 0, let next = try await nextMoment() { outcome.hasMore = next <= slice.now }
    return outcome
  }
}
