import Foundation

/// Which legal holds cover the facts that a trail could forget: a fact is held like the record that it is about, whether that record is
/// still there or not.
struct AuditHoldCover {
  private let holds: LegalHolds
  private let kinds: [CollectionName: PersonalDataCategory]
  private let subjects: [RecordReference]
  /// What cases are about; a fact is linked to one if its document names it.
  private let matters: [(target: RecordReference, name: String)]

  /// - Parameters:
  ///   - holds: the holds in force.
  ///   - kinds: the categories of the trail's types.
  ///   - subjects: whom the facts are about.
  init(
    _ holds: LegalHolds, _ kinds: [CollectionName: PersonalDataCategory], of subjects: [RecordReference]
  ) {
    self.holds = holds
    self.kinds = kinds
    self.subjects = subjects
    matters = holds.holds.filter { $0.scope.kind == .matter }.compactMap(\.scope.target).map {
      ($0, $0.id.uuidString)
    }
  }

  /// The holds on a fact, or on the record that keeps it, each once.
  func covering(_ opening: AuditOpening, in record: RecordReference) -> [LegalHold] {
    guard !holds.holds.isEmpty else { return [] }
    var row = RetainedRecord(
      opening.record, category: kinds[opening.record.collection] ?? "", dates: [:], subjects: subjects)
    for case .record(let subject) in opening.subjects where !row.subjects.contains(subject) {
      row.subjects.append(subject)
    }
    if !matters.isEmpty {
      let text = String(decoding: opening.fact, as: UTF8.self)
      row.links = matters.filter { text.contains($0.name) }.map(\.target)
    }
    let found = holds.covering(row)
    let others = holds.covering(RetainedRecord(record, category: "", dates: [:]))
    return found + others.filter { other in !found.contains { $0.id == other.id } }
  }
}
