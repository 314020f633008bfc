import CRMCore
import Foundation

/// The smallest store that keeps the whole contract: dictionaries and sorted arrays in an actor. Readable rather than fast.
actor MinimalStore: Store {
  /// One index of one collection; without a name, the order of the identifiers.
  struct IndexPath: Hashable {
    var collection: CollectionName
    var name: IndexName?
  }

  /// A key and the record that has it. Equal keys are ordered by identifier.
  struct Entry: Comparable {
    var key: IndexKey
    var record: RecordReference

    static func < (left: Entry, right: Entry) -> Bool {
      left.key == right.key ? left.record < right.record : left.key < right.key
    }
  }

  /// What a commit changes.
  struct Content {
    var records: [RecordReference: (value: any Record, revision: Revision)] = [:]
    var indexes: [IndexPath: [Entry]] = [:]
  }

  private var content = Content()
  private var commits: [Commit] = []
  private var usedKeys: [String: Commit] = [:]
  private let environment: CRMEnvironment
  private let origin: ReplicaID

  init(environment: CRMEnvironment = .live) {
    self.environment = environment
    origin = ReplicaID(rawValue: environment.uuid())
  }

  // MARK: Reading

  func fetch<R: Record>(_ type: R.Type, ids: [Identifier<R>]) throws -> [Stored<R>?] {
    try ids.map { try stored(type, RecordReference($0)) }
  }

  func page<R: Record>(_ query: Query<R>) throws -> Page<Stored<R>> {
    var entries = try entries(in: query)
    if query.isDescending { entries.reverse() }
    if let cursor = query.cursor {
      let last = Entry(key: cursor.key, record: RecordReference(collection: R.collection, id: cursor.id))
      entries.removeAll { query.isDescending ? $0 >= last : $0 <= last }
    }
    let shown = entries.prefix(query.limit)
    let items = try shown.compactMap { try stored(R.self, $0.record) }
    guard shown.count < entries.count, let last = shown.last else { return Page(items: items, next: nil) }
    return Page(items: items, next: PageCursor(key: last.key, id: last.record.id))
  }

  func count<R: Record>(_ query: Query<R>) throws -> Int { try entries(in: query).count }

  private func stored<R: Record>(_ type: R.Type, _ reference: RecordReference) throws -> Stored<R>? {
    guard let found = content.records[reference] else { return nil }
    guard let record = found.value as? R else {
      throw StoreError(.invalidChange, "two record types share a collection", records: [reference])
    }
    return Stored(record, revision: found.revision)
  }

  private func entries<R: Record>(in query: Query<R>) throws -> [Entry] {
    guard query.index == nil || R.allIndexes.contains(where: { $0.name == query.index }) else {
      throw StoreError(.unknownIndex, "\(R.collection) declares no such index")
    }
    let all = content.indexes[IndexPath(collection: R.collection, name: query.index)] ?? []
    return all.filter { entry in
      guard query.lower <= entry.key else { return false }
      guard let upper = query.upper else { return true }
      return entry.key < upper
    }
  }

  // MARK: Writing

  func commit(_ changes: ChangeSet) throws -> Commit {
    if let key = changes.idempotencyKey, let first = usedKeys[key] { return first }
    guard !changes.isEmpty else { throw StoreError(.invalidChange, "an empty change set") }
    let position = CommitPosition(UInt64(commits.count + 1))
    var draft = MinimalDraft(of: content, revision: Revision(position.value))
    try changes.accept(&draft)
    let next = try draft.finished()
    let now = environment.now()
    let last = commits.last?.time ?? HybridTime(milliseconds: 0, counter: 0)
    let commit = Commit(
      position: position, date: changes.date?.truncatedToMilliseconds ?? now, origin: origin, time: last.next(at: now),
      author: changes.author, reason: changes.reason, idempotencyKey: changes.idempotencyKey, changes: draft.changes)
    content = next
    commits.append(commit)
    if let key = changes.idempotencyKey { usedKeys[key] = commit }
    return commit
  }

  // MARK: Following

  func history(after position: CommitPosition?, limit: Int) -> [Commit] {
    Array(commits.dropFirst(Int(position?.value ?? 0)).prefix(limit))
  }

  func position() -> CommitPosition? { commits.last?.position }

  func waitForCommit(after position: CommitPosition?) async throws {
    while commits.count <= Int(position?.value ?? 0) { try await Task.sleep(for: .milliseconds(1)) }
  }
}

/// A commit in the making: judges every change against the content before, and applies it to a copy.
struct MinimalDraft: ChangeVisitor {
  private let before: MinimalStore.Content
  private var after: MinimalStore.Content
  private let revision: Revision
  private(set) var changes: [ChangedRecord] = []
  private var written: Set<RecordReference> = []
  private var conflicts: Set<RecordReference> = []
  private var isContradictory = false
  private var listed: [MinimalStore.IndexPath: Bool] = [:]

  init(of content: MinimalStore.Content, revision: Revision) {
    before = content
    after = content
    self.revision = revision
  }

  mutating func visit<R: Record>(_ change: Change<R>) {
    let reference = RecordReference(change.id)
    guard before.records[reference]?.revision == change.expectedRevision else {
      conflicts.insert(reference)
      return
    }
    guard change.isWrite else { return }
    if !written.insert(reference).inserted { isContradictory = true }
    switch change {
    case .insert(let record): put(record, reference, .inserted)
    case .update(let record, _): put(record, reference, .updated)
    case .delete:
      unlist(R.self, reference)
      after.records[reference] = nil
      changes.append(ChangedRecord(reference, kind: .deleted))
    case .touch:
      after.records[reference]?.revision = revision
      changes.append(ChangedRecord(reference, kind: .touched))
    case .require: break
    }
  }

  private mutating func put<R: Record>(_ record: R, _ reference: RecordReference, _ kind: ChangedRecord.Kind) {
    if kind == .updated { unlist(R.self, reference) }
    after.records[reference] = (record, revision)
    list(IndexKey(), reference, in: MinimalStore.IndexPath(collection: R.collection), isUnique: false)
    for index in R.allIndexes {
      let path = MinimalStore.IndexPath(collection: R.collection, name: index.name)
      for key in index.keys(of: record) { list(key, reference, in: path, isUnique: index.isUnique) }
    }
    changes.append(ChangedRecord(record, kind: kind))
  }

  private mutating func list(
    _ key: IndexKey, _ reference: RecordReference, in path: MinimalStore.IndexPath, isUnique: Bool
  ) {
    after.indexes[path, default: []].append(MinimalStore.Entry(key: key, record: reference))
    listed[path] = isUnique
  }

  private mutating func unlist<R: Record>(_ type: R.Type, _ reference: RecordReference) {
    for name in [nil] + R.allIndexes.map(\.name) {
      let path = MinimalStore.IndexPath(collection: R.collection, name: name)
      after.indexes[path]?.removeAll { $0.record == reference }
    }
  }

  /// The content with all changes in it. Throws everything that stands in the way.
  mutating func finished() throws -> MinimalStore.Content {
    if isContradictory { throw StoreError(.invalidChange, "a record is written twice") }
    if !conflicts.isEmpty {
      throw StoreError(.conflict, "changed since it was read", records: conflicts.sorted())
    }
    var taken: [StoreError.DuplicateKey] = []
    for (path, isUnique) in listed {
      after.indexes[path]?.sort()
      guard isUnique, let name = path.name, let entries = after.indexes[path] else { continue }
      for (one, other) in zip(entries, entries.dropFirst()) where one.key == other.key {
        let (new, old) = written.contains(one.record) ? (one, other) : (other, one)
        taken.append(StoreError.DuplicateKey(index: name, record: new.record, holder: old.record))
      }
    }
    guard taken.isEmpty else {
      throw StoreError(.duplicateKey, records: Set(taken.map(\.record)).sorted(), duplicates: taken)
    }
    return after
  }
}
