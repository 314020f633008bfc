/// Undoes what a merge did to records: those that came with a loser go back, what was written since stays where it is.
public struct TraceReversal: Sendable {
  /// Changes that undo the merge.
  public private(set) var changes = ChangeSet()
  /// Records that were changed since in a way that leaves open where they belong: they stay as they are.
  public private(set) var kept: [RecordReference] = []
  /// Records that went back, by type.
  public private(set) var counts: [CollectionName: Int] = [:]

  private let registry: RecordRegistry
  private let store: any Store
  private let winner: RecordReference

  /// A reversal of nothing yet.
  ///
  /// - Parameters:
  ///   - winner: the record that has what was moved now.
  ///   - registry: the types.
  ///   - store: where the records are.
  public init(from winner: RecordReference, registry: RecordRegistry, in store: any Store) {
    self.winner = winner
    self.registry = registry
    self.store = store
  }

  /// Undoes traces, in their order.
  ///
  /// - Parameters:
  ///   - traces: what was done.
  ///   - collections: types that somebody else takes care of.
  /// - Throws: ``StoreError`` if a type is not registered any more.
  public mutating func undo(_ traces: [RecordTrace], leavingOut collections: Set<CollectionName> = []) async throws {
    var byType: [CollectionName: [RecordTrace]] = [:]
    var order: [CollectionName] = []
    for trace in traces where !collections.contains(trace.collection) {
      if byType[trace.collection] == nil { order.append(trace.collection) }
      byType[trace.collection, default: []].append(trace)
    }
    for collection in order {
      guard let type = registry.type(of: collection) else {
        throw StoreError(.unavailable, "the record type \(collection) is not registered")
      }
      try await undo(byType[collection] ?? [], of: type)
    }
  }

  private mutating func undo<R: Record>(_ traces: [RecordTrace], of type: R.Type) async throws {
    var work = Work<R>()
    for trace in traces {
      switch trace {
      case .moved(let moved): try await moveBack(moved, &work)
      case .rewritten(let reference, let before, let after):
        guard let id = reference.id(as: R.self), let current = try await work.current(id, in: store) else { continue }
        if let restored = try? RecordPayload.restoring(current, after: after, before: before), restored.id == id {
          work.set(restored)
        } else {
          kept.append(reference)
        }
      case .removed(let reference, let before):
        guard let id = reference.id(as: R.self), try await work.current(id, in: store) == nil else { continue }
        work.set(try RecordPayload.decode(R.self, from: before))
      case .inserted(let reference, let after):
        guard let id = reference.id(as: R.self), let current = try await work.current(id, in: store) else { continue }
        if try RecordPayload.encode(current) == after { work.clear(id) } else { kept.append(reference) }
      }
    }
    counts[R.collection, default: 0] += work.write(to: &changes)
  }

  private mutating func moveBack<R: Record>(_ moved: MovedRecords, _ work: inout Work<R>) async throws {
    let links = R.references.filter { moved.links[$0.name] != nil }
    try await work.load(moved.ids.map { Identifier<R>($0) }, in: store)
    for uuid in moved.ids {
      guard let current = try await work.current(Identifier<R>(uuid), in: store) else { continue }
      var back = current
      var isOpen = false
      for link in links {
        let count = link.targets(of: current).count { $0 == winner }
        if count > moved.links[link.name] ?? 0 { isOpen = true }
        if count > 0, count <= moved.links[link.name] ?? 0 { link.repoint(&back, from: winner, to: moved.loser) }
      }
      if isOpen { kept.append(RecordReference(current.id)) }
      work.set(back)
    }
  }

  /// Records of one type as they will be, beside how they were read: each is written once.
  private struct Work<R: Record> {
    private var read: [Identifier<R>: Stored<R>?] = [:]
    private var now: [Identifier<R>: R?] = [:]
    private var order: [Identifier<R>] = []

    mutating func load(_ ids: [Identifier<R>], in store: any Store) async throws {
      let missing = ids.filter { read[$0] == nil }
      for start in stride(from: 0, to: missing.count, by: 1_000) {
        try Task.checkCancellation()
        let batch = Array(missing[start..<min(start + 1_000, missing.count)])
        for (id, stored) in zip(batch, try await store.fetch(R.self, ids: batch)) {
          read.updateValue(stored, forKey: id)
          now.updateValue(stored?.record, forKey: id)
          order.append(id)
        }
      }
    }

    mutating func current(_ id: Identifier<R>, in store: any Store) async throws -> R? {
      if read[id] == nil { try await load([id], in: store) }
      return now[id] ?? nil
    }

    mutating func set(_ record: R) { now.updateValue(record, forKey: record.id) }

    mutating func clear(_ id: Identifier<R>) { now.updateValue(nil, forKey: id) }

    func write(to changes: inout ChangeSet) -> Int {
      var count = 0
      for id in order {
        let old = read[id] ?? nil
        let new = now[id] ?? nil
        guard old?.record != new else { continue }
        count += 1
        switch (old, new) {
        case (let old?, let new?): changes.update(new, expecting: old.revision)
        case (let old?, nil): changes.delete(old)
        case (nil, let new?): changes.insert(new)
        case (nil, nil): break
        }
      }
      return count
    }
  }
}
