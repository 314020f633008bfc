public import Foundation

/// A trail's part in the rights of a subject: what opens the entries about them is found, exported and erased; the entries themselves
/// say nothing about anybody, and stay.
///
/// A subject is known to a trail by the record and by the digests of the contact points; see ``Subject/auditSubjects``.
public struct AuditParticipant: Participant {
  private let trail: AuditTrail

  /// The part of a trail.
  public init(_ trail: AuditTrail) {
    self.trail = trail
  }

  /// `audit.` and the trail's origin.
  public var name: ParticipantName { ParticipantName(rawValue: trail.name) }
  /// The record types of trails.
  public var collections: Set<CollectionName> { Set(AuditTrail.recordTypes.map { $0.collection }) }

  /// Shows the openings that hold facts about the subject.
  public func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    var seen: Set<Identifier<AuditOpenings>> = []
    for target in subject.auditSubjects {
      for stored in try await store.all(Query(AuditOpenings.bySubject, ExactText(trail.origin), target))
      where seen.insert(stored.id).inserted { try await visit(RecordReference(stored.id)) }
    }
  }

  /// Shows of each fact about the subject that can be proven that it is there: the entry's place, kind and date and the record's
  /// collection, and which record it is where the fact is about nobody else and the record no other person's.
  ///
  /// The content is not shown. It is the record as it was, with the author and the reason, and a trail does not know what the
  /// declaration of the record's type withholds. What the record says today the walk over the records shows.
  public func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws {
    let own = subject.auditSubjects
    var seen: Set<UInt64> = []
    for target in own {
      var last: UInt64?
      repeat {
        let page = try await trail.entries(about: target, after: last)
        for finding in page.items where seen.insert(finding.entry.index).inserted {
          guard let fact = finding.fact else { continue }
          let leaf = finding.entry.leaf
          let isAbout = fact.subjects?.allSatisfy { own.contains($0) } ?? false
          // Of the subject's own kind is another person, with the same contact point.
          let isOwn =
            isAbout
            && (fact.record == subject.reference || fact.record.collection != subject.reference.collection)
          try await visit(
            ExportedRecord(
              record: isOwn ? fact.record : RecordReference(AuditHead.id(of: trail.origin)),
              category: .provenance,
              values: [
                "collection": .text(leaf.matter), "date": .text(JSONTree.text(of: leaf.date)),
                "entry": .unsigned(leaf.index), "kind": .text(leaf.kind.rawValue),
              ],
              provenance: trail.origin))
        }
        last = page.next
      } while last != nil
    }
  }

  /// Seals what is not sealed yet, so that nothing older is sealed with its fact after it was to be forgotten.
  public func willErase(in store: any Store, at now: Date) async throws {
    try await trail.sealBeforeForgetting()
  }

  /// Prepares to forget everything about the subject that is sealed.
  public func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    try await part([subject], sparing: nil, in: store)
  }

  /// One part for all: a trail goes on at one place.
  public func erase(_ subjects: [Subject], in store: any Store, at now: Date) async throws -> [ParticipationPart] {
    [try await part(subjects, sparing: nil, in: store)]
  }

  /// Prepares to forget what is sealed but for each fact that a hold covers: about a held record, of a held category, about a held person.
  public func erase(
    _ subjects: [Subject], sparing holds: LegalHolds, in store: any Store, at now: Date
  ) async throws -> [ParticipationPart] { [try await part(subjects, sparing: holds, in: store)] }

  private func part(
    _ subjects: [Subject], sparing holds: LegalHolds?, in store: any Store
  ) async throws -> ParticipationPart {
    var part = ParticipationPart()
    let kinds: [CollectionName: PersonalDataCategory] = trail.types.reduce(into: [:]) {
      $0[$1.collection] = $1.category
    }
    var seen: Set<AuditSubject> = []
    let targets = subjects.flatMap(\.auditSubjects).filter { seen.insert($0).inserted }
    let cover = holds.map { AuditHoldCover($0, kinds, of: subjects.map(\.reference)) }
    var spared: Set<UInt64> = []
    for target in targets {
      try await store.forEach(in: Query(AuditOpenings.bySubject, ExactText(trail.origin), target)) { stored in
        let record = RecordReference(stored.id)
        for opening in stored.openings where opening.subjects.contains(target) {
          guard !spared.contains(opening.index) else { continue }
          let covering = cover?.covering(opening, in: record) ?? []
          if covering.isEmpty {
            part.actions[record] = .deleted
            if let kind = kinds[opening.record.collection] { part.categories[record, default: []].insert(kind) }
          } else {
            spared.insert(opening.index)
            let known = Set(part.held[record]?.map(\.id) ?? [])
            part.held[record, default: []] += covering.filter { !known.contains($0.id) }
          }
        }
      }
    }
    part.changes = try await trail.forgetting(targets, sparing: spared).changes
    return part
  }

  /// Nothing: what happened is read and not used.
  public func restrict(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    ParticipationPart()
  }

  /// Nothing: the correction is a change of its own and sealed as such.
  public func rectify(
    _ subject: Subject, _ values: [FieldName: FieldValue], in store: any Store, at now: Date
  ) async throws -> ParticipationPart { ParticipationPart() }

  /// Nothing: what happened to a record stays what happened to that record.
  public func merge(into part: inout MergePart, in store: any Store) async throws {}
}
