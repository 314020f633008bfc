import Foundation

/// The acts of one contact point as a set, brought into the one order: what state and decision are computed from.
///
/// Being a function of the *set* of acts, nothing depends on the order of arrival; two replicas' sets are merged by union.
struct LedgerReading: Sendable {
  /// The acts, earliest first, without repeats and without what a correction took out.
  let acts: [ConsentAct]
  /// Those that end suppressions and restrictions: none in nearly every ledger.
  let lifts: [ConsentAct]

  init(_ acts: some Sequence<ConsentAct>) {
    var unique = acts.sorted(by: ConsentAct.isBefore)
    // Nearly every contact point has one act: nothing to compare then.
    if unique.count > 1 {
      var seen: Set<Identifier<ConsentAct>> = []
      unique.removeAll { !seen.insert($0.id).inserted }
    }
    let corrected = Set(unique.compactMap(\.supersedes))
    // A correction may take away what permits, never what restricts.
    if !corrected.isEmpty {
      unique.removeAll { act in
        corrected.contains(act.id) && (act.kind.effect == .grants || act.kind.effect == .lifts)
      }
    }
    self.acts = unique
    lifts = unique.filter { Self.isLift($0) }
  }

  /// The acts that cause a suppression concerning `message` and that no act has lifted by its kind alone. Those of the
  /// person's will are included: whether a particular opt-in outlives them is asked with ``outlives(_:_:)``.
  func suppressions(of message: ConsentScope) -> [(reason: SuppressionReason, act: ConsentAct)] {
    acts.compactMap { act in
      guard let reason = act.causedSuppression, act.scope.restricts(message) else { return nil }
      return isReleased(reason, since: act) ? nil : (reason, act)
    }
  }

  /// Whether an act of staff or of verification has ended a suppression of this reason that `act` began.
  private func isReleased(_ reason: SuppressionReason, since act: ConsentAct) -> Bool {
    lifts.contains { later in
      guard later.moment > act.date, Self.lifts(later.scope, act.scope) else { return false }
      return switch reason {
      case .unsubscribed, .objection, .complaint, .erased: false
      case .undeliverable: later.kind == .reverified
      case .manual, .legal: later.kind == .released && later.suppression == reason
      }
    }
  }

  /// Whether staff have released a complaint; the person's own newer opt-in is needed besides.
  private func isComplaintReleased(_ complaint: ConsentAct) -> Bool {
    lifts.contains { later in
      later.kind == .released && later.suppression == .complaint && later.moment > complaint.date
        && Self.lifts(later.scope, complaint.scope)
    }
  }

  /// Whether an act may lift anything: who may lift did it, and it was done when it was written down. Imports and integrations
  /// end nothing that staff or the person began; whether an address works again, another system may tell, and no import.
  private static func isLift(_ act: ConsentAct) -> Bool {
    guard act.date <= act.recordedAt, act.method != .importRun else { return false }
    return switch act.kind {
    case .released: act.actor == .staff
    case .unrestricted: act.actor == .staff || act.actor == .system
    case .reverified: act.actor != .importRun
    default: false
    }
  }

  /// The restrictions of processing that are in force, whatever their scope. Each has its own end: of the same ground, for the
  /// same person.
  var restrictionsInForce: [ConsentAct] {
    acts.filter { act in
      guard act.kind == .restricted else { return false }
      return !lifts.contains { later in
        later.kind == .unrestricted && later.moment > act.date && later.restriction == act.restriction
          && Self.lifts(later.scope, act.scope)
      }
    }
  }

  /// The restrictions of processing that are in force for `message`.
  func restrictions(of message: ConsentScope) -> [ConsentAct] {
    restrictionsInForce.filter { $0.scope.restricts(message) }
  }

  /// Whether a basis is not ended by a suppression: only a strictly newer opt-in, given by the person themselves and
  /// evidenced, outlives one of their stops.
  func outlives(_ grant: ConsentAct, _ suppression: (reason: SuppressionReason, act: ConsentAct)) -> Bool {
    guard grant.grantedBasis?.kind == .consent, grant.isDirect, grant.isEvidenced else { return false }
    guard grant.moment > suppression.act.date else { return false }
    return switch suppression.reason {
    case .unsubscribed, .objection: true
    case .complaint: isComplaintReleased(suppression.act)
    case .erased: grant.kind == .confirmed
    case .manual, .undeliverable, .legal: false
    }
  }

  /// The latest act for which an erasure does not end a basis that does not rest on the person's will, for a message that they need to
  /// get: somebody stated since why their data are kept again. Only a basis that has come about anew counts, and the reason stated may
  /// not rest on the person's will either: what they want they show themselves.
  func readmission(of grant: ConsentAct, since erasure: ConsentAct) -> ConsentAct? {
    guard grant.moment > erasure.date, grant.method != .importRun else { return nil }
    return readmissions(since: erasure).last { $0.basis?.kind.restsOnWill == false }
  }

  /// The acts that let data in again after an erasure or its approval.
  func readmissions(since act: ConsentAct) -> [ConsentAct] {
    lifts.filter { later in
      later.kind == .released && later.suppression == .erased && later.moment > act.date
        && Self.lifts(later.scope, act.scope)
    }
  }

  /// A lift works only on what it names at least as widely as the restriction does.
  private static func lifts(_ lift: ConsentScope, _ restriction: ConsentScope) -> Bool {
    if let channel = lift.channel, channel != restriction.channel { return false }
    if let controller = lift.controller, controller != restriction.controller { return false }
    guard let purpose = lift.purpose else { return true }
    guard let other = restriction.purpose else { return false }
    return purpose.covers(other)
  }

  /// The acts that establish a basis for `message`, earliest first, whether or not something has ended it.
  func grants(for message: ConsentScope) -> [ConsentAct] {
    acts.filter { act in
      guard let basis = act.grantedBasis, let wanted = message.purpose, let named = act.scope.purpose else {
        return false
      }
      guard named.isSame(as: wanted) || act.includes.contains(where: { $0.isSame(as: wanted) }) else { return false }
      guard act.scope.controller == message.controller else { return false }
      return act.scope.channel.map { $0 == message.channel } ?? !basis.kind.restsOnWill
    }
  }

  /// The latest act of kind `expired` that ends a basis.
  func expiry(of grant: ConsentAct, for message: ConsentScope) -> ConsentAct? {
    acts.last { $0.kind == .expired && $0.date >= grant.date && $0.scope.restricts(message) }
  }

  /// The latest refusal or withdrawal that names the message's purpose (or one above it) and came before `grant`.
  func refusal(before grant: ConsentAct, for message: ConsentScope) -> ConsentAct? {
    acts.last { act in
      (act.kind == .refused || act.kind == .withdrawn) && act.scope.purpose != nil && act.date <= grant.date
        && act.scope.restricts(message)
    }
  }

  /// Requests for confirmation that have not been answered and whose time has not run out.
  func pendingRequests(at now: Date) -> [ConsentAct] {
    let answered = Set(acts.compactMap(\.answers))
    return acts.filter { act in
      act.kind == .requested && !answered.contains(act.id) && (act.confirmation.map { now < $0.expires } ?? false)
    }
  }

  /// The preferences in force, by scope. The person's last word counts; others can only narrow it further.
  func preferences() -> [(scope: ConsentScope, act: ConsentAct, preference: ContactPreference)] {
    let set = acts.filter { $0.kind == .preferenceSet && $0.preference != nil }
    return set.enumerated().compactMap { index, act in
      guard let preference = act.preference else { return nil }
      let replaced = set[(index + 1)...].contains { $0.scope == act.scope && $0.isDirect && $0.date > act.date }
      return replaced ? nil : (act.scope, act, preference)
    }
  }
}
