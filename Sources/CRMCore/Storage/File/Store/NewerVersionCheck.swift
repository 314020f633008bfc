/// Refuses to edit records that a newer program wrote: this one could lose what it does not know.
///
/// Reading, touching and deleting them is allowed.
struct NewerVersionCheck: ChangeVisitor {
  private let state: FileStoreState
  private var failing: [RecordReference] = []

  static func check(_ changes: ChangeSet, _ state: FileStoreState) throws {
    guard !state.newestVersions.isEmpty else { return }
    var check = NewerVersionCheck(state: state)
    try changes.accept(&check)
    guard check.failing.isEmpty else {
      throw StoreError(.incompatibleVersion, "written by a newer version", records: check.failing.sorted())
    }
  }

  private init(state: FileStoreState) {
    self.state = state
  }

  mutating func visit<R: Record>(_ change: Change<R>) throws {
    guard case .update = change, state.newestVersions[R.collection, default: 1] > R.schemaVersion,
      let slot = try state.pending.slot(R.collection, change.id.bits)
    else { return }
    let reference = RecordReference(change.id)
    if try state.records.version(at: slot.place, of: reference) > R.schemaVersion { failing.append(reference) }
  }
}
