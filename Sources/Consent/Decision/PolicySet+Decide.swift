public import Foundation

extension PolicySet {
  /// Whether a message may be sent: permit, defer or deny, with every reason. Default deny.
  ///
  /// Pure and total: no clock, no store, no randomness, no error thrown. What cannot be evaluated is denied. Order: can the
  /// question be read; restriction and erasure; class; suppressions; objections and stops; bases of each jurisdiction; age;
  /// preferences; quiet hours; obligations. Any denial denies, else any deferral defers to the first instant at which
  /// nothing defers, else it is permitted only if every pack concerned has at least one basis.
  ///
  /// O(a²) in the acts of the contact point for each pack.
  ///
  /// - Parameters:
  ///   - question: what is to be sent where.
  ///   - snapshot: what the ledger knows of the contact point.
  ///   - now: the present instant. Where the ledger was written at a later time, that time counts for what runs out, so that
  ///     a clock set back revives nothing.
  public func decide(
    _ question: ConsentQuestion, given snapshot: ConsentSnapshot, at now: Date
  ) -> ConsentDecision {
    let (packs, ungoverned) = packs(for: question.context.jurisdictions)
    let reading = LedgerReading(snapshot.acts)
    var grounds = GroundList(packs: packs)

    let zones = question.context.timeZones.compactMap { TimeZone(identifier: $0) }
    Self.checkQuestion(question, zones, snapshot, into: &grounds)
    for jurisdiction in ungoverned {
      grounds.deny(ConsentCode.unknownJurisdiction, ["jurisdiction": .text(jurisdiction.rawValue)])
    }
    let onPerson = snapshot.person.map { LedgerReading($0.acts) }
    let restrictions = reading.restrictions(of: question.scope) + (onPerson?.restrictions(of: question.scope) ?? [])
    let judge = BasisJudge(question: question, snapshot: snapshot, reading: reading, zones: zones, now: now)
    let judgements = packs.map { pack in
      judge.judge(pack, limitedTo: pack.bases(under: restrictions, for: question.context.effectiveClass))
    }
    if judgements.isEmpty || judgements.contains(where: { $0.usable.isEmpty }) {
      for restriction in restrictions {
        grounds.deny(restriction.restriction?.ground?.code ?? ConsentCode.restricted, evidence: [restriction])
      }
    }
    let age = question.context.age
    if question.context.targetsChildren,
      age == .unknown || packs.contains(where: { $0.standing(of: age, in: question.context.jurisdictions) == .unknown })
    {
      grounds.deny(ConsentCode.unknownAge)
    }

    for (pack, judgement) in zip(packs, judgements) where judgement.usable.isEmpty {
      for fault in judgement.faults { grounds.deny(fault.code, fault.arguments, evidence: fault.evidence) }
      grounds.deny(ConsentCode.noBasis, ["pack": .text(pack.tag)])
    }
    let preferences = judge.preferences
    for preference in preferences where preference.preference.isOff {
      grounds.deny(ConsentCode.preferenceOff, evidence: [preference.act])
    }
    let caps = preferences.compactMap { FrequencyCap($0, sent: snapshot.sent, at: now) }
    for cap in caps where cap.isNever {
      grounds.deny(cap.fault.code, cap.fault.arguments, evidence: cap.fault.evidence)
    }

    let waits = preferences.compactMap { QuietTime.Wait($0) } + caps.compactMap { QuietTime.Wait($0, at: now) }
    let quiet = QuietTime(question: question, packs: packs, zones: zones, waits: waits, now: now)
    if quiet.isImpossible { grounds.deny(ConsentCode.noHour) }
    var decision = assemble(question, packs, judgements, quiet, grounds)
    if decision.isPermitted, !caps.isEmpty { decision.isCounted = true }
    return decision
  }

  private static func checkQuestion(
    _ question: ConsentQuestion, _ zones: [TimeZone], _ snapshot: ConsentSnapshot, into grounds: inout GroundList
  ) {
    if !question.context.purpose.isWellFormed { grounds.deny(ConsentCode.malformed, ["field": .text("purpose")]) }
    if zones.count != question.context.timeZones.count {
      grounds.deny(ConsentCode.malformed, ["field": .text("timeZones")])
    }
    let isAboutSubject = snapshot.head.map { $0.subject == question.subject } ?? true
    if !snapshot.isComplete || !isAboutSubject { grounds.deny(ConsentCode.incomplete) }
    if let party = question.context.party, snapshot.person?.isComplete(for: ContactDigest(person: party)) != true {
      grounds.deny(ConsentCode.incomplete)
    }
    if snapshot.head == nil || snapshot.acts.isEmpty { grounds.deny(ConsentCode.noRecord) }
  }

  private func assemble(
    _ question: ConsentQuestion, _ packs: [PolicyPack], _ judgements: [BasisJudge.Judgement], _ quiet: QuietTime,
    _ grounds: GroundList
  ) -> ConsentDecision {
    var decision = ConsentDecision(
      outcome: .deny, reasons: grounds.items, remarks: [], obligations: [], bases: [], evidence: [], validUntil: nil,
      sendBefore: nil, isCounted: false, messageClass: question.context.effectiveClass, policyVersions: packs.map(\.tag)
    )
    if question.context.effectiveClass != question.context.messageClass {
      decision.remarks.append(.init(Reason(ConsentCode.reclassified)))
    }
    guard grounds.isEmpty, !packs.isEmpty else { return decision }
    if let until = quiet.until {
      decision.outcome = .defer(until: until)
      var reasons = GroundList(packs: packs)
      for ground in quiet.grounds { reasons.deny(ground.code, ground.arguments, evidence: ground.evidence) }
      decision.reasons = reasons.items
      return decision
    }
    let chosen = judgements.compactMap(\.chosen)
    decision.outcome = .permit
    decision.obligations = judgements.flatMap(\.obligations).sortedSet()
    decision.bases = chosen.compactMap(\.basis).sortedSet()
    decision.evidence = judgements.flatMap(\.evidence).sortedSet()
    decision.validUntil = judgements.compactMap(\.validUntil).min()
    decision.sendBefore = quiet.sendBefore
    decision.isCounted = chosen.contains { $0.act.validity?.uses != nil || $0.act.kind == .requested }
    let endless = chosen.filter { $0.basis == .consent && $0.act.validity?.isEndless ?? true }
    if !endless.isEmpty {
      decision.remarks.append(.init(Reason(ConsentCode.endless), evidence: endless.map { $0.act.id }.sortedSet()))
    }
    return decision
  }
}

/// Reasons in the order in which they were found, each once, with what all packs concerned cite for it.
struct GroundList {
  let packs: [PolicyPack]
  private var found: [(reason: Reason, evidence: Set<Identifier<ConsentAct>>)] = []

  init(packs: [PolicyPack]) {
    self.packs = packs
  }

  var isEmpty: Bool { found.isEmpty }

  var items: [ConsentDecision.Ground] {
    found.map { ground in
      let code = ground.reason.code.rawValue
      let references = packs.compactMap { pack in pack.references[code].map { "\(pack.tag): \($0)" } }
      return .init(ground.reason, references: references, evidence: ground.evidence.sorted())
    }
  }

  mutating func deny(_ code: ReasonCode, _ arguments: [String: FieldValue] = [:], evidence: [ConsentAct] = []) {
    let reason = Reason(code, arguments)
    if let index = found.firstIndex(where: { $0.reason == reason }) {
      for act in evidence { found[index].evidence.insert(act.id) }
    } else {
      found.append((reason, Set(evidence.map(\.id))))
    }
  }
}

extension Array where Element: Comparable & Hashable {
  /// Each element once, in ascending order: one or two in nearly every decision, which need no set.
  func sortedSet() -> [Element] {
    if count < 2 { return self }
    if count == 2 { return self[0] == self[1] ? [self[0]] : self[0] < self[1] ? self : [self[1], self[0]] }
    return Set(self).sorted()
  }
}

/// A reason before it is put into words and references.
struct Fault {
  var code: ReasonCode
  var arguments: [String: FieldValue] = [:]
  var evidence: [ConsentAct] = []
}
