import CRMTesting
import Consent
import Foundation
import Testing

/// What holds for every history. The seed of a failing run is in the message.
@Suite struct ConsentLawTests {
  private let policies = ConsentHistories.policies

  func check(
    atLeast percent: Double, sourceLocation: SourceLocation = #_sourceLocation,
    _ law: (inout ConsentHistories, UInt64) throws -> Bool
  ) rethrows {
    try ConsentHistories.tryLaw(atLeast: percent, sourceLocation: sourceLocation) { seed in
      var histories = ConsentHistories(seed: seed)
      return try law(&histories, seed)
    }
  }

  func decide(
    _ acts: [ConsentAct], _ question: ConsentQuestion, _ now: Date, sent: [SentMessage] = []
  ) -> ConsentDecision {
    policies.decide(question, given: ConsentSnapshot(acts: acts, sent: sent), at: now)
  }

  @Test func anEmptyLedgerNeverPermits() {
    check(atLeast: 100) { histories, seed in
      let question = histories.question(about: histories.acts())
      #expect(decide([], question, histories.now()).outcome == .deny, "seed \(seed)")
      return true
    }
  }

  @Test func afterAStopWithoutALaterDirectOptInNothingIsPermitted() {
    check(atLeast: 30) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      guard question.context.effectiveClass == .marketing || question.context.effectiveClass == .service else {
        return false
      }
      let scope = question.scope
      let kind = histories.pick([ConsentActKind.withdrawn, .refused, .objected, .signal, .complaint])
      var stop = histories.act(after: [], kinds: [kind])
      stop.scope = histories.pick([
        scope, .everything, ConsentScope(purpose: scope.purpose?.parent ?? scope.purpose),
        ConsentScope(channel: scope.channel),
      ])
      let kept = acts.filter { act in
        !(act.isDirect && act.date > stop.date && [.given, .confirmed, .renewed, .requested].contains(act.kind))
      }
      let decision = decide(kept + [stop], question, histories.now())
      #expect(decision.outcome == .deny, "seed \(seed)")
      return true
    }
  }

  @Test func aRestrictiveActNeverWidens() {
    check(atLeast: 15) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      let now = histories.now()
      let before = decide(acts, question, now)
      let kinds = ConsentActKind.allCases.filter(\.isRestrictive)
      let after = decide(acts + [histories.act(after: acts, kinds: kinds)], question, now)
      #expect(after.rank <= before.rank, "seed \(seed)")
      return before.rank == 2
    }
  }

  @Test func takingEvidenceAwayNeverWidens() {
    check(atLeast: 10) { histories, seed in
      var acts = histories.acts()
      for index in acts.indices { acts[index].supersedes = nil }
      let question = histories.question(about: acts)
      let now = histories.now()
      let before = decide(acts, question, now)
      let grants: [ConsentActKind] = [
        .given, .confirmed, .renewed, .basisChanged, .reverified, .released, .unrestricted,
      ]
      guard let taken = acts.indices.filter({ grants.contains(acts[$0].kind) && acts[$0].answers == nil }).first else {
        return false
      }
      acts.remove(at: taken)
      #expect(decide(acts, question, now).rank <= before.rank, "seed \(seed)")
      return before.rank == 2
    }
  }

  @Test func takingAProofAwayNeverWidens() {
    check(atLeast: 10) { histories, seed in
      var acts = histories.acts()
      let question = histories.question(about: acts)
      let now = histories.now()
      let before = decide(acts, question, now)
      for index in acts.indices where histories.chance(50) { acts[index].proof = nil }
      #expect(decide(acts, question, now).rank <= before.rank, "seed \(seed)")
      return before.rank == 2
    }
  }

  @Test func moreMessagesSentNeverWiden() {
    check(atLeast: 10) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      let (now, sent) = (histories.now(), histories.sent())
      let before = decide(acts, question, now, sent: sent)
      let after = decide(acts, question, now, sent: sent + histories.sent())
      #expect(after.rank <= before.rank, "seed \(seed)")
      return before.rank == 2
    }
  }

  @Test func exportedAndImportedActsDecideTheSame() throws {
    try check(atLeast: 50) { histories, seed in
      var acts = histories.acts()
      for index in acts.indices where histories.chance(50) {
        let milliseconds = Double(Int.random(in: 1...999, using: &histories.generator))
        acts[index].date = acts[index].date.addingTimeInterval(milliseconds / 1_000).truncatedToMilliseconds
      }
      let question = histories.question(about: acts)
      let now = histories.now()
      let back = try ConsentRecordDocument.acts(fromJSONLD: ConsentRecordDocument.jsonLD(of: acts))
      #expect(Set(back) == Set(acts), "seed \(seed)")
      #expect(decide(back, question, now) == decide(acts, question, now), "seed \(seed)")
      return acts.count > 2
    }
  }

  @Test func afterAnErasureNoImportAndNoPlainOptInPermits() {
    check(atLeast: 50) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      var erased = histories.act(after: [], kinds: [.erased])
      erased.scope = .everything
      erased.supersedes = nil
      let kept = acts.filter {
        !($0.kind == .confirmed && $0.isDirect && $0.date > erased.date || $0.kind == .released)
      }
      var context = question
      context.context.confirms = nil
      let decision = decide(kept + [erased], context, histories.now())
      #expect(decision.outcome == .deny && decision.codes.contains(ConsentCode.erased), "seed \(seed)")
      return true
    }
  }

  @Test func afterAReadmissionOnlyWhatIsDueByContractOrLawIsPermitted() {
    check(atLeast: 2) { histories, seed in
      var acts = histories.acts()
      var erased = histories.act(after: [], kinds: [.erased])
      (erased.scope, erased.supersedes) = (.everything, nil)
      // What was before is beside the point; what was confirmed after is another way back.
      acts.removeAll { $0.kind == .confirmed && $0.isDirect || $0.kind == .released }
      var readmission = histories.act(after: [], kinds: [.released])
      (readmission.scope, readmission.suppression, readmission.actor) = (.everything, .erased, .staff)
      let duties: [LawfulBasis.Kind] = [.contract, .legalObligation, .vitalInterests, .publicTask]
      let reasons = histories.chance(75) ? duties : LawfulBasis.Kind.allCases
      readmission.basis = LawfulBasis(histories.pick(reasons))
      var due = histories.act(after: [], kinds: [.basisChanged])
      if histories.chance(75) { due.basis = LawfulBasis(histories.pick(duties)) }
      acts.append(due)
      var question = histories.question(about: [due])
      question.context.confirms = nil
      let now = histories.now()
      let shut = decide(acts + [erased], question, now)
      #expect(shut.outcome == .deny, "seed \(seed)")
      let decision = decide(acts + [erased, readmission], question, now)
      guard decision.outcome != .deny else { return false }
      #expect([.transactional, .securityLegal].contains(question.context.effectiveClass), "seed \(seed)")
      #expect(readmission.date > erased.date, "seed \(seed)")
      #expect(readmission.basis.map { duties.contains($0.kind) } == true, "seed \(seed)")
      #expect(readmission.method != .importRun, "seed \(seed)")
      // It needs no more than what came after, and nothing of what was before the erasure.
      let later = acts.filter {
        min($0.date, $0.recordedAt) > erased.date || !ConsentHistories.grants.contains($0.kind)
      }
      #expect(decide(later + [erased, readmission], question, now).outcome != .deny, "seed \(seed)")
      guard decision.isPermitted else { return true }
      #expect(Set(decision.bases).isSubset(of: duties), "seed \(seed)")
      #expect(decision.evidence.contains(readmission.id), "seed \(seed)")
      return true
    }
  }

  @Test func mergingRecordsIsASemilatticeAndPermitsNothingThatASideDenied() {
    check(atLeast: 20) { histories, seed in
      let now = histories.now()
      // Each side knows a part of what there is, as systems do that were fed by the same forms.
      let all = histories.acts() + histories.acts()
      let sides = (0..<3).map { _ in
        ConsentStanding(of: ActMaker.subject, acts: all.filter { _ in histories.chance(60) }, at: now)
      }
      let (a, b, c) = (sides[0], sides[1], sides[2])
      let both = a.merged(with: b)
      #expect(both == b.merged(with: a), "seed \(seed)")
      #expect(both.merged(with: c) == a.merged(with: b.merged(with: c)), "seed \(seed)")
      #expect(a.merged(with: a) == a && both.merged(with: a) == both, "seed \(seed)")
      #expect(Set(both.entries.keys) == Set(a.entries.keys).union(b.entries.keys), "seed \(seed)")
      for key in both.entries.keys where both.consents(key) {
        #expect(a.entries[key] == nil || a.consents(key), "seed \(seed)")
        #expect(b.entries[key] == nil || b.consents(key), "seed \(seed)")
      }
      return both.entries.count > 1 && both.entries.keys.contains { a.entries[$0] != nil && b.entries[$0] != nil }
    }
  }

  @Test func mergingAndSeparatingRecordsChangesNoDecision() {
    check(atLeast: 10) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      let now = histories.now()
      var merged = (0..<2).map { _ in histories.act(after: [], kinds: [.merged]) }
      for index in merged.indices { merged[index].supersedes = nil }
      let (before, after) = (decide(acts, question, now), decide(acts + merged, question, now))
      #expect(before == after, "seed \(seed)")
      return before.isPermitted
    }
  }

  @Test func theOrderOfArrivalDoesNotMatter() throws {
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    try check(atLeast: 50) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      let now = histories.now()
      let shuffled = (acts + acts.prefix(2)).shuffled(using: &histories.generator)
      let first = try encoder.encode(decide(acts, question, now))
      let second = try encoder.encode(decide(shuffled, question, now))
      #expect(first == second, "seed \(seed)")
      #expect(ConsentState(folding: acts, at: now) == ConsentState(folding: shuffled, at: now), "seed \(seed)")
      return acts.count > 2
    }
  }

  @Test func anOptInChangesNoOtherPurposeOrChannel() {
    check(atLeast: 50) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      let now = histories.now()
      var optIn = histories.act(after: [], kinds: [.given, .renewed])
      optIn.includes = []
      let isOther = optIn.scope.purpose != question.context.purpose || optIn.scope.channel != question.channel
      guard isOther else { return false }
      #expect(decide(acts + [optIn], question, now) == decide(acts, question, now), "seed \(seed)")
      return true
    }
  }

  @Test func withdrawingTwiceIsWithdrawingOnce() {
    check(atLeast: 15) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      let now = histories.now()
      var stop = histories.act(after: [], kinds: [.withdrawn])
      stop.supersedes = nil
      stop.date = ActMaker.start.addingTimeInterval(ConsentHistories.length * 3600 + 1)
      var again = histories.act(after: [], kinds: [.withdrawn])
      (again.scope, again.date, again.supersedes) = (stop.scope, stop.date.addingTimeInterval(60), nil)
      let once = decide(acts + [stop], question, now)
      let twice = decide(acts + [stop, again], question, now)
      #expect(once.outcome == twice.outcome && once.codes == twice.codes, "seed \(seed)")
      return once.codes.contains(ConsentCode.stopped)
    }
  }

  @Test func moreJurisdictionsOrZonesNeverWiden() {
    check(atLeast: 10) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      let now = histories.now()
      let fewer = decide(acts, question, now)
      var wider = question
      if histories.chance(70) { wider.context.jurisdictions.append(histories.pick(["DE", "XA", "XB", "ZZ"])) }
      if histories.chance(70) { wider.context.timeZones.append(histories.pick(ConsentHistories.zones)) }
      let more = decide(acts, wider, now)
      #expect(more.rank <= fewer.rank, "seed \(seed)")
      if let first = fewer.deferredUntil, let second = more.deferredUntil {
        #expect(second >= first, "seed \(seed)")
      }
      if more.isPermitted { #expect(Set(fewer.obligations).isSubset(of: more.obligations), "seed \(seed)") }
      wider.context.jurisdictions = []
      #expect(decide(acts, wider, now).rank <= fewer.rank, "seed \(seed)")
      return fewer.rank > 0
    }
  }

  @Test func aPermitRestsOnEvidenceThatExists() {
    check(atLeast: 10) { histories, seed in
      let acts = histories.acts()
      let question = histories.question(about: acts)
      let decision = decide(acts, question, histories.now())
      guard decision.isPermitted else {
        #expect(!decision.reasons.isEmpty, "seed \(seed)")
        return false
      }
      #expect(!decision.evidence.isEmpty && !decision.bases.isEmpty, "seed \(seed)")
      #expect(Set(decision.evidence).isSubset(of: acts.map(\.id)), "seed \(seed)")
      #expect(decision.reasons.isEmpty, "seed \(seed)")
      return true
    }
  }
}
