import Foundation

/// What a request for confirmation gives: the act to be confirmed, and the secret for the link in the message.
public struct ConfirmationRequest: Sendable {
  /// The recorded request; ``MessageContext/confirms`` takes its identifier.
  public var act: ConsentAct
  /// What the person sends back through the link. Never stored; only its hash is.
  public var token: String
}

/// Why a confirmation was refused.
public enum ConfirmationRefusal: String, Error, Codable, Hashable, Sendable {
  /// The token is none of ours.
  case invalid
  /// Its time has run out: ask again.
  case expired
  /// It was used before.
  case used
  /// The same was asked for shortly before: wait.
  case tooSoon
}

extension ConsentLedger {
  /// Records that a person asked to be contacted, and makes the secret for the message that asks them to confirm
  /// (double opt-in). Until then the decision is deny, except for that one message.
  ///
  /// - Throws: ``ConfirmationRefusal/tooSoon`` if the same was asked for within ``requestPauseHours``; `ValidationError`;
  ///   `StoreError`.
  public func requestOptIn(
    _ point: ContactPoint.Value, to purpose: Purpose, through channel: Channel, for controller: DataController? = nil,
    includes: [Purpose] = [], proof: ConsentProof?, method: ConsentMethod = .form, validity: ConsentValidity? = nil,
    by author: Author, party: RecordReference? = nil
  ) async throws -> ConfirmationRequest {
    let now = environment.now()
    let scope = ConsentScope(purpose: purpose, channel: channel, controller: controller)
    let subject = digester.digest(of: point)
    return try await store.perform {
      let pause = TimeInterval(requestPauseHours) * 3600
      let ledgers = try await ConsentReader(store: store).ledgers(of: [subject])
      let earlier = ledgers[0].acts.contains { act in
        act.kind == .requested && act.scope == scope && now < act.date.addingTimeInterval(pause)
      }
      if earlier { throw ConfirmationRefusal.tooSoon }
      let id: Identifier<ConsentAct> = environment.id()
      let secret = digester.secret(of: id)
      let expires = now.addingTimeInterval(TimeInterval(confirmationDays) * 86_400)
      let act = ConsentAct(
        id: id, subject: subject, kind: .requested, scope: scope, includes: includes, date: now, actor: .subject,
        method: method, validity: validity,
        confirmation: PendingConfirmation(secretHash: SHA256.hash(secret.bytes), expires: expires), proof: proof)
      // Who was erased may come back this way.
      let ends = try await endsOfGrace(on: ledgers, at: now)
      let prepared = try await prepareRecord([act] + ends, on: ledgers, by: author, party: party)
      let token = id.description.lowercased() + "." + secret.hex
      return Prepared(ConfirmationRequest(act: act, token: token), changes: prepared.changes)
    }
  }

  /// Records that the holder of a contact point confirmed a request, by the token from the message.
  ///
  /// - Returns: the act of kind `confirmed`, which carries the request's scope, validity and proof.
  /// - Throws: ``ConfirmationRefusal``; `StoreError`.
  @discardableResult
  public func confirmOptIn(token: String, by author: Author = .dataSubject, party: RecordReference? = nil)
    async throws -> ConsentAct
  {
    let now = environment.now()
    let parts = token.split(separator: ".", omittingEmptySubsequences: false).map(String.init)
    guard parts.count == 2, let id = Identifier<ConsentAct>(parts[0]), let secret = SHA256.Digest(hex: parts[1]) else {
      throw ConfirmationRefusal.invalid
    }
    return try await store.perform {
      guard let request = try await store.get(id)?.record, let pending = request.confirmation,
        HMACSHA256.constantTimeEqual(SHA256.hash(secret.bytes).bytes, pending.secretHash.bytes)
      else { throw ConfirmationRefusal.invalid }
      let snapshot = try await snapshot(of: request.subject)
      if snapshot.acts.contains(where: { $0.answers == id }) { throw ConfirmationRefusal.used }
      guard reached(snapshot) < pending.expires else { throw ConfirmationRefusal.expired }
      let act = ConsentAct(
        id: environment.id(), subject: request.subject, kind: .confirmed, scope: request.scope,
        includes: request.includes, date: now, actor: .subject, method: .doubleOptIn, validity: request.validity,
        answers: id, proof: request.proof)
      let prepared = try await prepareRecord([act], by: author, party: party)
      return Prepared(act, changes: prepared.changes)
    }
  }
}
