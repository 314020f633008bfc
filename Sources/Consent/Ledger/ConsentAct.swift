public import Foundation

/// One entry of the ledger: somebody did something about the use of one contact point, and how that can be shown.
///
/// Acts are only ever added. A mistake is corrected by an act that ``supersedes`` the wrong one, which may take an opt-in or a
/// lift out of the reckoning, and never a stop.
///
/// Copies share their parts: a decision hands acts on several times.
public struct ConsentAct: Record {
  /// `consentActs`.
  public static let collection: CollectionName = "consentActs"

  /// By the time of recording, for audits and exports.
  public static let byRecording = Index<ConsentAct>("recorded") { IndexKey($0.recordedAt) }
  /// Confirmations by the request that they answer: a request is confirmed at most once.
  public static let byAnswered = Index<ConsentAct>("answers", unique: true) { act in act.answers.map { IndexKey($0) } }

  /// Restrictions by the person as whose contact point something is restricted, then by time.
  public static let byRestrictedPerson = Index<ConsentAct>("restrictedPerson", version: 2) { act in
    act.kind == .restricted ? act.restriction?.person.map { IndexKey($0, act.date) } : nil
  }

  /// The declared indexes.
  public static var indexes: [Index<ConsentAct>] { [byRecording, byAnswered, byRestrictedPerson] }

  var box: Box

  private mutating func change(_ body: (inout Parts) -> Void) {
    var parts = box.parts
    body(&parts)
    box = Box(parts)
  }

  /// The act's identity.
  public var id: Identifier<ConsentAct> {
    get { box.parts.id }
    set { change { $0.id = newValue } }
  }
  /// The contact point, or the person for a restriction; see ``ContactDigest/init(person:)``.
  public var subject: ContactDigest {
    get { box.parts.subject }
    set { change { $0.subject = newValue } }
  }
  /// What was done.
  public var kind: ConsentActKind {
    get { box.parts.kind }
    set { change { $0.kind = newValue } }
  }
  /// The purpose, channel and controller concerned.
  public var scope: ConsentScope {
    get { box.parts.scope }
    set { change { $0.scope = newValue } }
  }
  /// Purposes below the scope's one that were named together with it when consent was given.
  public var includes: [Purpose] {
    get { box.parts.includes }
    set { change { $0.includes = newValue } }
  }
  /// When it was done.
  public var date: Date {
    get { box.parts.date }
    set { change { $0.date = newValue } }
  }
  /// When it was written down.
  public var recordedAt: Date {
    get { box.parts.recordedAt }
    set { change { $0.recordedAt = newValue } }
  }
  /// Who did it.
  public var actor: ConsentActor {
    get { box.parts.actor }
    set { change { $0.actor = newValue } }
  }
  /// How it was done.
  public var method: ConsentMethod {
    get { box.parts.method }
    set { change { $0.method = newValue } }
  }
  /// The basis established, for ``ConsentActKind/basisChanged``.
  public var basis: LawfulBasis? {
    get { box.parts.basis }
    set { change { $0.basis = newValue } }
  }
  /// How long it holds, for acts that permit; `nil` is endless.
  public var validity: ConsentValidity? {
    get { box.parts.validity }
    set { change { $0.validity = newValue } }
  }
  /// Which suppression is meant, for `suppressed`, `released` and `bounced`.
  public var suppression: SuppressionReason? {
    get { box.parts.suppression }
    set { change { $0.suppression = newValue } }
  }
  /// What is preferred, for ``ConsentActKind/preferenceSet``.
  public var preference: ContactPreference? {
    get { box.parts.preference }
    set { change { $0.preference = newValue } }
  }
  /// Hash of the secret and end of the time for confirming, for ``ConsentActKind/requested``.
  public var confirmation: PendingConfirmation? {
    get { box.parts.confirmation }
    set { change { $0.confirmation = newValue } }
  }
  /// The request that this act confirms.
  public var answers: Identifier<ConsentAct>? {
    get { box.parts.answers }
    set { change { $0.answers = newValue } }
  }
  /// The act that this one corrects.
  public var supersedes: Identifier<ConsentAct>? {
    get { box.parts.supersedes }
    set { change { $0.supersedes = newValue } }
  }
  /// Which restriction is meant, for `restricted` and `unrestricted`, and for `noticeShown` before an end.
  public var restriction: Restriction? {
    get { box.parts.restriction }
    set { change { $0.restriction = newValue } }
  }
  /// What shows that it took place.
  public var proof: ConsentProof? {
    get { box.parts.proof }
    set { change { $0.proof = newValue } }
  }

  /// An act. Dates are kept to the millisecond.
  public init(
    id: Identifier<ConsentAct>, subject: ContactDigest, kind: ConsentActKind, scope: ConsentScope,
    includes: [Purpose] = [],
    date: Date, recordedAt: Date? = nil, actor: ConsentActor, method: ConsentMethod, basis: LawfulBasis? = nil,
    validity: ConsentValidity? = nil, suppression: SuppressionReason? = nil, preference: ContactPreference? = nil,
    confirmation: PendingConfirmation? = nil, answers: Identifier<ConsentAct>? = nil,
    supersedes: Identifier<ConsentAct>? = nil, restriction: Restriction? = nil, proof: ConsentProof? = nil
  ) {
    box = Box(
      Parts(
        id: id, subject: subject, kind: kind, scope: scope, includes: includes, date: date.truncatedToMilliseconds,
        recordedAt: (recordedAt ?? date).truncatedToMilliseconds, actor: actor, method: method, basis: basis,
        validity: validity, suppression: suppression, preference: preference, confirmation: confirmation,
        answers: answers, supersedes: supersedes, restriction: restriction, proof: proof))
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

  /// When the act counts among the others. What permits or lifts cannot be later than it was written down: a time that has not come
  /// says when it begins to hold, not that it came after a stop.
  var moment: Date {
    switch kind.effect {
    case .grants, .lifts: min(date, recordedAt)
    case .restricts, .informs: date
    }
  }

  /// The one order of acts: by time, then the more restrictive one later, then by identifier.
  static func isBefore(_ left: ConsentAct, _ right: ConsentAct) -> Bool {
    let (first, second) = (left.moment, right.moment)
    if first != second { return first < second }
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
