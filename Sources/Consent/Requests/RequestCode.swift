/// The codes of the reasons that requests of data subjects give.
public enum RequestCode {
  /// So many days are left, in `days`.
  public static let daysLeft: ReasonCode = "rights.daysLeft"
  /// The time ran out.
  public static let timeRanOut: ReasonCode = "rights.timeRanOut"
  /// The time was extended, to the day in `until`, because of `reasons`.
  public static let extended: ReasonCode = "rights.extended"
  /// Who asks was checked by `method`, comparing `compared`.
  public static let checked: ReasonCode = "rights.checked"
  /// A step is done, in `step`.
  public static let stepDone: ReasonCode = "rights.stepDone"
  /// A step failed, in `step`, with `code`.
  public static let stepFailed: ReasonCode = "rights.stepFailed"
  /// A one-time code went out, number `number`.
  public static let codeIssued: ReasonCode = "rights.codeIssued"
  /// A wrong one-time code was given; `left` more may be.
  public static let codeFailed: ReasonCode = "rights.codeFailed"
  /// A document was made, named `name`, with the `digest` of its bytes.
  public static let documented: ReasonCode = "rights.documented"
  /// The bytes of its documents are gone.
  public static let documentsRemoved: ReasonCode = "rights.documentsRemoved"
  /// The documents could not be removed, because of `code`; it is tried again.
  public static let documentsRemain: ReasonCode = "rights.documentsRemain"
  /// What was approved was said anew.
  public static let amended: ReasonCode = "rights.amended"
  /// Asked: look at the plan of the erasure. So many records stay, in `retained`, and so many other requests are open, in `requests`.
  public static let planToApprove: ReasonCode = "rights.ask.plan"
  /// Asked: the erasure was called off. Withdraw the request, or amend it to schedule another one.
  public static let erasureCalledOff: ReasonCode = "rights.ask.erasureCalledOff"
  /// Asked: amend it with the ground of the restriction.
  public static let groundMissing: ReasonCode = "rights.ask.ground"
  /// Asked: no contact point is known that an objection could be recorded on.
  public static let noContactPoint: ReasonCode = "rights.ask.noContactPoint"
  /// Asked: what is right.
  public static let correctionMissing: ReasonCode = "rights.ask.correction"
  /// Asked: hand the documents to the person.
  public static let deliveryByStaff: ReasonCode = "rights.ask.delivery"
  /// Asked: there are no documents to be handed over any more.
  public static let documentsGone: ReasonCode = "rights.ask.documentsGone"
  /// Asked: a person does it.
  public static let staffNeeded: ReasonCode = "rights.ask.staff"
  /// The life cycle does not lead from `from` to `to`.
  public static let illegalTransition: ReasonCode = "rights.illegalTransition"

  /// Denied: it cannot be shown who asks (GDPR art. 11(2), 12(2), (6)).
  public static let identityNotShown: ReasonCode = "rights.denied.identityNotShown"
  /// Denied: manifestly unfounded (GDPR art. 12(5)).
  public static let unfounded: ReasonCode = "rights.denied.unfounded"
  /// Denied: excessive, in particular repeated (GDPR art. 12(5)).
  public static let excessive: ReasonCode = "rights.denied.excessive"
  /// Denied: somebody else decides on these data.
  public static let notController: ReasonCode = "rights.denied.notController"
  /// Denied: nothing is held about the person.
  public static let nothingHeld: ReasonCode = "rights.denied.nothingHeld"
  /// Denied: the law obliges to keep the data (GDPR art. 17(3)(b)).
  public static let legalDuty: ReasonCode = "rights.denied.legalDuty"
  /// Denied: the data are needed for legal claims (GDPR art. 17(3)(e), 21(1)).
  public static let legalClaims: ReasonCode = "rights.denied.legalClaims"
  /// Denied: it would harm the rights of others (GDPR art. 15(4), 20(4)).
  public static let rightsOfOthers: ReasonCode = "rights.denied.rightsOfOthers"
  /// Denied: the right does not apply to these data.
  public static let notApplicable: ReasonCode = "rights.denied.notApplicable"

  /// Kept to show that restricted data were not used.
  public static let proofOfRestriction: ReasonCode = "rights.proofOfRestriction"

  /// Kept to show that the person was answered.
  public static let proofOfAnswer: ReasonCode = "rights.proofOfAnswer"

  static func checked(_ check: IdentityCheck) -> Reason {
    Reason(
      Self.checked,
      [
        "method": .choice(check.method.rawValue), "compared": .choices(check.compared.map(\.rawValue).sorted()),
      ])
  }
}

/// Why something was not done with a request.
public enum RequestRefusal: Error, Hashable, Sendable {
  /// Extending is possible only before the first time has run out.
  case tooLate
  /// The time was extended before.
  case extendedBefore
  /// The person has to be told, with at least one reason, after the receipt and before now.
  case noticeMissing
  /// No law that applies gives more time.
  case notExtendable
  /// It has no such step.
  case unknownStep
  /// These steps are not done.
  case unfinished([ParticipantName])
  /// It is not known whom it is about: neither a record nor a contact point.
  case noSubject
  /// The erasure that answers it was not called off: ``FulfilmentDesk/withdraw(_:by:)`` does both.
  case erasureUnderWay
  /// The system carries it out: nobody else can say that it is done.
  case notByHand

  /// Why, as a reason that ``ConsentLedger/phrases`` has a sentence for.
  public var reason: Reason {
    switch self {
    case .tooLate: Reason("rights.tooLate")
    case .extendedBefore: Reason("rights.extendedBefore")
    case .noticeMissing: Reason("rights.noticeMissing")
    case .notExtendable: Reason("rights.notExtendable")
    case .unknownStep: Reason("rights.unknownStep")
    case .unfinished(let steps): Reason("rights.unfinished", ["steps": .choices(steps.map(\.rawValue).sorted())])
    case .noSubject: Reason("rights.noSubject")
    case .erasureUnderWay: Reason("rights.erasureUnderWay")
    case .notByHand: Reason("rights.notByHand")
    }
  }
}

extension IdentityRefusal {
  /// Why, as a reason that ``ConsentLedger/phrases`` has a sentence for.
  public var reason: Reason { Reason(ReasonCode(rawValue: "rights.identity." + rawValue)) }
}

extension IllegalTransition {
  /// Why, as a reason that ``ConsentLedger/phrases`` has a sentence for.
  public var reason: Reason {
    Reason(RequestCode.illegalTransition, ["from": .choice(from.rawValue), "to": .choice(to.rawValue)])
  }
}
