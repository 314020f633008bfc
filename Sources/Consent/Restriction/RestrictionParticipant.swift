public import Foundation

/// The part of restrictions in what happens to a person's records: a merge brings the restrictions of the losers to the winner, and
/// an erasure leaves them as proof.
///
/// The ledger's acts on contact points have no link to a record and need no part: they stand where they stood.
public struct RestrictionParticipant: Participant {
  /// `consent.restrictions`.
  public var name: ParticipantName { "consent.restrictions" }
  /// None: what is recorded on a person has no link to the record that a walk could find.
  public var collections: Set<CollectionName> { [] }

  /// The ledger.
  public let ledger: ConsentLedger
  /// The ground on which ``restrict(_:in:at:)`` restricts; `nil` lets it fail loudly.
  public let ground: RestrictionGround?
  /// The contact points in the record of a person, for a merge.
  public let contactPoints: @Sendable (RecordReference, any Store) async throws -> [ContactPoint.Value]

  /// The part of a ledger's restrictions.
  ///
  /// - Parameters:
  ///   - ledger: the ledger.
  ///   - ground: see ``ground``.
  ///   - contactPoints: the contact points in the record of a person; none by default, so that a merge reaches only those on which
  ///     something was recorded with the person as `party`.
  public init(
    _ ledger: ConsentLedger, restrictingBecause ground: RestrictionGround? = nil,
    contactPoints: @escaping @Sendable (RecordReference, any Store) async throws -> [ContactPoint.Value] = { _, _ in []
    }
  ) {
    self.ledger = ledger
    self.ground = ground
    self.contactPoints = contactPoints
  }

  /// Shows the acts on the person.
  public func find(
    _ subject: Subject, in store: any Store, _ visit: (RecordReference) async throws -> Void
  ) async throws {
    for act in try await restrictions(of: subject.reference, in: store) { try await visit(RecordReference(act)) }
  }

  /// Shows each restriction of the person, and each end of one.
  public func export(
    _ subject: Subject, in store: any Store, _ visit: (ExportedRecord) async throws -> Void
  ) async throws {
    for act in try await restrictions(of: subject.reference, in: store) {
      var values: [String: JSONTree] = [
        "act": .text(act.kind.rawValue), "date": .text(JSONTree.text(of: act.date)),
        "method": .text(act.method.rawValue),
      ]
      values["ground"] = act.restriction?.ground.map { .text($0.rawValue) }
      try await visit(ExportedRecord(record: RecordReference(act), category: .consent, values: values))
    }
  }

  /// Keeps the acts on the person: they hold nothing but times and grounds, and show that the data were not used.
  public func erase(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    var part = ParticipationPart()
    for act in try await restrictions(of: subject.reference, in: store) {
      part.actions[RecordReference(act)] = .retained(Reason(RequestCode.proofOfRestriction), until: nil)
    }
    return part
  }

  /// Restricts the person and the contact points of the subject.
  public func restrict(_ subject: Subject, in store: any Store, at now: Date) async throws -> ParticipationPart {
    guard let ground else { throw ParticipationError(name, .restrict) }
    let key = SubjectKey(party: subject.reference, points: subject.contactDigests.map { ContactDigest($0) })
    let prepared = try await ledger.prepareRestrict(key, because: ground, by: .system)
    return ParticipationPart(changes: prepared.changes)
  }

  /// Nothing: a restriction has no values of the person.
  public func rectify(
    _ subject: Subject, _ values: [FieldName: FieldValue], in store: any Store, at now: Date
  ) async throws -> ParticipationPart { ParticipationPart() }

  /// Restricts the winner as the losers are, and all contact points that the one record then has as the winner is. The winner then
  /// answers for the losers' contact points, too, when a restriction ends. Undoing the merge lifts nothing: what comes of it is for
  /// ``LedgerScreen`` to say.
  public func merge(into part: inout MergePart, in store: any Store) async throws {
    let winner = try await person(part.subjects.winner, in: store)
    var acts: [ConsentAct] = []
    func add(_ kind: ConsentActKind, _ scope: ConsentScope, _ restriction: Restriction, from source: String) {
      // They may have been one before.
      let place = String(winner.acts.count)
      let id: Identifier<ConsentAct> = Identifier(derivedFrom: "consent.merge", source, winner.key.hex, place)
      guard !acts.contains(where: { $0.id == id }) else { return }
      acts.append(
        ConsentAct(
          id: id, subject: winner.key, kind: kind, scope: scope, date: winner.date(part.date), recordedAt: part.date,
          actor: .system, method: .api, restriction: restriction))
    }
    for reference in part.subjects.losers {
      let loser = try await person(reference, in: store)
      loser.require(in: &part.changes)
      guard loser.head != nil else { continue }
      for merged in [loser.key] + loser.mergedPersons where !winner.mergedPersons.contains(merged) {
        add(.merged, .everything, Restriction(nil, person: merged), from: merged.hex)
      }
      for restriction in loser.restrictions {
        let mark = Restriction(restriction.restriction?.ground, person: winner.key)
        guard !winner.restrictions.contains(where: { $0.restriction == mark && $0.scope == restriction.scope }) else {
          continue
        }
        add(.restricted, restriction.scope, mark, from: restriction.id.description)
      }
    }
    winner.require(in: &part.changes)
    let restrictions = winner.restrictions + acts.filter { $0.kind == .restricted }
    if !restrictions.isEmpty {
      var points = Set(try await ledger.pointsRecorded(of: part.subjects.winner))
      for record in [part.subjects.winner] + part.subjects.losers {
        points.formUnion(try await contactPoints(record, store).map { ledger.digester.digest(of: $0) })
      }
      for point in try await ConsentReader(store: store).ledgers(of: points.sorted()) {
        acts += restrictions.compactMap { ConsentLedger.carried($0, of: winner.key, to: point, at: part.date) }
      }
    }
    guard !acts.isEmpty else { return }
    // Not among the traces of the part: what those tell of is taken back when the merge is undone.
    part.changes.append(
      try await ledger.prepareRecord(acts, by: .system, party: part.subjects.winner).changes)
  }

  /// The acts on a person that are about restrictions.
  private func restrictions(of reference: RecordReference, in store: any Store) async throws -> [ConsentAct] {
    try await person(reference, in: store).acts.filter { $0.restriction != nil }
  }

  private func person(_ reference: RecordReference, in store: any Store) async throws -> KeyLedger {
    try await ConsentReader(store: store).ledgers(of: [ContactDigest(person: reference)])[0]
  }
}
