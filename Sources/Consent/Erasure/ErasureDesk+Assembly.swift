import CRMCore
import Foundation

extension ErasureDesk {
  /// Finds everything that concerns a person, and what becomes of it.
  ///
  /// - Parameters:
  ///   - subjects: the person's records.
  ///   - points: contact points known to be theirs.
  ///   - request: the request that the erasure answers.
  ///   - now: the moment that retention is counted from.
  func assemble(
    _ subjects: [RecordReference], _ points: [ContactDigest], answering request: RecordReference?, at now: Date
  ) async throws -> ErasureAssembly {
    let rule = ErasureRule(
      subjects: subjects, now: now, holds: try await LegalHolds.read(in: store, at: environment.now()))
    var assembly = ErasureAssembly(rule, desk: self, answering: request)
    assembly.add(points)
    let claimed = participants.reduce(into: Set<CollectionName>()) { $0.formUnion($1.collections) }
    let walk = SubjectWalk(over: registry, in: store, leavingOut: claimed)
    var found: Set<RecordReference> = []
    try await findAbout(subjects, walk, &found, &assembly)
    assembly.expectNone(
      of: subjects.filter { !claimed.contains($0.collection) && registry.type(of: $0.collection) != nil })
    if !claimed.contains(SubjectRequest.collection) {
      // Those of somebody of whom there was no record: no reference leads to them. Their other points may be somebody else's and stay.
      let requests = try await requestsWithoutRecord(&assembly, besides: found)
      try await walk.findAbout(requests, &found, &assembly)
    }
    try await walk.findNaming(subjects, &found, &assembly)
    let digests = assembly.points.sorted()
    let known = subjects.map { Subject($0, contactDigests: digests.map(\.value)) }
    try await ask { participant in
      for part in try await participant.erase(known, sparing: rule.holds, in: store, at: now) {
        try assembly.add(await sparing(part, rule))
      }
    }
    let persons = subjects.map { ContactDigest(person: $0) }
    try assembly.add(await ConsentRecords(store: store).retaining(digests + persons, at: now))
    return assembly
  }

  /// Finds what is about a person, with the contact points in it and those of the acts that it tells of.
  func findAbout(
    _ subjects: [RecordReference], _ walk: SubjectWalk, _ found: inout Set<RecordReference>,
    _ assembly: inout ErasureAssembly
  ) async throws {
    try await walk.findAbout(subjects, &found, &assembly)
    let acts = try await store.fetch(ConsentAct.self, ids: assembly.acts.sorted())
    assembly.add(acts.compactMap { $0?.subject })
  }

  /// Lets the participants write what has to be there before they are asked what they erase: never for a plan.
  func prepareParticipants() async throws {
    let now = environment.now()
    try await ask { try await $0.willErase(in: store, at: now) }
  }

  /// Asks one participant after the other, and names the one that fails.
  private func ask(_ body: (any Participant) async throws -> Void) async throws {
    for participant in participants {
      do {
        try await body(participant)
      } catch let error as CancellationError {
        throw error
      } catch {
        throw ErasureFailure(
          erasure: nil, place: ErasureFailure.Place(.participant, participant.name), underlying: error)
      }
    }
  }

  /// The changes that make an erasure begin: it is under way, and nothing may be sent any more.
  func beginning(
    _ erasure: Erasure, _ assembly: ErasureAssembly, write: (inout ChangeSet, Erasure) -> Void
  ) async throws -> Prepared<Erasure> {
    let plan = assembly.plan
    var erasure = erasure
    erasure.state = .running
    erasure.startedAt = assembly.rule.now
    erasure.points = plan.points
    erasure.shared = assembly.shared.isEmpty ? nil : assembly.shared.sorted()
    erasure.setback = nil
    erasure.fingerprint = plan.fingerprint
    erasure.effects = plan.effects
    erasure.blobs = assembly.blobs.sorted()
    erasure.participants = participants.map(\.name)
    erasure.isJournaled = false
    var prepared = try await preparing(erasure, kind: .erased, write: write)
    try OwnRecords(assembly, registry).require(in: &prepared.changes)
    return prepared
  }

  /// An erasure with the acts on its contact points that come with its state, and the event that tells of it.
  func preparing(
    _ erasure: Erasure, kind: ConsentActKind, by author: Author? = nil, write: (inout ChangeSet, Erasure) -> Void
  ) async throws -> Prepared<Erasure> {
    var erasure = erasure
    let keys =
      switch kind {
      case .unrestricted: erasure.restricted
      case .erased: erasure.suppressed
      default: erasure.points
      }
    var acts = try await suppressing(keys, of: erasure, kind: kind)
    // The stop takes the place of the restriction, which nobody would ever end.
    if kind == .erased { acts += try await suppressing(erasure.restricted, of: erasure, kind: .unrestricted) }
    if kind == .restricted { erasure.restricted = acts.map(\.subject) }
    var changes = try await ledger.prepareRecord(acts, by: author ?? erasure.author).changes
    changes.reason = "erasure." + erasure.state.rawValue
    write(&changes, erasure)
    changes.insert(event(of: erasure, by: author ?? erasure.author))
    return Prepared(erasure, changes: changes)
  }

  /// The acts of a kind that are missing on keys of the ledger. Their identity is derived, so that there is one of each.
  func suppressing(
    _ points: [ContactDigest], of erasure: Erasure, kind: ConsentActKind
  ) async throws -> [ConsentAct] {
    let now = environment.now()
    // Each erasure's own: on a contact point that two persons share, calling one off leaves the other's.
    let person = erasure.subjects.first.map { ContactDigest(person: $0) }
    let heads = try await store.fetch(ConsentHead.self, ids: points.map { ConsentHead.id(of: $0) })
    return zip(points, heads).compactMap { point, head in
      let id = Identifier<ConsentAct>(
        derivedFrom: "consent.erasure", kind.rawValue, erasure.id.description, point.hex)
      guard !(head?.record.acts.contains(id) ?? false) else { return nil }
      // Later than every act so far: a clock that was set back revives nothing.
      let last = head.map { Date(millisecondsSince1970: $0.record.lastActAt.millisecondsSince1970 + 1) }
      let date = max(erasure.startedAt ?? now, last ?? .distantPast)
      return ConsentAct(
        id: id, subject: point, kind: kind, scope: .everything, date: date, recordedAt: max(now, date),
        actor: .system, method: .api,
        restriction: kind == .erased ? nil : Restriction(.erasureScheduled, person: person))
    }
  }

  private func event(of erasure: Erasure, by author: Author) -> Event {
    let name: EventName =
      switch erasure.state {
      case .scheduled: .erasureScheduled
      case .running: .erasureBegun
      case .done: .erasureDone
      case .cancelled: .erasureCancelled
      }
    return Event(
      id: Identifier(derivedFrom: "consent.erasure", name.rawValue, erasure.id.description), name: name,
      about: RecordReference(erasure), date: erasure.finishedAt ?? erasure.startedAt ?? erasure.approvedAt,
      author: author, properties: ["due": .date(erasure.due)])
  }
}
