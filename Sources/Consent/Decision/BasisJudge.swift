import Foundation

/// Judges for one question which of the recorded bases hold, pack by pack.
struct BasisJudge {
  /// An act that establishes a basis, and the basis.
  struct Candidate {
    var act: ConsentAct
    var basis: LawfulBasis.Kind?
  }

  /// What one pack says.
  struct Judgement {
    /// The bases that hold.
    var usable: [Candidate] = []
    /// Why others do not; also the suppressions in force.
    var faults: [Fault] = []
    /// The preferred one of those that hold.
    var chosen: Candidate?
    /// What shows that it holds.
    var evidence: [Identifier<ConsentAct>] = []
    /// What it obliges to.
    var obligations: [Obligation] = []
    /// When the last of those that hold ends.
    var validUntil: Date?
  }

  let question: ConsentQuestion
  let snapshot: ConsentSnapshot
  let reading: LedgerReading
  let now: Date

  private let scope: ConsentScope
  private let suppressions: [(reason: SuppressionReason, act: ConsentAct)]
  private let pending: [ConsentAct]
  /// The latest time that is known to have been reached.
  private let reached: Date
  /// Where the clock of the person may be; empty is unknown.
  private let zones: [TimeZone]

  init(question: ConsentQuestion, snapshot: ConsentSnapshot, reading: LedgerReading, zones: [TimeZone], now: Date) {
    self.question = question
    self.snapshot = snapshot
    self.reading = reading
    self.zones = zones
    self.now = now
    scope = question.scope
    reached = max(now, snapshot.head?.lastRecordedAt ?? now)
    suppressions = reading.suppressions(of: question.scope)
    pending = reading.pendingRequests(at: reached).filter { $0.scope.restricts(question.scope) }
  }

  /// The preferences that concern the message. Messages that a person needs to get have none.
  var preferences: [(scope: ConsentScope, act: ConsentAct, preference: ContactPreference)] {
    guard question.context.effectiveClass.heedsStops else { return [] }
    return reading.preferences().filter { $0.scope.restricts(scope) }
  }

  /// What a pack says.
  ///
  /// - Parameters:
  ///   - pack: the pack.
  ///   - limit: the only bases that count; `nil` is all that the pack knows.
  func judge(_ pack: PolicyPack, limitedTo limit: Set<LawfulBasis.Kind>? = nil) -> Judgement {
    let rules = pack.rules.filter { $0.isAbout(question) }
    let order = rules.flatMap(\.bases)
    var judgement = Judgement()
    for candidate in candidates {
      if let limit, !(candidate.basis.map { limit.contains($0) } ?? false) { continue }
      let faults = faults(of: candidate, allowed: order, pack)
      if faults.isEmpty { judgement.usable.append(candidate) } else { judgement.faults += faults }
    }
    let best = judgement.usable.min { left, right in
      let ranks = (rank(left, in: order), rank(right, in: order))
      return ranks.0 != ranks.1 ? ranks.0 < ranks.1 : ConsentAct.isBefore(right.act, left.act)
    }
    if let best, let basis = best.basis {
      judgement.chosen = best
      judgement.evidence = evidence(of: best)
      judgement.obligations = rules.filter { $0.bases.contains(basis) }.flatMap(\.obligations)
      if question.context.confirms != nil { judgement.obligations.append(.confirmOnly) }
      let ends = judgement.usable.map { end(of: $0, pack) }
      judgement.validUntil = ends.contains(nil) ? nil : ends.compactMap { $0 }.max()
    } else {
      judgement.faults += standingFaults
    }
    return judgement
  }

  /// The instants at which a basis begins or ends: until the next of them time alone changes nothing.
  func turns(_ pack: PolicyPack) -> [Date] {
    candidates.flatMap { [begin(of: $0.act), end(of: $0, pack)].compactMap { $0 } }
  }

  private func rank(_ candidate: Candidate, in order: [LawfulBasis.Kind]) -> Int {
    candidate.basis.flatMap { order.firstIndex(of: $0) } ?? .max
  }

  /// The acts that might carry the message. One that asks to confirm rests on the request alone.
  private var candidates: [Candidate] {
    if let request = question.context.confirms {
      return reading.acts.filter { $0.id == request && $0.kind == .requested && $0.scope == scope }
        .map { Candidate(act: $0, basis: .subjectRequest) }
    }
    return reading.grants(for: scope).map { Candidate(act: $0, basis: $0.grantedBasis?.kind) }
  }

  /// Everything in force against the message, whatever its basis.
  private var standingFaults: [Fault] {
    var faults = suppressions.filter { entry in
      question.context.effectiveClass.heedsStops || !entry.reason.concernsOnlyUnrequested
    }.map(fault(of:))
    if !pending.isEmpty { faults.append(Fault(code: ConsentCode.pending, evidence: pending)) }
    return faults
  }

  private func fault(of entry: (reason: SuppressionReason, act: ConsentAct)) -> Fault {
    let code =
      switch entry.reason {
      case .unsubscribed: ConsentCode.stopped
      case .objection: ConsentCode.objected
      case .manual: ConsentCode.manual
      case .complaint: ConsentCode.complaint
      case .undeliverable: ConsentCode.undeliverable
      case .legal: ConsentCode.legal
      case .erased: ConsentCode.erased
      }
    return Fault(code: code, evidence: [entry.act])
  }

  private func faults(of candidate: Candidate, allowed: [LawfulBasis.Kind], _ pack: PolicyPack) -> [Fault] {
    let act = candidate.act
    guard let basis = candidate.basis else { return [Fault(code: ConsentCode.basisIncomplete, evidence: [act])] }
    var codes: [ReasonCode] = []
    var faults: [Fault] = []
    if !allowed.contains(basis) {
      let arguments: [String: FieldValue] = ["basis": .choice(basis.rawValue), "pack": .text(pack.tag)]
      faults.append(Fault(code: ConsentCode.basisNotAllowed, arguments: arguments, evidence: [act]))
    }
    if begin(of: act) > now { codes.append(ConsentCode.notYet) }
    if let end = end(of: candidate, pack), end <= reached { codes.append(ConsentCode.expired) }
    if isUsedUp(act) { codes.append(ConsentCode.usedUp) }
    if question.context.confirms != nil {
      codes += confirmationFaults(of: act)
    } else {
      codes += legalFaults(of: act, basis, pack)
    }
    faults += codes.map { Fault(code: $0, evidence: [act]) }
    if basis.restsOnWill, let expiry = reading.expiry(of: act, for: scope) {
      faults.append(Fault(code: ConsentCode.expired, evidence: [act, expiry]))
    }
    if basis != .legalObligation, basis != .vitalInterests, act.kind == .basisChanged,
      let refusal = reading.refusal(before: act, for: scope)
    {
      faults.append(Fault(code: ConsentCode.basisAfterRefusal, evidence: [refusal, act]))
    }
    return faults + Self.grouped(suppressions.filter { stops(candidate, $0) }.map(fault(of:)))
  }

  /// One fault for each code, with the evidence of all: there may be a thousand stops.
  private static func grouped(_ faults: [Fault]) -> [Fault] {
    var grouped: [Fault] = []
    for fault in faults {
      if let index = grouped.firstIndex(where: { $0.code == fault.code }) {
        grouped[index].evidence += fault.evidence
      } else {
        grouped.append(fault)
      }
    }
    return grouped
  }

  private func legalFaults(of act: ConsentAct, _ basis: LawfulBasis.Kind, _ pack: PolicyPack) -> [ReasonCode] {
    var codes: [ReasonCode] = []
    if act.grantedBasis?.isComplete == false { codes.append(ConsentCode.basisIncomplete) }
    if basis == .consent {
      if pack.demandsEvidence, !act.isEvidenced { codes.append(ConsentCode.notEvidenced) }
      if pack.asksAgainForNewVersion, isOutdated(act) { codes.append(ConsentCode.outdatedNotice) }
      if pack.confirmedChannels.contains(question.channel), act.kind != .confirmed {
        codes.append(ConsentCode.unconfirmed)
      }
    }
    if question.context.addressKind != .personal, basis == .softOptIn || basis == .implied {
      codes.append(ConsentCode.notPersonal)
    }
    if basis.restsOnWill {
      switch pack.standing(of: question.context.age, in: question.context.jurisdictions) {
      case .needsGuardian where act.actor != .guardian: codes.append(ConsentCode.minor)
      case .isOfAge where act.actor == .guardian: codes.append(ConsentCode.guardianEnded)
      default: break
      }
    }
    return codes
  }

  /// A message that asks to confirm is sent once, promotes nothing, and answers a request that is still open.
  private func confirmationFaults(of request: ConsentAct) -> [ReasonCode] {
    var codes: [ReasonCode] = []
    if question.context.effectiveClass != .service { codes.append(ConsentCode.basisNotAllowed) }
    if !request.isDirect { codes.append(ConsentCode.noBasis) }
    if !pending.contains(where: { $0.id == request.id }) { codes.append(ConsentCode.expired) }
    return codes
  }

  /// Whether a suppression ends this basis for this message.
  private func stops(_ candidate: Candidate, _ entry: (reason: SuppressionReason, act: ConsentAct)) -> Bool {
    if question.context.confirms != nil {
      // The person may come back by asking anew; spam reports, bounces and the like stay in force.
      let isTheirs = [.unsubscribed, .objection, .erased].contains(entry.reason)
      return !(isTheirs && candidate.act.isDirect && candidate.act.date > entry.act.date)
    }
    let heeded = question.context.effectiveClass.heedsStops || (candidate.basis?.restsOnWill ?? true)
    if !heeded, entry.reason.concernsOnlyUnrequested { return false }
    if !heeded, entry.reason == .erased, reading.readmission(of: candidate.act, since: entry.act) != nil {
      return false
    }
    return !reading.outlives(candidate.act, entry)
  }

  /// The acts that show that a message may rest on a basis that holds: the one that establishes it, and what let the person in again
  /// after an erasure.
  private func evidence(of candidate: Candidate) -> [Identifier<ConsentAct>] {
    let erasures = suppressions.filter { $0.reason == .erased && !reading.outlives(candidate.act, $0) }
    return [candidate.act.id] + erasures.compactMap { reading.readmission(of: candidate.act, since: $0.act)?.id }
  }

  /// From when on an act counts. A day that something is implied from must have begun everywhere.
  private func begin(of act: ConsentAct) -> Date {
    guard let since = act.basis?.since else { return act.date }
    return max(act.date, since.startDate(in: .gmt).addingTimeInterval(12 * 3600))
  }

  private func end(of candidate: Candidate, _ pack: PolicyPack) -> Date? {
    let act = candidate.act
    if act.kind == .requested { return act.confirmation?.expires ?? act.date }
    var end = act.validity?.end(from: act.date)
    func limit(_ date: Date?) {
      guard let date else { return }
      end = end.map { min($0, date) } ?? date
    }
    if candidate.basis == .consent, let months = pack.consentMonths {
      limit(ConsentValidity.adding(months: months, to: act.date))
    }
    if candidate.basis == .implied, let basis = act.basis {
      limit(pack.implied.end(of: basis, in: zones.isEmpty ? pack.zones : zones))
    }
    return end
  }

  private func isUsedUp(_ act: ConsentAct) -> Bool {
    let limit = act.kind == .requested ? 1 : act.validity?.uses
    return limit.map { snapshot.uses[act.id, default: 0] >= $0 } ?? false
  }

  private func isOutdated(_ act: ConsentAct) -> Bool {
    if let version = question.context.noticeVersion, act.proof?.noticeVersion != version { return true }
    let wanted = question.context.purpose
    let named = ([act.scope.purpose].compactMap { $0 } + act.includes).filter { $0.isSame(as: wanted) }
    return !named.contains { $0.version >= wanted.version }
  }
}
