/// Changes of several parts in which each record is written once, as the first of them says: a participant that is asked for two
/// records of one subject may answer for the same record twice, and so may two participants.
package struct DistinctChanges: ChangeVisitor {
  /// The changes, without author and reason.
  package private(set) var changes = ChangeSet()
  private var written: Set<RecordReference> = []

  /// No changes.
  package init() {}

  /// Takes changes in.
  package mutating func add(_ part: ChangeSet) throws { try part.accept(&self) }

  /// Takes one change in.
  package mutating func visit<R: Record>(_ change: Change<R>) {
    if change.isWrite, !written.insert(RecordReference(change.id)).inserted { return }
    changes.add(change)
  }
}
