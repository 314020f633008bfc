import Foundation

/// An answer that time does not change.
struct FixedAnswer: TimedAnswer {
  let value: FieldValue?

  init(_ value: FieldValue?) {
    self.value = value
  }

  func value(at moment: EvaluationMoment) throws(ConditionFault) -> FieldValue? { value }
  func nextChange(after moment: EvaluationMoment) -> Date? { nil }
}

/// Whether a message may be sent in principle to one contact point at least of somebody, now and later.
struct ProspectAnswer: TimedAnswer {
  let figure: ConsentTerm.Figure
  let context: MessageContext
  let channel: Channel
  /// What is known of the contact points.
  let points: [ConsentProspect]
  let policies: PolicySet

  func value(at moment: EvaluationMoment) throws(ConditionFault) -> FieldValue? {
    let permits = points.map { $0.decision(context, channel, by: policies, at: moment.now) }.filter(\.isPermitted)
    switch figure {
    case .permits: return .bool(!permits.isEmpty)
    case .basis: return permits.isEmpty ? nil : .choices(Set(permits.flatMap(\.bases).map(\.rawValue)).sorted())
    case .expires:
      let ends = permits.map(\.validUntil)
      return ends.contains(nil) ? nil : ends.compactMap { $0 }.max().map { .date($0.wholeMillisecond) }
    }
  }

  func nextChange(after moment: EvaluationMoment) -> Date? {
    points.flatMap { $0.turns(context, channel, by: policies, at: moment.now) }.map(\.wholeMillisecond)
      .filter { $0 > moment.now }.min()
  }
}

/// What is known of a contact point, without what only puts a message off.
struct ConsentProspect {
  let subject: ContactDigest
  /// Whose it is.
  let party: RecordReference?
  let snapshot: ConsentSnapshot

  /// What the ledger knows of a contact point of somebody; `nil` where nothing was ever recorded on it.
  init?(_ known: ConsentSnapshot, of party: RecordReference?) {
    guard let head = known.head else { return nil }
    subject = head.subject
    self.party = party
    var snapshot = known
    snapshot.sent = []
    for index in snapshot.acts.indices where snapshot.acts[index].preference != nil {
      snapshot.acts[index].preference?.pause = nil
      if let often = snapshot.acts[index].preference?.frequency, often.messages > 0 {
        snapshot.acts[index].preference?.frequency = nil
      }
    }
    self.snapshot = snapshot
  }

  /// Whether nothing denies a message. The policies have no quiet hours, so nothing defers it.
  func decision(
    _ context: MessageContext, _ channel: Channel, by policies: PolicySet, at now: Date
  ) -> ConsentDecision {
    policies.decide(question(context, channel), given: snapshot, at: now)
  }

  /// The instants at which a basis begins or ends: until the next of them time alone changes no decision.
  func turns(_ context: MessageContext, _ channel: Channel, by policies: PolicySet, at now: Date) -> [Date] {
    let judge = BasisJudge(
      question: question(context, channel), snapshot: snapshot, reading: LedgerReading(snapshot.acts), zones: [],
      now: now)
    return policies.packs(for: context.jurisdictions).packs.flatMap { judge.turns($0) }
  }

  private func question(_ context: MessageContext, _ channel: Channel) -> ConsentQuestion {
    var context = context
    context.party = party
    return ConsentQuestion(subject: subject, channel: channel, context: context)
  }
}

extension PolicySet {
  /// The same rules at any hour.
  var withoutQuietHours: PolicySet {
    PolicySet(
      packs.map { pack in
        var pack = pack
        pack.quietHours = []
        return pack
      })
  }
}

extension Date {
  /// The first whole millisecond that is not before the instant: there it has certainly come.
  fileprivate var wholeMillisecond: Date {
    let cut = truncatedToMilliseconds
    return cut < self ? Date(millisecondsSince1970: millisecondsSince1970 + 1) : cut
  }
}
