import Foundation

extension ConsentLedger {
  /// Takes a bounce or complaint from a mail system, as bytes of a message; see `MailFeedbackReader`.
  ///
  /// - Parameters:
  ///   - message: the message as it came in.
  ///   - rules: when a contact point becomes undeliverable.
  ///   - author: who writes it down.
  /// - Returns: what became of it, an entry for each recipient; empty if the message is no report.
  /// - Throws: `StoreError`.
  @discardableResult
  public func receiveFeedback(
    _ message: some Sequence<UInt8>, rules: FeedbackRules = FeedbackRules(), by author: Author = .system
  ) async throws -> [FeedbackOutcome] {
    guard let feedback = MailFeedbackReader.read(message) else { return [] }
    return try await receive(feedback, rules: rules, by: author)
  }

  /// Takes what a mail system reported. A report counts for the contact point of the message that it names; taking the same
  /// report again changes nothing.
  ///
  /// - Throws: `StoreError`.
  @discardableResult
  public func receive(
    _ feedback: MailFeedback, rules: FeedbackRules = FeedbackRules(), by author: Author = .system
  ) async throws -> [FeedbackOutcome] {
    switch feedback {
    case .delivery(let report):
      let authorization = try await authorization(of: report.original, envelope: report.originalEnvelopeID)
      let name = name(of: report.original, authorization)
      var outcomes: [FeedbackOutcome] = []
      for recipient in report.recipients {
        guard let bounce = FeedbackRules.bounce(recipient) else {
          outcomes.append(.ignored)
          continue
        }
        let fallback = recipient.address.flatMap { try? EmailAddress($0) }
        guard let target = target(authorization, fallback, rules) else {
          outcomes.append(.unmatched)
          continue
        }
        let detail = recipient.status?.description ?? recipient.replyCode.map { "\($0)" } ?? bounce.rawValue
        outcomes.append(
          try await record(
            bounce, of: target.subject, through: target.channel, detail: detail,
            key: [name, target.subject.hex], rules: rules, by: author))
      }
      return outcomes
    case .abuse(let report):
      let authorization = try await authorization(of: report.original, envelope: nil)
      let fallback = report.originalRecipients.lazy.compactMap { try? EmailAddress($0) }.first
      guard let target = target(authorization, fallback, rules) else { return [.unmatched] }
      let key = [name(of: report.original, authorization), target.subject.hex]
      switch report.kind {
      case .abuse, .fraud:
        return [try await complain(of: target.subject, through: target.channel, key: key, by: author)]
      case .optOut:
        let act = try await withdraw(
          target.subject, from: ConsentScope(channel: target.channel), method: .feedback, by: author)
        return [.recorded(act)]
      case .virus, .notSpam, .authenticationFailure, .other: return [.ignored]
      }
    }
  }

  /// Writes down that a message did not arrive, for any channel: what a provider of text messages or pushes reports.
  ///
  /// - Parameters:
  ///   - bounce: what the report says.
  ///   - subject: the contact point.
  ///   - channel: the channel; other channels of the contact point are not concerned.
  ///   - detail: the provider's code, without personal data.
  ///   - key: what the report is recognised by when it comes again: the provider's name for it.
  ///   - rules: when a contact point becomes undeliverable.
  ///   - author: who writes it down.
  @discardableResult
  public func record(
    _ bounce: FeedbackRules.Bounce, of subject: ContactDigest, through channel: Channel, detail: String, key: [String],
    rules: FeedbackRules = FeedbackRules(), by author: Author = .system
  ) async throws -> FeedbackOutcome {
    if bounce == .blocked { return .ignored }
    return try await recordOnce(["bounce"] + key + [channel.rawValue], of: subject, by: author) { acts, id, now in
      let isFinal = rules.makesUndeliverable(bounce, at: now, through: channel, after: acts)
      return ConsentAct(
        id: id, subject: subject, kind: .bounced, scope: ConsentScope(channel: channel), date: now, actor: .integration,
        method: .feedback, suppression: isFinal ? .undeliverable : nil,
        proof: ConsentProof(sourceReference: "bounce \(detail)"))
    }
  }

  /// Writes down that somebody reported a message as spam, for any channel: everything unrequested stops there.
  @discardableResult
  public func complain(
    of subject: ContactDigest, through channel: Channel, key: [String], by author: Author = .system
  ) async throws -> FeedbackOutcome {
    return try await recordOnce(["complaint"] + key + [channel.rawValue], of: subject, by: author) { _, id, now in
      ConsentAct(
        id: id, subject: subject, kind: .complaint, scope: ConsentScope(channel: channel), date: now,
        actor: .integration, method: .feedback, proof: ConsentProof(sourceReference: "abuse report"))
    }
  }

  private func recordOnce(
    _ key: [String], of subject: ContactDigest, by author: Author,
    _ make: @Sendable ([ConsentAct], Identifier<ConsentAct>, Date) -> ConsentAct
  ) async throws -> FeedbackOutcome {
    let id = Identifier<ConsentAct>(derivedFrom: ["consent.feedback"] + key)
    return try await store.perform {
      let snapshot = try await snapshot(of: subject)
      if snapshot.acts.contains(where: { $0.id == id }) {
        return Prepared(FeedbackOutcome.known(id), changes: ChangeSet(author: author))
      }
      let act = make(snapshot.acts, id, reached(snapshot))
      let prepared = try await prepareRecord([act], by: author)
      return Prepared(.recorded(act), changes: prepared.changes)
    }
  }

  /// The authorisation of the message that a report names: by its `Message-ID`, which transports of this package make of the
  /// idempotency key, or by the envelope's name. Nobody can guess it who has not got the message.
  private func authorization(of original: OriginalMessage, envelope: String?) async throws -> Authorization? {
    let names = [original.messageID?.prefix { $0 != "@" }.description, envelope].compactMap { $0 }
    for name in names {
      guard let id = Identifier<Authorization>(name), let stored = try await store.get(id) else { continue }
      return stored.record
    }
    return nil
  }

  /// What a report is recognised by when it comes again; one that names no message counts once a day.
  private func name(of original: OriginalMessage, _ authorization: Authorization?) -> String {
    authorization?.id.description ?? original.messageID ?? CalendarDay(environment.now(), in: .gmt).description
  }

  private func target(
    _ authorization: Authorization?, _ fallback: EmailAddress?, _ rules: FeedbackRules
  ) -> (subject: ContactDigest, channel: Channel)? {
    if let authorization { return (authorization.subject, authorization.channel) }
    guard rules.believesUnmatched, let fallback else { return nil }
    return (digester.digest(of: fallback), .email)
  }
}
