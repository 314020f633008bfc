public import Foundation

extension Inbox {
  /// Merges everything that waits into `store`, oldest first, each entry as one commit.
  ///
  /// May be called at any time, also by several tasks or processes at once: an entry is counted by the one that removes it. What
  /// is put meanwhile is left for the next call. An entry is as safe as a commit of the store is: under
  /// ``FileStore/Durability/relaxed`` a loss of power can take a commit whose file is already gone.
  ///
  /// - Parameters:
  ///   - store: where the records go.
  ///   - registry: the record types that may arrive. ``Event`` needs no mention.
  ///   - moment: entries begun before this instant and never finished, because their writer died, are removed; `nil` keeps them.
  ///     An hour ago is a good choice. They were never acknowledged.
  /// - Returns: what was merged and what was refused.
  /// - Throws: the store's error if it takes nothing at present (``StoreError/Code/full``, ``StoreError/Code/unavailable``, …), and
  ///   ``StoreError/Code/unavailable`` if the folder cannot be read or changed: what is merged by then stays merged, the rest waits.
  ///   `CancellationError` between two entries.
  @concurrent
  public func drain(
    into store: some Store, registry: RecordRegistry, removingUnfinishedBefore moment: Date? = nil
  ) async throws -> InboxReport {
    var report = InboxReport()
    let names = try names(in: folder)
    if let moment { report.removedUnfinished = try removeUnfinished(among: names, before: moment) }
    let known = registry.adding([Event.self])
    for name in names where InboxEntry.isEntry(name) {
      try Task.checkCancellation()
      try await merge(name, into: store, known, &report)
    }
    return report
  }

  private func merge(
    _ name: String, into store: some Store, _ registry: RecordRegistry, _ report: inout InboxReport
  ) async throws {
    let position: CommitPosition
    do {
      guard let bytes = try read(name) else { return }
      let changes = try InboxEntry.changes(in: bytes, of: name, registry: registry)
      position = try await store.commit(changes).position
    } catch let error as StoreError where Self.refusals.contains(error.code) {
      if let refused = try refuse(name, error) { report.refused.append(refused) }
      return
    }
    // From here on a crash only means that the same commit is asked for again, which changes nothing.
    if try changed({ try fileSystem.remove(folder.appending(path: name)) }) {
      report.merged.append(.init(name: name, position: position))
    }
  }

  /// What will not become better by trying again soon. Anything else is the store's trouble, not the entry's.
  private static let refusals: Set<StoreError.Code> = [
    .conflict, .duplicateKey, .invalidChange, .notFound, .unknownIndex, .incompatibleVersion, .unknownCollection,
    .damagedEntry,
  ]

  /// The bytes of an entry; `nil` if somebody else has merged it meanwhile.
  private func read(_ name: String) throws -> [UInt8]? {
    do {
      let file = try fileSystem.open(folder.appending(path: name), create: false)
      defer { file.close() }
      return try file.read(at: 0, count: try file.size())
    } catch let error as SystemError where error.isMissingFile {
      return nil
    } catch let error as SystemError where error.isOfOneFile {
      throw StoreError(.damagedEntry, "the file cannot be read", underlying: error)
    } catch {
      throw StoreError(inboxFailure: error, "cannot read an entry of the inbox")
    }
  }

  /// Moves an entry aside; the code becomes part of its name, so that one rename does both.
  private func refuse(_ name: String, _ error: StoreError) throws -> InboxReport.Refused? {
    let entry = RefusedEntry(originalName: name, code: error.code)
    let isMoved = try changed {
      try fileSystem.createDirectory(refusedFolder)
      try fileSystem.rename(folder.appending(path: name), to: refusedFolder.appending(path: entry.name))
    }
    guard isMoved else { return nil }
    // An error of decoding may quote what it found.
    var failure = error
    failure.underlying = nil
    return .init(entry: entry, failure: failure)
  }

  /// Unfinished entries tell by their names when they were begun.
  private func removeUnfinished(among names: [String], before moment: Date) throws -> Int {
    try names.count { name in
      guard let begun = InboxEntry.beginning(ofPartial: name), begun < moment else { return false }
      return try changed { try fileSystem.remove(folder.appending(path: name)) }
    }
  }

  /// Whether this caller made the change; `false` if the file is gone, because another one did.
  private func changed(_ body: () throws -> Void) throws -> Bool {
    do {
      try body()
      return true
    } catch let error as SystemError where error.isMissingFile {
      return false
    } catch {
      throw StoreError(inboxFailure: error, "cannot change the inbox")
    }
  }
}
