import CRMCore

/// What changes write.
struct Writes: ChangeVisitor {
  /// The records that were there before.
  private(set) var altered: Set<RecordReference> = []
  /// Those of them that go.
  private(set) var deleted: Set<RecordReference> = []
  /// Those that come.
  private(set) var inserted: Set<RecordReference> = []

  init(_ changes: ChangeSet) throws { try changes.accept(&self) }

  mutating func visit<R: Record>(_ change: Change<R>) {
    switch change {
    case .insert: inserted.insert(RecordReference(change.id))
    case .delete:
      altered.insert(RecordReference(change.id))
      deleted.insert(RecordReference(change.id))
    case .update, .touch: altered.insert(RecordReference(change.id))
    case .require: break
    }
  }
}

/// A person's own records as an erasure has read them: a commit that rests on them conflicts if one of them was written, came or went
/// since, as it does when records are taken apart.
struct OwnRecords {
  private var revisions: [RecordReference: Revision?]
  private let registry: RecordRegistry

  init(_ assembly: ErasureAssembly, _ registry: RecordRegistry) {
    revisions = assembly.own
    self.registry = registry
  }

  /// Makes changes depend on all that they do not write themselves.
  func require(in changes: inout ChangeSet) throws {
    let writes = try Writes(changes)
    let written = writes.altered.union(writes.inserted)
    for (record, revision) in revisions.sorted(by: { $0.key < $1.key }) where !written.contains(record) {
      guard let type = registry.type(of: record.collection) else { continue }
      Self.require(record, of: type, at: revision, in: &changes)
    }
  }

  /// Takes into account what a commit of the erasure's own has written.
  mutating func note(_ changes: ChangeSet, committedAs revision: Revision) throws {
    let writes = try Writes(changes)
    for record in revisions.keys where writes.altered.contains(record) || writes.inserted.contains(record) {
      revisions[record] = .some(writes.deleted.contains(record) ? nil : revision)
    }
  }

  private static func require<R: Record>(
    _ record: RecordReference, of type: R.Type, at revision: Revision?, in changes: inout ChangeSet
  ) {
    changes.add(Change<R>.require(Identifier(record.id), revision))
  }
}
