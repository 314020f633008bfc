import Foundation

extension ConsentLedger {
  /// Records acts, on any contact points, in one commit. An act that is recorded already is left out, so a repetition after
  /// a failure changes nothing.
  ///
  /// - Parameters:
  ///   - acts: the acts. Their time of recording is taken as it stands.
  ///   - author: who writes them down.
  ///   - party: whom the events are filed under, if the host knows; the ledger itself does not.
  /// - Returns: the acts that were new.
  /// - Throws: `ValidationError` naming everything that is wrong with the acts; `StoreError`.
  @discardableResult
  public func record(_ acts: [ConsentAct], by author: Author, party: RecordReference? = nil) async throws
    -> [ConsentAct]
  {
    try await store.perform { try await prepareRecord(acts, by: author, party: party) }
  }

  /// What ``record(_:by:party:)`` would commit: acts, heads and events. Where `party` is a person whose data are restricted, what
  /// could make a contact point usable comes with that restriction.
  public func prepareRecord(
    _ acts: [ConsentAct], by author: Author, party: RecordReference? = nil
  ) async throws -> Prepared<[ConsentAct]> {
    try ValidationError.check(acts.indices.flatMap { Self.problems(of: acts[$0], at: "acts[\($0)]") })
    var changes = ChangeSet(author: author, reason: "consent.record")
    let acts = acts + (try await carriedRestrictions(of: party, to: acts, requiring: &changes))
    let bySubject = Dictionary(grouping: acts, by: \.subject)
    let subjects = bySubject.keys.sorted()
    let heads = try await store.fetch(ConsentHead.self, ids: subjects.map { ConsentHead.id(of: $0) })
    var added: [ConsentAct] = []
    for (subject, head) in zip(subjects, heads) {
      var seen = Set(head?.record.acts ?? [])
      let new = (bySubject[subject] ?? []).filter { seen.insert($0.id).inserted }
      Self.write(new.map { ($0, party) }, on: head, by: author, to: &changes)
      added += new
    }
    return Prepared(added, changes: changes)
  }

  /// Adds new acts on one key to a commit: the head, the acts, and the events, each filed under its party.
  static func write(
    _ acts: [(act: ConsentAct, party: RecordReference?)], on head: Stored<ConsentHead>?, by author: Author,
    to changes: inout ChangeSet
  ) {
    guard let first = acts.first else { return }
    var record = head?.record ?? ConsentHead(of: first.act)
    for (act, _) in acts { record.add(act) }
    if let head { changes.update(record, expecting: head.revision) } else { changes.insert(record) }
    changes.insert(contentsOf: acts.map(\.act))
    changes.insert(contentsOf: acts.map { event(of: $0.act, by: author, party: $0.party) })
  }

  /// What is wrong with an act, whatever the ledger holds.
  static func problems(of act: ConsentAct, at path: String) -> [FieldProblem] {
    var problems: [FieldProblem] = []
    let grants = act.kind.effect == .grants || act.kind == .requested
    if let purpose = act.scope.purpose, !purpose.isWellFormed {
      problems.append(FieldProblem(path + ".scope.purpose", FieldProblem.Code.malformed))
    }
    if grants, act.scope.purpose == nil {
      problems.append(FieldProblem(path + ".scope.purpose", FieldProblem.Code.missing))
    }
    if grants, act.scope.channel == nil, act.grantedBasis?.kind.restsOnWill ?? true {
      problems.append(FieldProblem(path + ".scope.channel", FieldProblem.Code.missing))
    }
    for purpose in act.includes where !(act.scope.purpose?.covers(purpose) ?? false) || !purpose.isWellFormed {
      problems.append(FieldProblem(path + ".includes", FieldProblem.Code.outOfRange))
    }
    if act.kind == .basisChanged, act.basis == nil {
      problems.append(FieldProblem(path + ".basis", FieldProblem.Code.missing))
    }
    if let basis = act.basis, !basis.isComplete {
      problems.append(FieldProblem(path + ".basis", FieldProblem.Code.malformed))
    }
    if act.kind == .requested, act.confirmation == nil {
      problems.append(FieldProblem(path + ".confirmation", FieldProblem.Code.missing))
    }
    if act.kind == .released, act.suppression == nil {
      problems.append(FieldProblem(path + ".suppression", FieldProblem.Code.missing))
    }
    if act.kind == .preferenceSet, act.preference == nil {
      problems.append(FieldProblem(path + ".preference", FieldProblem.Code.missing))
    }
    if let frequency = act.preference?.frequency,
      !(0...10_000).contains(frequency.messages) || !(1...3_660).contains(frequency.days)
    {
      problems.append(FieldProblem(path + ".preference.frequency", FieldProblem.Code.outOfRange))
    }
    // What lifts has been done; what permits may be agreed on to begin later.
    if act.kind.effect == .lifts, act.date > act.recordedAt {
      problems.append(FieldProblem(path + ".date", FieldProblem.Code.outOfRange))
    }
    return problems
  }

  /// The event that tells of an act. Its identity is the act's, so that there is one.
  private static func event(of act: ConsentAct, by author: Author, party: RecordReference?) -> Event {
    var properties: [String: FieldValue] = [
      "method": .choice(act.method.rawValue), "actor": .choice(act.actor.rawValue),
    ]
    properties["purpose"] = act.scope.purpose.map { .choice($0.rawValue) }
    properties["channel"] = act.scope.channel.map { .choice($0.rawValue) }
    properties["controller"] = act.scope.controller.map { .choice($0.rawValue) }
    return Event(
      id: act.id.cast(), name: .consent(act.kind), about: RecordReference(act), customer: party, date: act.date,
      author: author, properties: properties)
  }
}

extension EventName {
  /// The event that tells of an act of the ledger: `consent.given`, `consent.withdrawn` …
  public static func consent(_ kind: ConsentActKind) -> EventName { EventName(rawValue: "consent." + kind.rawValue) }
}
