public import Foundation

extension ConsentLedger {
  /// Records that a person agreed to be contacted for a purpose through a channel.
  ///
  /// - Parameters:
  ///   - point: the contact point.
  ///   - purpose: what for. Purposes below it count only if they are in `includes`.
  ///   - channel: the channel agreed to.
  ///   - controller: the brand agreed to; `nil` where there is only one.
  ///   - includes: purposes below `purpose` that were named together with it.
  ///   - proof: what shows it. Most packs demand one.
  ///   - method: how it was given.
  ///   - actor: who gave it; anybody but the person or a guardian lifts no stop.
  ///   - validity: how long it holds; `nil` is endless, which decisions remark.
  ///   - date: when it was given; now if `nil`.
  ///   - author: who writes it down.
  ///   - party: whom the event is filed under.
  @discardableResult
  public func optIn(
    _ point: ContactPoint.Value, to purpose: Purpose, through channel: Channel, for controller: DataController? = nil,
    includes: [Purpose] = [], proof: ConsentProof?, method: ConsentMethod, actor: ConsentActor = .subject,
    validity: ConsentValidity? = nil, date: Date? = nil, by author: Author, party: RecordReference? = nil
  ) async throws -> ConsentAct {
    let now = environment.now()
    let scope = ConsentScope(purpose: purpose, channel: channel, controller: controller)
    let act = ConsentAct(
      id: environment.id(), subject: digester.digest(of: point), kind: .given, scope: scope, includes: includes,
      date: date ?? now, recordedAt: now, actor: actor, method: method, validity: validity, proof: proof)
    try await record([act], by: author, party: party)
    return act
  }

  /// Records that another basis than consent exists: a contract, a legal duty, a soft opt-in.
  @discardableResult
  public func establish(
    _ basis: LawfulBasis, for point: ContactPoint.Value, purpose: Purpose, through channel: Channel? = nil,
    controller: DataController? = nil, validity: ConsentValidity? = nil, date: Date? = nil, by author: Author,
    party: RecordReference? = nil
  ) async throws -> ConsentAct {
    let now = environment.now()
    let scope = ConsentScope(purpose: purpose, channel: channel, controller: controller)
    let act = ConsentAct(
      id: environment.id(), subject: digester.digest(of: point), kind: .basisChanged, scope: scope,
      date: date ?? now, recordedAt: now, actor: .system, method: .api, basis: basis, validity: validity)
    try await record([act], by: author, party: party)
    return act
  }

  /// Records a stop. It is in force when this returns, also where this clock is behind the one that the ledger was last written by.
  ///
  /// A stop of the same scope that is in force and came within the minute before is given back, and nothing is written: requests
  /// are repeated. One that comes later is written down; it counts against an older opt-in that turns up after it.
  ///
  /// - Parameters:
  ///   - point: the contact point; it need not be known.
  ///   - scope: what is stopped; ``ConsentScope/everything`` by default.
  ///   - kind: which kind of stop: `withdrawn`, `refused`, `objected`, `signal`, `complaint`.
  ///   - actor: who stopped it.
  ///   - method: how.
  ///   - date: when; now if `nil`.
  ///   - author: who writes it down.
  ///   - party: whom the event is filed under.
  @discardableResult
  public func withdraw(
    _ point: ContactPoint.Value, from scope: ConsentScope = .everything, as kind: ConsentActKind = .withdrawn,
    actor: ConsentActor = .subject, method: ConsentMethod, date: Date? = nil, by author: Author,
    party: RecordReference? = nil
  ) async throws -> ConsentAct {
    try await withdraw(
      digester.digest(of: point), from: scope, as: kind, actor: actor, method: method, date: date, by: author,
      party: party)
  }

  /// Records a stop of a contact point that is known by its digest only; see
  /// ``withdraw(_:from:as:actor:method:date:by:party:)-(ContactPoint.Value,_,_,_,_,_,_,_)``.
  @discardableResult
  public func withdraw(
    _ subject: ContactDigest, from scope: ConsentScope = .everything, as kind: ConsentActKind = .withdrawn,
    actor: ConsentActor = .subject, method: ConsentMethod, date: Date? = nil, by author: Author,
    party: RecordReference? = nil
  ) async throws -> ConsentAct {
    try await store.perform {
      try await prepareWithdraw(
        subject, from: scope, as: kind, actor: actor, method: method, date: date, by: author, party: party)
    }
  }

  /// What ``withdraw(_:from:as:actor:method:date:by:party:)-(ContactDigest,_,_,_,_,_,_,_)`` would commit.
  public func prepareWithdraw(
    _ subject: ContactDigest, from scope: ConsentScope = .everything, as kind: ConsentActKind = .withdrawn,
    actor: ConsentActor = .subject, method: ConsentMethod, date: Date? = nil, by author: Author,
    party: RecordReference? = nil
  ) async throws -> Prepared<ConsentAct> {
    let snapshot = try await snapshot(of: subject)
    let reached = reached(snapshot)
    let date = date ?? reached
    let reading = LedgerReading(snapshot.acts)
    // In force as long as nothing came later that could outlive it, or lift it.
    let inForce = reading.acts.last { act in
      act.kind == kind && act.scope == scope && act.actor == actor && act.date <= date
        && date.timeIntervalSince(act.date) < 60
        && !reading.acts.contains { $0.moment >= act.date && ($0.kind.effect == .grants || $0.kind.effect == .lifts) }
    }
    if let inForce {
      return Prepared(inForce, changes: ChangeSet(author: author))
    }
    let act = ConsentAct(
      id: environment.id(), subject: subject, kind: kind, scope: scope, date: date, recordedAt: reached, actor: actor,
      method: method)
    let prepared = try await prepareRecord([act], by: author, party: party)
    return Prepared(act, changes: prepared.changes)
  }

  /// Sets what a person prefers within what they allow.
  @discardableResult
  public func prefer(
    _ preference: ContactPreference, for point: ContactPoint.Value, in scope: ConsentScope,
    actor: ConsentActor = .subject, method: ConsentMethod = .preferencePage, by author: Author,
    party: RecordReference? = nil
  ) async throws -> ConsentAct {
    let subject = digester.digest(of: point)
    return try await store.perform {
      let act = ConsentAct(
        id: environment.id(), subject: subject, kind: .preferenceSet, scope: scope,
        date: reached(try await snapshot(of: subject)), actor: actor, method: method, preference: preference)
      return Prepared(act, changes: try await prepareRecord([act], by: author, party: party).changes)
    }
  }

  /// Forbids contact for a reason that is not the person's will; ``SuppressionReason`` says what lifts it.
  @discardableResult
  public func suppress(
    _ point: ContactPoint.Value, because reason: SuppressionReason, in scope: ConsentScope = .everything,
    actor: ConsentActor = .staff, method: ConsentMethod = .api, by author: Author, party: RecordReference? = nil
  ) async throws -> ConsentAct {
    let subject = digester.digest(of: point)
    return try await store.perform {
      let act = ConsentAct(
        id: environment.id(), subject: subject, kind: .suppressed, scope: scope,
        date: reached(try await snapshot(of: subject)), actor: actor, method: method, suppression: reason)
      return Prepared(act, changes: try await prepareRecord([act], by: author, party: party).changes)
    }
  }

  /// The time of what is done now and restricts: that of the ledger, where this clock is behind the one that it was last written by.
  /// At equal times the restrictive act counts as the later one.
  func reached(_ snapshot: ConsentSnapshot) -> Date {
    let now = environment.now()
    return max(now, snapshot.head?.lastRecordedAt ?? now)
  }
}
