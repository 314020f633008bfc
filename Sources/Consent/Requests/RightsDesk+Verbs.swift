public import Foundation

extension RightsDesk {
  /// Takes a request in. The time runs from here. What repeats an open request is kept, closed as its duplicate.
  ///
  /// The contact points given may be written to about the request from now on, whatever was stopped (purpose ``Purpose/rights``,
  /// class ``MessageClass/securityLegal``, basis legal obligation), unless no message reaches them or they were erased.
  ///
  /// - Parameters:
  ///   - right: what is demanded.
  ///   - subject: whom it is about, with the contact points known *before* the request.
  ///   - matter: see ``SubjectRequest/matter``.
  ///   - method: how it came.
  ///   - date: when it came; now if `nil`.
  ///   - jurisdictions: where the person may be; empty is unknown.
  ///   - author: who writes it down.
  /// - Returns: the request; state `duplicate` if it repeats an open one.
  /// - Throws: ``RequestRefusal/noSubject``; `StoreError`.
  @discardableResult
  public func receive(
    _ right: SubjectRight, from subject: SubjectKey, matter: String? = nil, method: ConsentMethod, date: Date? = nil,
    in jurisdictions: [Jurisdiction] = [], by author: Author
  ) async throws -> SubjectRequest {
    try await store.perform {
      try await prepareReceive(
        right, from: subject, matter: matter, method: method, date: date, in: jurisdictions, by: author)
    }
  }

  /// What ``receive(_:from:matter:method:date:in:by:)`` would commit.
  public func prepareReceive(
    _ right: SubjectRight, from subject: SubjectKey, matter: String? = nil, method: ConsentMethod, date: Date? = nil,
    in jurisdictions: [Jurisdiction] = [], by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    guard !subject.keys.isEmpty else { throw RequestRefusal.noSubject }
    let now = environment.now()
    let received = min(date ?? now, now)
    var request = SubjectRequest(
      id: environment.id(), right, of: subject, matter: matter, method: method, receivedAt: received,
      in: jurisdictions,
      deadline: ledger.policies.deadline(
        for: right, received: received, in: jurisdictions, calendars: calendars),
      warningDays: warningDays, by: author, at: now)
    // The heads of all keys are written with it: two receipts at the same time meet there.
    let acts = subject.keys.map { key in
      ConsentAct(
        id: Identifier(derivedFrom: "rights.basis", request.id.description, key.hex), subject: key, kind: .basisChanged,
        scope: ConsentScope(purpose: .rights), date: now, actor: .system, method: method,
        basis: LawfulBasis(.legalObligation))
    }
    var changes = try await ledger.prepareRecord(acts, by: author, party: subject.party).changes
    changes.reason = "rights.receive"
    if let earlier = try await openRequests(of: subject).first(where: { request.repeats($0.record) }) {
      changes.require(unchanged: earlier)
      request.duplicateOf = earlier.id
      try request.move(to: .duplicate, at: now, by: author)
    } else {
      request.catchUp(to: now)
    }
    changes.insert(request)
    try tell(request, after: 0, into: &changes)
    return Prepared(request, changes: changes)
  }

  /// Begins to check who asks.
  ///
  /// - Throws: ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func askIdentity(_ id: Identifier<SubjectRequest>, by author: Author) async throws -> SubjectRequest {
    try await store.perform { try await prepareMove(id, to: .identityCheck, by: author) }
  }

  /// Writes down that it was checked who asks, and how. After a check that passed the request is pending; where the law counts from
  /// here the time begins anew.
  ///
  /// - Throws: ``IllegalTransition``; `ValidationError` if the check holds anything but names; `StoreError`.
  @discardableResult
  public func verify(
    _ id: Identifier<SubjectRequest>, _ check: IdentityCheck, by author: Author
  ) async throws -> SubjectRequest {
    try await store.perform { try await prepareVerify(id, check, by: author) }
  }

  /// What ``verify(_:_:by:)`` would commit.
  public func prepareVerify(
    _ id: Identifier<SubjectRequest>, _ check: IdentityCheck, by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    try ValidationError.check(check.problems)
    return try await prepare(id, by: author, reason: "rights.verify") { request, now in
      try identify(&request, check, at: now, by: author)
    }
  }

  /// Decides that what is demanded will be done. ``FulfilmentDesk`` then does it, unless the host calls ``begin(_:steps:by:)``.
  ///
  /// - Parameters:
  ///   - id: the request.
  ///   - order: what the work needs to know; see ``amend(_:_:by:)``.
  ///   - author: who decides.
  /// - Throws: ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func approve(
    _ id: Identifier<SubjectRequest>, _ order: FulfilmentOrder = FulfilmentOrder(), by author: Author
  ) async throws -> SubjectRequest {
    try await store.perform { try await prepareApprove(id, order, by: author) }
  }

  /// What ``approve(_:_:by:)`` would commit.
  public func prepareApprove(
    _ id: Identifier<SubjectRequest>, _ order: FulfilmentOrder = FulfilmentOrder(), by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    try await prepare(id, by: author, reason: "rights.approved") { request, now in
      try request.move(to: .approved, at: now, by: author)
      request.fulfilment = Fulfilment(order)
    }
  }

  /// Says anew what was approved, and lets the system try again what waited for a person to say so.
  ///
  /// - Parameters:
  ///   - id: a request that the system carries out.
  ///   - order: counts from now on instead of the one before.
  ///   - author: who decides.
  /// - Throws: ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func amend(
    _ id: Identifier<SubjectRequest>, _ order: FulfilmentOrder, by author: Author
  ) async throws -> SubjectRequest {
    try await store.perform {
      let stored = try await store.require(id)
      let erasure = try await erasure(of: stored.record)
      return try prepare(stored, by: author, reason: "rights.amend") { request, now in
        guard request.fulfilment != nil, request.isOpen else {
          throw IllegalTransition(id, from: request.state, to: .approved)
        }
        request.fulfilment?.order = order
        // One that was called off is not gone on with: another one is scheduled.
        if erasure?.state == .cancelled { request.fulfilment?.erasure = nil }
        for place in request.steps.indices {
          request.steps[place].question = nil
          request.steps[place].notBefore = nil
        }
        request.note(.amended, to: request.state, at: now, by: author, because: Reason(RequestCode.amended))
      }
    }
  }

  /// Decides that it will not be done. The person has to be told why, and where they can complain (GDPR art. 12(4)).
  ///
  /// - Throws: ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func deny(
    _ id: Identifier<SubjectRequest>, because reason: Reason, by author: Author
  ) async throws -> SubjectRequest {
    try await store.perform { try await prepareDeny(id, because: reason, by: author) }
  }

  /// What ``deny(_:because:by:)`` would commit.
  public func prepareDeny(
    _ id: Identifier<SubjectRequest>, because reason: Reason, by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    try await prepare(id, by: author, reason: "rights.deny") { request, now in
      try request.move(to: .denied, at: now, by: author, because: reason)
      request.denial = reason
    }
  }

  /// Takes more time, once, after the person was told why within the first time.
  ///
  /// - Throws: ``RequestRefusal``; `StoreError`.
  @discardableResult
  public func extend(
    _ id: Identifier<SubjectRequest>, _ notice: ExtensionNotice, by author: Author
  ) async throws -> SubjectRequest {
    try await store.perform { try await prepareExtend(id, notice, by: author) }
  }

  /// What ``extend(_:_:by:)`` would commit.
  public func prepareExtend(
    _ id: Identifier<SubjectRequest>, _ notice: ExtensionNotice, by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    try await prepare(id, by: author, reason: "rights.extend") { request, now in
      let later = deadline(of: request, verified: request.verifiedAt, isExtended: true)
      try request.extend(to: later, notice, warning: warningDays, at: now, by: author)
    }
  }

  /// Closes a request whose steps are all done and whose answer was given. A request for erasure forgets the person's record.
  ///
  /// - Throws: ``RequestRefusal/unfinished(_:)``; ``IllegalTransition``; `StoreError`.
  @discardableResult
  public func complete(_ id: Identifier<SubjectRequest>, by author: Author) async throws -> SubjectRequest {
    try await store.perform { try await prepareComplete(id, by: author) }
  }

  /// What ``complete(_:by:)`` would commit.
  public func prepareComplete(
    _ id: Identifier<SubjectRequest>, by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    try await prepare(id, by: author, reason: "rights.complete") { request, now in
      guard request.mayBecome(.complete) else {
        throw IllegalTransition(id, from: request.state, to: .complete)
      }
      if !request.openSteps.isEmpty { throw RequestRefusal.unfinished(request.openSteps.map(\.name)) }
      try request.move(to: .complete, at: now, by: author)
      // What was erased is not pointed to; the digests stay, to show that the person was answered.
      if request.right == .erasure { request.subject.party = nil }
    }
  }

  /// Why a request is closed without an answer of its own.
  public enum Closing: Hashable, Sendable {
    /// It repeats another request.
    case duplicate(of: Identifier<SubjectRequest>)
    /// The person took it back.
    case withdrawn
  }

  /// Closes a request that needs no answer.
  ///
  /// - Throws: ``IllegalTransition``; ``RequestRefusal/erasureUnderWay`` if an erasure that answers it is not called off; `StoreError`
  ///   with code `notFound` if the other request does not exist.
  @discardableResult
  public func close(
    _ id: Identifier<SubjectRequest>, as closing: Closing, by author: Author
  ) async throws -> SubjectRequest {
    try await store.perform { try await prepareClose(id, as: closing, by: author) }
  }

  /// What ``close(_:as:by:)`` would commit.
  public func prepareClose(
    _ id: Identifier<SubjectRequest>, as closing: Closing, by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    switch closing {
    case .withdrawn:
      let stored = try await store.require(id)
      // One that is called off stays so, and another one would be another revision of the request.
      if let erasure = try await erasure(of: stored.record), erasure.state != .cancelled {
        throw RequestRefusal.erasureUnderWay
      }
      return try prepare(stored, by: author, reason: "rights.withdrawn") { request, now in
        try request.move(to: .withdrawn, at: now, by: author)
      }
    case .duplicate(let other):
      let earlier = try await store.require(other)
      guard other != id else { throw IllegalTransition(id, from: earlier.record.state, to: .duplicate) }
      return try await prepare(id, by: author, reason: "rights.close") { request, now in
        try request.move(to: .duplicate, at: now, by: author)
        request.duplicateOf = other
      }
    }
  }

  /// A plain step of the life cycle.
  func prepareMove(
    _ id: Identifier<SubjectRequest>, to state: RequestState, by author: Author
  ) async throws -> Prepared<SubjectRequest> {
    try await prepare(id, by: author, reason: "rights." + state.rawValue) { request, now in
      try request.move(to: state, at: now, by: author)
    }
  }

  /// The erasure that answers a request.
  func erasure(of request: SubjectRequest) async throws -> Erasure? {
    guard let erasure = request.fulfilment?.erasure else { return nil }
    return try await store.require(erasure).record
  }

  func identify(
    _ request: inout SubjectRequest, _ check: IdentityCheck, at now: Date, by author: Author
  ) throws(IllegalTransition) {
    let counted = request
    try request.identify(
      check, at: now, by: author,
      deadline: { deadline(of: counted, verified: $0, isExtended: counted.extensionNotice != nil) },
      warning: warningDays)
  }
}

extension Purpose {
  /// Answering what a person demands about their data.
  public static let rights: Purpose = "rights"
}
