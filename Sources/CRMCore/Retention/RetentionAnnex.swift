/// What goes along with a record that is deleted or pseudonymised: the files attached to it, the bytes that it named, and what
/// participants keep about it. Reads only.
struct RetentionAnnex {
  /// The attached files, as records.
  private(set) var attached: [Stored<AttachedFile>] = []
  /// By file, the records that name it and go: the record itself and attached ones.
  private(set) var files: [SHA256.Digest: Set<RecordReference>] = [:]
  /// What participants change, for the same commit.
  private(set) var changes = ChangeSet()
  /// What participants do, by name.
  private(set) var participations: [RetentionParticipation] = []
  /// The legal holds on something that would go along: then nothing goes.
  private(set) var holds: [LegalHold] = []
  /// Why it cannot be done; then nothing goes.
  private(set) var failure: Reason?

  /// - Parameters:
  ///   - stored: the record.
  ///   - kept: what stays of it; `nil` if it goes.
  ///   - isRetained: whether it stays for a reason of its own: then what is kept along with it stays, too.
  ///   - declaration: what its type says about persons.
  ///   - rows: policy, holds and moment.
  init<R: Record>(
    of stored: Stored<R>, keeping kept: R?, isRetained: Bool, _ declaration: PersonalData<R>, _ rows: RetentionRows
  ) async throws {
    let uses = rows.desk.blobUses
    let named = uses.digests(of: stored.record)
    note(named.subtracting(kept.map { uses.digests(of: $0) } ?? []), of: RecordReference(stored.id))
    if !isRetained {
      try await attach(to: RecordReference(stored.id), uses, rows)
      guard holds.isEmpty else { return }
      try await ask(about: stored, declaration, rows)
    }
    if failure == nil, !files.isEmpty, rows.desk.blobs == nil { failure = Reason(RetentionReason.noFileStore) }
  }

  private mutating func note(_ digests: Set<SHA256.Digest>, of record: RecordReference) {
    for digest in digests { files[digest, default: []].insert(record) }
  }

  /// A file goes with the record that it is attached to, unless an obligation of its own keeps it.
  private mutating func attach(to owner: RecordReference, _ uses: [BlobUse], _ rows: RetentionRows) async throws {
    guard rows.desk.registry.type(of: AttachedFile.collection) != nil else { return }
    for file in try await rows.desk.store.all(Query(AttachedFile.byOwner, owner)) {
      guard let row = RetentionRows.row(of: file.record, facts: rows.desk.facts[AttachedFile.collection]) else {
        continue
      }
      guard let keptUntil = rows.sweep.timeline(of: row).keptUntil, keptUntil <= rows.now else { continue }
      holds += rows.holds.covering(row)
      attached.append(file)
      note(uses.digests(of: file.record), of: RecordReference(file.id))
    }
  }

  /// Participants answer for subjects: for records that are about no other.
  private mutating func ask<R: Record>(
    about stored: Stored<R>, _ declaration: PersonalData<R>, _ rows: RetentionRows
  ) async throws {
    guard rows.desk.asksParticipants(about: R.self) else { return }
    var categories: [RecordReference: Set<PersonalDataCategory>] = [:]
    let subject = Subject(RecordReference(stored.id), contactDigests: rows.desk.contactDigests(stored.record))
    for participant in rows.desk.participants {
      do {
        if rows.isCarriedOut { try await participant.willErase(in: rows.desk.store, at: rows.now) }
        let parts = try await participant.erase([subject], sparing: rows.holds, in: rows.desk.store, at: rows.now)
        var records: Set<RecordReference> = []
        for part in parts {
          changes.append(part.changes)
          categories.merge(part.categories) { $0.union($1) }
          holds += part.held.values.flatMap { $0 }
          records.formUnion(part.actions.keys)
        }
        participations.append(
          RetentionParticipation(
            participant: participant.name, subject: subject.reference, records: records.count))
      } catch let error as CancellationError {
        throw error
      } catch {
        failure = Reason(
          RetentionReason.participantFailed,
          [
            "participant": .text(participant.name.rawValue),
            // The kind of error only: what it says may name somebody.
            "error": .text(String(describing: type(of: error))),
          ])
        return
      }
    }
    var written = WrittenRecords()
    try changes.accept(&written)
    holds += try await rows.holds(over: written.records)
    for record in written.records {
      for category in categories[record] ?? [] {
        holds += rows.holds.covering(RetainedRecord(record, category: category, dates: [:]))
      }
    }
  }
}

/// The records that changes alter or remove.
private struct WrittenRecords: ChangeVisitor {
  var records: [RecordReference] = []

  mutating func visit<R: Record>(_ change: Change<R>) {
    switch change {
    case .update, .delete: records.append(RecordReference(change.id))
    case .insert, .require, .touch: break
    }
  }
}
