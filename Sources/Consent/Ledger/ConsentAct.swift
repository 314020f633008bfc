public import Foundation

/// One entry of the ledger: somebody did something about the use of one contact point, and how that can be shown.
///
/// Acts are only ever added. A mistake is corrected by an act that ``supersedes`` the wrong one, which may take an opt-in or a
/// lift out of the reckoning, and never a stop.
public struct ConsentAct: Record {
  /// `consentActs`.
  public static let collection: CollectionName = "consentActs"

  /// By contact point, then by time.
  public static let bySubject = Index<ConsentAct>("subject", version: 2) { IndexKey($0.subject, $0.date) }
  /// By the time of recording, for audits and exports.
  public static let byRecording = Index<ConsentAct>("recorded") { IndexKey($0.recordedAt) }
  /// Confirmations by the request that they answer: a request is confirmed at most once.
  public static let byAnswered = Index<ConsentAct>("answers", unique: true) { act in act.answers.map { IndexKey($0) } }

  /// Restrictions by the person as whose contact point something is restricted, then by time.
  public static let byRestrictedPerson = Index<ConsentAct>("restrictedPerson") { act in
    act.kind == .restricted ? act.restriction?.person.map { IndexKey($0, act.date) } : nil
  }

  /// The declared indexes.
  public static var indexes: [Index<ConsentAct>] { [bySubject, byRecording, byAnswered, byRestrictedPerson] }

  /// The act's identity.
  public var id: Identifier<ConsentAct>
  /// The contact point, or the person for a restriction; see ``ContactDigest/init(person:)``.
  public var subject: ContactDigest
  /// What was done.
  public var kind: ConsentActKind
  /// The purpose, channel and controller concerned.
  public var scope: ConsentScope
  /// Purposes below the scope's one that were named together with it when consent was given.
  public var includes: [Purpose]
  /// When it was done.
  public var date: Date
  /// When it was written down.
  public var recordedAt: Date
  /// Who did it.
  public var actor: ConsentActor
  /// How it was done.
  public var method: ConsentMethod
  /// The basis established, for ``ConsentActKind/basisChanged``.
  public var basis: LawfulBasis?
  /// How long it holds, for acts that permit; `nil` is endless.
  public var validity: ConsentValidity?
  /// Which suppression is meant, for `suppressed`, `released` and `bounced`.
  public var suppression: SuppressionReason?
  /// What is preferred, for ``ConsentActKind/preferenceSet``.
  public var preference: ContactPreference?
  /// Hash of the secret and end of the time for confirming, for ``ConsentActKind/requested``.
  public var confirmation: PendingConfirmation?
  /// The request that this act confirms.
  public var answers: Identifier<ConsentAct>?
  /// The act that this one corrects.
  public var supersedes: Identifier<ConsentAct>?
  /// Which restriction is meant, for `restricted` and `unrestricted`, and for `noticeShown` before an end.
  public var restriction: Restriction?
  /// What shows that it took place.
  public var proof: ConsentProof?

  /// An act. Dates are kept to the millisecond.
  public init(
    id: Identifier<ConsentAct>, subject: ContactDigest, kind: ConsentActKind, scope: ConsentScope,
    includes: [Purpose] = [],
    date: Date, recordedAt: Date? = nil, actor: ConsentActor, method: ConsentMethod, basis: LawfulBasis? = nil,
    validity: ConsentValidity? = nil, suppression: SuppressionReason? = nil, preference: ContactPreference? = nil,
    confirmation: PendingConfirmation? = nil, answers: Identifier<ConsentAct>? = nil,
    supersedes: Identifier<ConsentAct>? = nil, restriction: Restriction? = nil, proof: ConsentProof? = nil
  ) {
    self.id = id
    self.subject = subject
    self.kind = kind
    self.scope = scope
    self.includes = includes
    self.date = date.truncatedToMilliseconds
    self.recordedAt = (recordedAt ?? date).truncatedToMilliseconds
    self.actor = actor
    self.method = method
    self.basis = basis
    self.validity = validity
    self.suppression = suppression
    self.preference = preference
    self.confirmation = confirmation
    self.answers = answers
    self.supersedes = supersedes
    self.restriction = restriction
    self.proof = proof
  }

  /// Whether the person (or a guardian) acted themselves. Imports, integrations, staff and merges never do.
  public var isDirect: Bool { (actor == .subject || actor == .guardian) && method != .importRun }

  /// Whether it can be shown that the act took place: by a proof, or by a confirmation through the contact point itself.
  public var isEvidenced: Bool {
    (proof?.isSubstantial ?? false) || (kind == .confirmed && answers != nil)
  }

  /// The kind of basis that this act establishes; `nil` if it establishes none.
  public var grantedBasis: LawfulBasis? {
    switch kind {
    case .given, .confirmed, .renewed: LawfulBasis(.consent)
    case .basisChanged: basis
    default: nil
    }
  }

  /// The suppression that this act causes; `nil` if it causes none.
  public var causedSuppression: SuppressionReason? {
    switch kind {
    case .withdrawn, .refused, .signal: .unsubscribed
    case .objected: .objection
    case .complaint: .complaint
    case .suppressed: suppression ?? .manual
    case .bounced: suppression
    case .erased: .erased
    default: nil
    }
  }

  /// The one order of acts: by time, then the more restrictive one later, then by identifier.
  static func isBefore(_ left: ConsentAct, _ right: ConsentAct) -> Bool {
    if left.date != right.date { return left.date < right.date }
    if left.kind.restrictiveness != right.kind.restrictiveness {
      return left.kind.restrictiveness < right.kind.restrictiveness
    }
    return left.id < right.id
  }
}

/// What a request for confirmation (double opt-in) keeps: never the secret itself.
public struct PendingConfirmation: Hashable, Codable, Sendable {
  /// SHA-256 of the secret.
  public var secretHash: SHA256.Digest
  /// The first instant at which it can no longer be confirmed.
  public var expires: Date

  /// What a request keeps.
  public init(secretHash: SHA256.Digest, expires: Date) {
    self.secretHash = secretHash
    self.expires = expires
  }
}
