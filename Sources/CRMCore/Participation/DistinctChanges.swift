/// Changes of several parts in which each record is written once: a participant that is asked for two records of one subject may answer
/// for the same record twice, and so may two participants.
///
/// What a part writes belongs together. One that would write a record that an earlier part has written is left out as a whole, to be
/// asked for again when the earlier one is committed; that both delete it is no contradiction.
package struct DistinctChanges: ChangeVisitor {
  /// The changes, without author and reason.
  package private(set) var changes = ChangeSet()
  private var written: Set<RecordReference> = []
  private var deleted: Set<RecordReference> = []

  /// No changes.
  package init() {}

  /// Takes a part in, unless it contradicts an earlier one. Within the part the first change of a record counts.
  package mutating func add(_ part: ChangeSet) throws {
    var contradictions = Contradictions(written: written, deleted: deleted)
    try part.accept(&contradictions)
    if !contradictions.isFound { try part.accept(&self) }
  }

  /// Takes one change in.
  package mutating func visit<R: Record>(_ change: Change<R>) {
    let record = RecordReference(change.id)
    if change.isWrite, !written.insert(record).inserted { return }
    if case .delete = change { deleted.insert(record) }
    changes.add(change)
  }

  private struct Contradictions: ChangeVisitor {
    let written: Set<RecordReference>
    let deleted: Set<RecordReference>
    var isFound = false

    mutating func visit<R: Record>(_ change: Change<R>) {
      let record = RecordReference(change.id)
      guard change.isWrite, written.contains(record) else { return }
      if case .delete = change, deleted.contains(record) { return }
      isFound = true
    }
  }
}
