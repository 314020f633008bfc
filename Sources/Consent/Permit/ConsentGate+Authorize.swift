import Foundation

/// What is to be authorised. A class, because batches pass it on often and it is large.
final class AuthorizationTask<C: MessageChannel>: Sendable {
  let message: OutgoingMessage<C>
  let question: ConsentQuestion
  let authorization: Identifier<Authorization>

  init(_ message: OutgoingMessage<C>, subject: ContactDigest) {
    self.message = message
    question = message.request.question(subject, draft: message.draft)
    authorization = Authorization.id(run: message.request.run, step: message.request.step, subject: subject)
  }
}

/// One message on its way to an authorisation.
struct AuthorizationAttempt<C: MessageChannel>: Sendable {
  /// A decision and the heads that it was made on: the contact point's, and the person's if the question names one.
  struct Known: Sendable {
    var decision: ConsentDecision
    var head: Stored<ConsentHead>
    var person: Stored<ConsentHead>?
  }

  /// What the attempt came to.
  enum Outcome: Sendable {
    case authorized(Authorization)
    case refused(SendRefusal)
  }

  let task: AuthorizationTask<C>
  var message: OutgoingMessage<C> { task.message }
  var question: ConsentQuestion { task.question }
  /// `nil`: to be decided (again).
  var known: Known?
  /// `nil`: not settled yet.
  var result: Outcome?
  /// What will be committed if nothing has changed.
  var record: Authorization?

  init(_ task: AuthorizationTask<C>) {
    self.task = task
  }

  init(_ message: OutgoingMessage<C>, subject: ContactDigest) {
    task = AuthorizationTask(message, subject: subject)
  }
}

extension ConsentGate {
  /// Authorises messages in one commit; when acts have come in meanwhile, only the contact points named by the conflict are
  /// decided again.
  func authorize<C: MessageChannel>(
    _ attempts: [AuthorizationAttempt<C>], now: Date, tries: Int = 16
  ) async throws -> [AuthorizationAttempt<C>] {
    var attempts = attempts
    // What was decided before may have ended meanwhile.
    for index in attempts.indices where attempts[index].known.map({ Self.hasEnded($0.decision, at: now) }) ?? false {
      attempts[index].known = nil
    }
    var last = StoreError(.exhausted)
    for _ in 0..<tries {
      try Task.checkCancellation()
      try await decide(&attempts, now: now)
      let changes = try await changes(for: &attempts, now: now)
      guard changes.hasWrites else {
        if attempts.allSatisfy({ $0.result != nil }) { return attempts }
        continue
      }
      do {
        try await store.commit(changes)
        for index in attempts.indices where attempts[index].result == nil {
          if let record = attempts[index].record { attempts[index].result = .authorized(record) }
          attempts[index].record = nil
        }
        if attempts.allSatisfy({ $0.result != nil }) { return attempts }
      } catch let error as StoreError where error.code == .conflict {
        last = error
        let named = Set(error.records)
        for index in attempts.indices where attempts[index].result == nil {
          let question = attempts[index].question
          let keys = [question.subject] + (question.context.party.map { [ContactDigest(person: $0)] } ?? [])
          let isNamed = keys.contains { named.contains(RecordReference(ConsentHead.id(of: $0))) }
          if named.isEmpty || isNamed { attempts[index].known = nil }
        }
        await Task.yield()
      }
    }
    throw StoreError(.exhausted, "gave up after \(tries) conflicting attempts", records: last.records)
  }

  /// Decides those that are not settled and have no decision.
  func decide<C: MessageChannel>(_ attempts: inout [AuthorizationAttempt<C>], now: Date) async throws {
    let open = attempts.indices.filter { attempts[$0].result == nil && attempts[$0].known == nil }
    guard !open.isEmpty else { return }
    let entries = try await ConsentReader(store: store).entries(for: open.map { attempts[$0].question }, at: now)
    for (index, entry) in zip(open, entries) {
      let decision = policies.decide(attempts[index].question, given: entry.snapshot, at: now)
      switch decision.outcome {
      case .permit:
        if let head = entry.head {
          attempts[index].known = .init(decision: decision, head: head, person: entry.person)
        } else {
          attempts[index].result = .refused(.denied(decision))
        }
      case .defer(let until): attempts[index].result = .refused(.deferred(until: until, decision))
      case .deny: attempts[index].result = .refused(.denied(decision))
      }
    }
  }

  /// The commit that authorises everything open, at most one message for each contact point.
  private func changes<C: MessageChannel>(
    for attempts: inout [AuthorizationAttempt<C>], now: Date
  ) async throws -> ChangeSet {
    for index in attempts.indices where attempts[index].result == nil {
      guard let known = attempts[index].known else { continue }
      let task = attempts[index].task
      let unmet = known.decision.obligations.filter { !task.message.draft.fulfils($0) }
      if !unmet.isEmpty { attempts[index].result = .refused(.obligationsUnmet(unmet)) }
    }
    let open = attempts.indices.filter { attempts[$0].result == nil }
    var changes = ChangeSet(author: .system, reason: "consent.authorize", date: now)
    guard !open.isEmpty else { return changes }
    let earlier = try await store.fetch(Authorization.self, ids: open.map { attempts[$0].task.authorization })
    var heads: Set<Identifier<ConsentHead>> = []
    for (index, earlier) in zip(open, earlier) {
      guard let known = attempts[index].known else { continue }
      if let earlier, !earlier.record.mayBeRepeated {
        let refusal = SendRefusal.alreadyAuthorized(earlier.id, isConfirmed: earlier.record.state == .confirmed)
        attempts[index].result = .refused(refusal)
        continue
      }
      // A second message to the same contact point waits for the next round: it may use up what the first one rests on.
      guard heads.insert(known.head.id).inserted else {
        attempts[index].known = nil
        continue
      }
      let task = attempts[index].task
      let record = Authorization(
        task.authorization, task.question, known.decision, run: task.message.request.run,
        step: task.message.request.step, now: now, deadline: deadline(known.decision, at: now))
      attempts[index].record = record
      // A touch conflicts with other authorisations too: where a consent is good for a number of messages, they must not
      // both count the same number.
      if known.decision.isCounted { changes.touch(known.head) } else { changes.require(unchanged: known.head) }
      if let person = known.person {
        changes.require(unchanged: person)
      } else if let party = attempts[index].question.context.party {
        changes.require(absent: ConsentHead.id(of: ContactDigest(person: party)))
      }
      if let earlier { changes.update(record, expecting: earlier.revision) } else { changes.insert(record) }
    }
    return changes
  }
}
