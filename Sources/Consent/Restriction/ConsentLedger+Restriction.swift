public import Foundation

/// Why a restriction was not ended.
public enum RestrictionRefusal: String, Error, Codable, Hashable, Sendable {
  /// The person has not been told before (GDPR art. 18(3)): record the notice with
  /// ``ConsentLedger/announceEnd(of:for:method:date:by:)`` first.
  case noticeMissing
}

extension ConsentLedger {
  /// Restricts the use of a person's data (GDPR art. 18, PIPL art. 47), freezes them, or marks the person as deceased: on the
  /// person and all contact points given, in one commit. From then on decisions deny everything but what a pack lets through
  /// (``PolicyPack/restrictionExceptions``).
  ///
  /// Reached are the contact points given and those on which something was ever recorded with the person as `party`. Contact points
  /// that come to the person later are restricted, too: in the commit that brings them to a record (``LedgerScreen``), in the commit
  /// that first records something for them with `party`, by every decision whose context names the person (``MessageContext/party``),
  /// and, written by others, by ``RestrictionKeeper``.
  ///
  /// - Parameters:
  ///   - subject: the person; give record *and* contact points where both are known.
  ///   - ground: why. Each ground has its own end.
  ///   - scope: what is restricted.
  ///   - author: who writes it down.
  /// - Returns: the acts; none where it is in force already.
  /// - Throws: `StoreError`.
  @discardableResult
  public func restrict(
    _ subject: SubjectKey, because ground: RestrictionGround, in scope: ConsentScope = .everything, by author: Author
  ) async throws -> [ConsentAct] {
    let acts = try await store.perform {
      try await prepareRestrict(subject, because: ground, in: scope, by: author)
    }
    // What was recorded between reading and writing; what comes later sees the restriction.
    return acts + (try await carryRestrictions(of: subject, by: author))
  }

  /// Brings the restrictions of a person to contact points that do not have them yet: those given, and those on which something was
  /// recorded with the person as `party`. For contact points that came to a record without a word to the ledger, at once and not with
  /// the next ``RestrictionKeeper``.
  ///
  /// - Returns: the acts; none where every restriction was everywhere.
  /// - Throws: `StoreError`.
  @discardableResult
  public func carryRestrictions(of subject: SubjectKey, by author: Author) async throws -> [ConsentAct] {
    guard let party = subject.party, let person = subject.person else { return [] }
    return try await store.perform {
      let points = Set(subject.points + (try await pointsRecorded(of: party))).sorted()
      let ledgers = try await ConsentReader(store: store).ledgers(of: [person] + points)
      let now = environment.now()
      let acts = ledgers[0].restrictions.flatMap { restriction in
        ledgers.dropFirst().compactMap { Self.carried(restriction, of: person, to: $0, at: now) }
      }
      return try await prepareRecord(acts, on: ledgers, by: author, party: party)
    }
  }

  /// What ``restrict(_:because:in:by:)`` would commit. Call ``carryRestrictions(of:by:)`` after the commit if contact points may have
  /// come to the person meanwhile.
  public func prepareRestrict(
    _ subject: SubjectKey, because ground: RestrictionGround, in scope: ConsentScope = .everything, by author: Author
  ) async throws -> Prepared<[ConsentAct]> {
    let now = environment.now()
    let mark = Restriction(ground, person: subject.person)
    var keys = Set(subject.keys)
    if let party = subject.party { keys.formUnion(try await pointsRecorded(of: party)) }
    let ledgers = try await ConsentReader(store: store).ledgers(of: keys.sorted())
    let open = ledgers.filter { ledger in
      !ledger.restrictions.contains { $0.restriction == mark && $0.scope == scope }
    }
    let acts = open.map { ledger in
      ConsentAct(
        id: environment.id(), subject: ledger.key, kind: .restricted, scope: scope, date: ledger.date(now),
        actor: .staff, method: .api, restriction: mark)
    }
    return try await prepareRecord(acts, on: ledgers, by: author, party: subject.party)
  }

  /// Records that the person was told that a restriction will end.
  ///
  /// - Parameters:
  ///   - ground: which restriction.
  ///   - subject: the person.
  ///   - method: how they were told.
  ///   - date: when they were told; now if `nil`.
  ///   - author: who writes it down.
  /// - Throws: `StoreError`.
  @discardableResult
  public func announceEnd(
    of ground: RestrictionGround, for subject: SubjectKey, method: ConsentMethod, date: Date? = nil, by author: Author
  ) async throws -> [ConsentAct] {
    let now = environment.now()
    let acts = subject.keys.map { key in
      ConsentAct(
        id: environment.id(), subject: key, kind: .noticeShown, scope: .everything, date: date ?? now, recordedAt: now,
        actor: .staff, method: method, restriction: Restriction(ground, person: subject.person))
    }
    return try await record(acts, by: author, party: subject.party)
  }

  /// Ends the restrictions of a ground: on the person, on the contact points given, and on those to which it was brought since.
  ///
  /// - Parameters:
  ///   - ground: which restrictions.
  ///   - subject: the person.
  ///   - author: who writes it down.
  /// - Returns: the acts; none where nothing was restricted.
  /// - Throws: ``RestrictionRefusal`` if the ground needs a notice and none came before; `StoreError`.
  @discardableResult
  public func endRestriction(
    of ground: RestrictionGround, for subject: SubjectKey, by author: Author
  ) async throws -> [ConsentAct] {
    try await store.perform { try await prepareEndRestriction(of: ground, for: subject, by: author) }
  }

  /// What ``endRestriction(of:for:by:)`` would commit.
  public func prepareEndRestriction(
    of ground: RestrictionGround, for subject: SubjectKey, by author: Author
  ) async throws -> Prepared<[ConsentAct]> {
    let now = environment.now()
    let reader = ConsentReader(store: store)
    var persons: [ContactDigest?] = [subject.person]
    if let person = subject.person { persons += try await reader.ledgers(of: [person])[0].mergedPersons }
    var keys = Set(subject.keys)
    for case let person? in persons {
      try await store.forEach(in: Query(ConsentAct.byRestrictedPerson, person)) { keys.insert($0.record.subject) }
    }
    let ledgers = try await reader.ledgers(of: keys.sorted())
    var acts: [ConsentAct] = []
    var isAnnounced = !ground.endsWithNotice
    for ledger in ledgers {
      let ending = ledger.restrictions.filter { act in
        act.restriction?.ground == ground && persons.contains(act.restriction?.person)
      }
      for restriction in ending {
        isAnnounced =
          isAnnounced
          || ledger.acts.contains { notice in
            notice.kind == .noticeShown && notice.restriction?.ground == ground
              && persons.contains(notice.restriction?.person) && notice.date >= restriction.date && notice.date < now
          }
        acts.append(
          ConsentAct(
            id: environment.id(), subject: ledger.key, kind: .unrestricted, scope: restriction.scope,
            date: ledger.date(now), actor: .staff, method: .api, restriction: restriction.restriction))
      }
    }
    if !acts.isEmpty, !isAnnounced { throw RestrictionRefusal.noticeMissing }
    return try await prepareRecord(acts, on: ledgers, by: author, party: subject.party)
  }

  /// The restrictions in force on records of persons, for a list, a segment or an audience. Two reads for any number; persons
  /// without any are left out.
  public func restrictions(
    of parties: [RecordReference]
  ) async throws -> [RecordReference: [ConsentState.RestrictionInForce]] {
    let ledgers = try await ConsentReader(store: store).ledgers(of: parties.map { ContactDigest(person: $0) })
    var found: [RecordReference: [ConsentState.RestrictionInForce]] = [:]
    for (party, ledger) in zip(parties, ledgers) {
      let restrictions = ledger.restrictions.map { ConsentState.RestrictionInForce($0) }
      if !restrictions.isEmpty { found[party] = restrictions }
    }
    return found
  }

  /// Acts that were decided on what these ledgers hold.
  func prepareRecord(
    _ acts: [ConsentAct], on ledgers: [KeyLedger], by author: Author, party: RecordReference?
  ) async throws -> Prepared<[ConsentAct]> {
    var prepared = try await prepareRecord(acts, by: author, party: party)
    for ledger in ledgers { ledger.require(in: &prepared.changes) }
    return prepared
  }
}
