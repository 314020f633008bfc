import CRMCore
import Foundation

/// Turns what the walk and the participants find into records of an export.
struct AccessWalk: SubjectVisitor {
  let desk: AccessDesk
  let redaction: AccessRedaction
  let known: Set<CollectionName>
  let show: (AccessRecord) async throws -> Void
  private var commit: Commit?

  init(
    _ desk: AccessDesk, _ subject: AccessSubject, known: Set<CollectionName>,
    _ show: @escaping (AccessRecord) async throws -> Void
  ) {
    self.desk = desk
    self.known = known
    self.show = show
    redaction = AccessRedaction(subject, desk)
  }

  mutating func visit<R: Record>(
    _ records: [Stored<R>], _ declaration: PersonalData<R>, _ role: SubjectWalk.Role
  ) async throws {
    let links = R.references
    for stored in records {
      let targets = links.flatMap { $0.targets(of: stored.record) }
      let unknown = Set(targets.map(\.collection)).subtracting(known)
      guard unknown.isEmpty else {
        throw AccessError.unregistered(unknown.sorted { $0.rawValue < $1.rawValue }, by: R.collection)
      }
      var record = AccessRecord(
        reference: RecordReference(stored.id), category: declaration.category, role: .about, values: [:],
        provenance: try await provenance(of: stored, declaration), provided: declaration.provided)
      switch role {
      case .about: record.values = try redaction.values(of: stored.record, pointingTo: targets, declaration)
      case .mentions(let links): record.role = .mentions(links.sorted())
      }
      try await show(record)
    }
  }

  /// Shows a record of a participant.
  func visit(_ exported: ExportedRecord) async throws {
    var provenance: [String: JSONTree] = [:]
    provenance["source"] = exported.provenance.map { .text($0) }
    try await show(
      AccessRecord(
        reference: exported.record, category: exported.category, role: .about, values: redaction.values(of: exported),
        provenance: provenance, provided: exported.provided))
  }

  /// When a record came to be, when it was last written and by what kind of author, as far as that is known.
  private mutating func provenance<R: Record>(
    of stored: Stored<R>, _ declaration: PersonalData<R>
  ) async throws -> [String: JSONTree] {
    var provenance: [String: JSONTree] = [:]
    let bytes = stored.id.uuid.uuid
    if bytes.6 >> 4 == 7 {
      // UUIDv7 (RFC 9562, 5.7): the first 48 bits are the millisecond.
      let time = [bytes.0, bytes.1, bytes.2, bytes.3, bytes.4, bytes.5].reduce(Int64(0)) { $0 << 8 | Int64($1) }
      provenance["created"] = .text(JSONTree.text(of: Date(timeIntervalSince1970: Double(time) / 1_000)))
    }
    provenance["obtained"] = declaration.obtained(stored.record).map { .text(JSONTree.text(of: $0)) }
    guard desk.tellsCommits else { return provenance }
    if commit?.revision != stored.revision, stored.revision.value > 0 {
      do {
        let before = CommitPosition(stored.revision.value - 1)
        commit = try await desk.store.history(after: before, limit: 1).first
      } catch let error as StoreError where error.code == .historyTruncated {
        commit = nil
      }
    }
    guard let commit, commit.revision == stored.revision else { return provenance }
    provenance["changed"] = .text(JSONTree.text(of: commit.date))
    provenance["changedBy"] = commit.author.map { .text($0.kind.rawValue) }
    return provenance
  }
}
