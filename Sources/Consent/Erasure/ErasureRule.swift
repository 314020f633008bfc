import Foundation

/// What becomes of one record: the pure rule of an erasure.
struct ErasureRule: Sendable {
  let subjects: [RecordReference]
  let now: Date
  let holds: LegalHolds

  /// What becomes of a record.
  enum Outcome<R: Record> {
    case delete
    case rewrite(R, ErasureAction)
    case retain(R, RetainedItem)

    var action: ErasureAction {
      switch self {
      case .delete: .delete
      case .rewrite(_, let action): action
      case .retain: .retain
      }
    }
  }

  func outcome<R: Record>(
    of record: R, _ declaration: PersonalData<R>, _ role: SubjectWalk.Role
  ) -> Outcome<R> {
    let reference = RecordReference(record)
    let links = R.references.flatMap { $0.targets(of: record) }
    let row = RetainedRecord(
      reference, category: declaration.category, dates: [:], subjects: role == .about ? subjects : [], links: links)
    if let until = heldUntil(record, row) {
      return .retain(record, RetainedItem(reference, Reason(ErasureReason.legalHold), until: until))
    }
    guard role == .about else { return .rewrite(unnaming(record, declaration), .removeMention) }
    let subject = subjects.first { links.contains($0) || $0 == reference } ?? subjects[0]
    switch declaration.erasure.outcome(of: record, subject: subject, at: now) {
    case .delete: return .delete
    case .pseudonymise(let changed): return .rewrite(unnaming(changed, declaration), .pseudonymise)
    case .retain(let changed, let reason, let until):
      return .retain(unnaming(changed, declaration), RetainedItem(reference, reason, until: until))
    }
  }

  /// The end of the legal holds on a record: `nil` if there is none, `.some(nil)` if the end is open. A hold in force holds itself.
  private func heldUntil(_ record: any Record, _ row: RetainedRecord) -> Date?? {
    var covering = holds.covering(row)
    if let hold = record as? LegalHold, hold.isInForce(at: now) { covering.append(hold) }
    return Self.end(of: covering)
  }

  /// The end of the legal holds on any of some rows, as above.
  func heldUntil(_ rows: [RetainedRecord]) -> Date?? { Self.end(of: rows.flatMap { holds.covering($0) }) }

  /// The end of some legal holds, as above.
  static func end(of covering: [LegalHold]) -> Date?? {
    guard !covering.isEmpty else { return nil }
    let ends = covering.compactMap(\.until)
    return .some(ends.count == covering.count ? ends.max() : nil)
  }

  /// The record without what names the person beside whom it is about.
  private func unnaming<R: Record>(_ record: R, _ declaration: PersonalData<R>) -> R {
    var record = record
    for mention in declaration.mentions {
      guard let link = R.references.first(where: { $0.name == mention.link }) else { continue }
      for subject in subjects where link.targets(of: record).contains(subject) { mention.remove(&record, subject) }
    }
    return record
  }
}
