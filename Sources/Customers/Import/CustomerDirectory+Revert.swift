public import CRMCore
import Foundation

extension CustomerDirectory {
  /// Undoes an import in one commit: records that it made are removed, records that it changed are as they were before, without contact
  /// points that ``contactScreen`` refuses by now.
  ///
  /// - Parameters:
  ///   - id: the run.
  ///   - registry: the record types that imports of this host write.
  ///   - skippingChanged: whether records that somebody changed since are left as they are; otherwise they make the whole fail.
  ///   - author: who does it.
  /// - Returns: what was undone.
  /// - Throws: ``ImportReversalRefused`` with all records changed since; `notFound`; a `StoreError` if the run's record type is not
  ///   in the registry.
  @concurrent @discardableResult
  public func revertImport(
    _ id: Identifier<ImportRun>,
    registry: RecordRegistry = RecordRegistry(recordTypes + [StaffMember.self, Team.self]),
    skippingChanged: Bool = false, by author: Author
  ) async throws -> ImportReversal {
    let run = try await store.require(id).record
    guard let type = registry.type(of: run.target) else {
      throw StoreError(.unavailable, "the record type \(run.target) is not registered")
    }
    return try await revert(id, type, skippingChanged: skippingChanged, by: author)
  }

  private func revert<R: Record>(
    _ id: Identifier<ImportRun>, _ type: R.Type, skippingChanged: Bool, by author: Author
  ) async throws -> ImportReversal {
    try await store.perform {
      let now = environment.now()
      var run = try await store.require(id)
      var result = ImportReversal(removed: 0, restored: 0, changedSince: [])
      var changes = ChangeSet(author: author, reason: "import reverted", date: now)
      guard run.state != .reverted else { return Prepared(result, changes: changes) }
      var query = Query(ImportChange.byRun, id).limited(to: 500)
      while true {
        let page = try await store.page(query)
        try await undo(page.items, type, into: &result, &changes)
        guard let next = page.next else { break }
        query = query.after(next)
      }
      if !result.changedSince.isEmpty, !skippingChanged {
        throw ImportReversalRefused(records: result.changedSince)
      }
      run.state = .reverted
      run.endedAt = now
      changes.update(run)
      let properties: [String: FieldValue] = [
        "name": .text(run.name), "removed": .integer(Int64(result.removed)),
        "restored": .integer(Int64(result.restored)),
      ]
      changes.insert(
        event(.importReverted, about: RecordReference(id), customer: nil, at: now, by: author, properties))
      return Prepared(result, changes: changes)
    }
  }

  private func undo<R: Record>(
    _ items: [Stored<ImportChange>], _ type: R.Type, into result: inout ImportReversal, _ changes: inout ChangeSet
  ) async throws {
    let ids = items.compactMap { $0.record.record.id(as: R.self) }
    var restored: [(record: R, arrival: ContactArrival?, revision: Revision)] = []
    for (change, stored) in zip(items, try await store.fetch(R.self, ids: ids)) {
      guard let stored, try ImportChange.digest(of: stored.record) == change.written else {
        result.changedSince.append(change.record.record)
        continue
      }
      if let previous = change.previous {
        let record = try JSONDecoder().decode(R.self, from: previous)
        restored.append((record, ContactArrival(of: record, replacing: stored.record), stored.revision))
      } else {
        changes.delete(stored)
        result.removed += 1
      }
      changes.delete(change)
    }
    let arrivals = restored.compactMap(\.arrival).filter { !$0.points.isEmpty }
    let screened = arrivals.isEmpty ? nil : try await contactScreen?.screen(arrivals, at: environment.now())
    screened?.require(in: &changes)
    for (record, arrival, revision) in restored {
      // A contact point that the import took away and that may not come any more stays away.
      let refused = arrival?.points.map(\.canonical).filter { screened?.points[$0] != nil } ?? []
      changes.update(Self.record(record, without: refused), expecting: revision)
    }
    result.restored += restored.count
  }

  private static func record<R: Record>(_ record: R, without points: [String]) -> R {
    guard !points.isEmpty, var holder = record as? any ContactHolder else { return record }
    for point in points { holder.contactPoints.remove(canonical: point) }
    return holder as? R ?? record
  }
}

/// What undoing an import did.
public struct ImportReversal: Hashable, Sendable {
  /// Records that were removed.
  public var removed: Int
  /// Records that are as they were before.
  public var restored: Int
  /// Records that somebody changed or removed since, and which were left alone.
  public var changedSince: [RecordReference]

  /// What was undone.
  public init(removed: Int, restored: Int, changedSince: [RecordReference]) {
    self.removed = removed
    self.restored = restored
    self.changedSince = changedSince
  }
}

/// An import was not undone, because records of it were changed or removed since. Nothing was written.
public struct ImportReversalRefused: Error, Hashable, Sendable {
  /// All these records.
  public var records: [RecordReference]

  /// A refusal because of these records.
  public init(records: [RecordReference]) {
    self.records = records
  }
}
