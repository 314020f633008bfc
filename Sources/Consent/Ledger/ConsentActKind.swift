/// What kind of act an entry of the ledger is. Closed: a decision has to know what every kind does.
public enum ConsentActKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// A notice was shown. Changes nothing.
  case noticeShown
  /// Consent was asked for and awaits confirmation (double opt-in). Permits nothing but the one message that asks.
  case requested
  /// Consent was given.
  case given
  /// A request was confirmed by the holder of the contact point.
  case confirmed
  /// Consent that existed was given again.
  case renewed
  /// Consent was asked for and refused.
  case refused
  /// Consent was withdrawn, a message unsubscribed from, "stop" was said.
  case withdrawn
  /// Consent ran out: an agreed event has come. It may be asked for again.
  case expired
  /// Processing was objected to (GDPR art. 21).
  case objected
  /// Processing was restricted or the account frozen (GDPR art. 18): data may be kept, not used.
  case restricted
  /// A restriction was ended.
  case unrestricted
  /// A message was reported as spam.
  case complaint
  /// A message did not arrive; with ``ConsentAct/suppression`` `undeliverable` it never will.
  case bounced
  /// The contact point was shown to work again after it did not.
  case reverified
  /// Contact was forbidden by staff or for a legal reason, see ``ConsentAct/suppression``.
  case suppressed
  /// A suppression that staff may end was ended; ``ConsentAct/suppression`` names which. Of `erased` it lets data be kept again, and
  /// what a contract or the law demands be sent; see ``ConsentLedger/readmit(_:on:method:by:)``.
  case released
  /// A machine-readable signal against use was received (Global Privacy Control).
  case signal
  /// Another lawful basis than consent was established, see ``ConsentAct/basis``.
  case basisChanged
  /// The person narrowed what, where and how often, see ``ConsentAct/preference``.
  case preferenceSet
  /// Customer records with this contact point were merged, or, where it supersedes such an act, parted again. Changes no decision: the
  /// ledger is not keyed by customer.
  case merged
  /// The person's data were erased; the digest stays, so that a re-import of the address stays denied.
  case erased

  /// What a kind does to what may be sent.
  enum Effect {
    case grants, restricts, lifts, informs
  }

  var effect: Effect {
    switch self {
    case .given, .confirmed, .renewed, .basisChanged: .grants
    case .refused, .withdrawn, .expired, .objected, .restricted, .complaint, .bounced, .suppressed, .signal, .erased:
      .restricts
    case .unrestricted, .reverified, .released: .lifts
    case .noticeShown, .requested, .preferenceSet, .merged: .informs
    }
  }

  /// Whether the kind can only take permission away.
  public var isRestrictive: Bool { effect == .restricts }

  /// Of acts at the same instant the one with the greater rank counts as the later one.
  var restrictiveness: Int {
    switch self {
    case .noticeShown, .merged: 0
    case .unrestricted, .reverified, .released: 1
    case .given, .confirmed, .renewed, .basisChanged: 2
    case .requested: 3
    case .preferenceSet: 4
    case .expired: 5
    case .signal: 6
    case .refused: 7
    case .withdrawn: 8
    case .objected: 9
    case .bounced: 10
    case .complaint: 11
    case .suppressed: 12
    case .restricted: 13
    case .erased: 14
    }
  }
}

/// Who acted.
public enum ConsentActor: String, Codable, CaseIterable, Hashable, Sendable {
  /// The person themselves.
  case subject
  /// A parent or guardian for the person.
  case guardian
  /// A member of staff.
  case staff
  /// Another system.
  case integration
  /// An import run.
  case importRun
  /// The package itself.
  case system
}

/// How an act came about. Open: hosts add their own.
public struct ConsentMethod: OpenVocabulary {
  /// The stable name.
  public let rawValue: String

  /// A method of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// A form on a page or in an app.
  public static let form: ConsentMethod = "form"
  /// Request and confirmation through the contact point itself.
  public static let doubleOptIn: ConsentMethod = "doubleOptIn"
  /// Signed paper.
  public static let paper: ConsentMethod = "paper"
  /// A telephone call.
  public static let call: ConsentMethod = "call"
  /// A call of the host's own interface.
  public static let api: ConsentMethod = "api"
  /// Taken over from other data. Never counts as an act of the person.
  public static let importRun: ConsentMethod = "import"
  /// A Global Privacy Control signal.
  public static let privacySignal: ConsentMethod = "gpc"
  /// The one-click header of RFC 8058.
  public static let oneClick: ConsentMethod = "oneClick"
  /// A stop word in a reply.
  public static let stopWord: ConsentMethod = "stopWord"
  /// A message to the unsubscribe address.
  public static let mail: ConsentMethod = "mail"
  /// A preference page.
  public static let preferencePage: ConsentMethod = "preferencePage"
  /// A report of the delivering system: bounce, complaint.
  public static let feedback: ConsentMethod = "feedback"
}
