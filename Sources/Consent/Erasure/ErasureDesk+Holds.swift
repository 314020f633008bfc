import CRMCore
import Foundation

extension ErasureDesk {
  /// A participant's part without what legal holds cover, which is retained for that reason.
  ///
  /// Whatever a participant answers for is about the person. A part that writes nothing but the records that it tells of loses those
  /// that are held; in any other one the writes belong together, and nothing of it is written.
  func sparing(_ part: ParticipationPart, _ rule: ErasureRule) async throws -> ParticipationPart {
    guard !rule.holds.holds.isEmpty else { return part }
    let told = part.actions.filter { if case .retained = $0.value { false } else { true } }
    let writes = try Writes(part.changes)
    var ends: [RecordReference: Date?] = [:]
    for (record, rows) in try await rows(of: writes.altered.union(told.keys), part.categories, rule) {
      if let end = rule.heldUntil(rows) { ends[record] = .some(end) }
    }
    var rest = part
    for (record, holds) in part.held {
      rest.actions[record] = .retained(Reason(ErasureReason.legalHold), until: ErasureRule.end(of: holds) ?? nil)
    }
    guard !ends.isEmpty else { return rest }
    if !writes.inserted.isEmpty || !writes.altered.isSubset(of: told.keys) {
      let open = ends.values.contains { $0 == nil }
      let end = open ? nil : ends.values.compactMap(\.self).max()
      for record in told.keys { ends[record] = .some(end) }
      rest.changes = ChangeSet()
    } else {
      var kept = Sparing(records: Set(ends.keys))
      try part.changes.accept(&kept)
      rest.changes = kept.changes
    }
    for record in told.keys {
      if let end = ends[record] { rest.actions[record] = .retained(Reason(ErasureReason.legalHold), until: end) }
    }
    return rest
  }

  /// What legal holds need to know of records: a row for each category of their data.
  private func rows(
    of records: Set<RecordReference>, _ categories: [RecordReference: Set<PersonalDataCategory>], _ rule: ErasureRule
  ) async throws -> [RecordReference: [RetainedRecord]] {
    var rows: [RecordReference: [RetainedRecord]] = [:]
    for (collection, group) in Dictionary(grouping: records, by: \.collection) {
      guard let type = registry.type(of: collection) else {
        for record in group { rows[record] = [row(of: record, category: nil, links: [], rule)] }
        continue
      }
      for row in try await declared(group.sorted(), as: type, rule) { rows[row.reference] = [row] }
    }
    for (record, kinds) in categories {
      let links = rows[record]?.first?.links ?? []
      rows[record]? += kinds.sorted { $0.rawValue < $1.rawValue }.map {
        row(of: record, category: $0, links: links, rule)
      }
    }
    return rows
  }

  private func declared<R: Record>(
    _ records: [RecordReference], as type: R.Type, _ rule: ErasureRule
  ) async throws -> [RetainedRecord] {
    let found = try await store.fetch(R.self, ids: records.map { Identifier<R>($0.id) })
    return zip(records, found).map { record, stored in
      let links = stored.map { stored in R.references.flatMap { $0.targets(of: stored.record) } }
      return row(of: record, category: R.personalData?.category, links: links ?? [], rule)
    }
  }

  private func row(
    of record: RecordReference, category: PersonalDataCategory?, links: [RecordReference], _ rule: ErasureRule
  ) -> RetainedRecord {
    RetainedRecord(record, category: category ?? "", dates: [:], subjects: rule.subjects, links: links)
  }
}

/// Changes without those to some records.
private struct Sparing: ChangeVisitor {
  let records: Set<RecordReference>
  var changes = ChangeSet()

  mutating func visit<R: Record>(_ change: Change<R>) {
    if !records.contains(RecordReference(change.id)) { changes.add(change) }
  }
}
