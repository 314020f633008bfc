import Foundation

/// An act as an event of a consent record, in terms of DPV where there are any.
struct ConsentEventDocument: Codable {
  enum CodingKeys: String, CodingKey {
    case id = "@id"
    case type = "@type"
    case kind = "crm:act"
    case date = "dct:date"
    case recordedAt = "dct:created"
    case actor = "dpv:isIndicatedBy"
    case method = "dpv:hasIndicationMethod"
    case legalBasis = "dpv:hasLegalBasis"
    case basis = "crm:basis"
    case validity = "dpv:hasDuration"
    case notice = "dpv:hasNotice"
    case jurisdiction = "dpv:hasJurisdiction"
    case recipients = "dpv:hasRecipient"
    case retention = "dpv:hasStorageCondition"
    case withdrawal = "crm:withdrawalPath"
    case includes = "crm:includes"
    case suppression = "crm:suppression"
    case preference = "crm:preference"
    case confirmation = "crm:confirmation"
    case answers = "crm:answers"
    case supersedes = "dct:replaces"
    case restriction = "crm:restriction"
  }

  struct Notice: Codable {
    enum CodingKeys: String, CodingKey {
      case type = "@type"
      case schemaVersion = "crm:schemaVersion"
      case hash = "crm:sha256"
      case version = "dct:hasVersion"
      case language = "dct:language"
      case text = "dct:description"
      case source = "dct:source"
    }
    var type = "dpv:ConsentNotice"
    var schemaVersion: Int
    var hash: SHA256.Digest?
    var version: String?
    var language: String?
    var text: String?
    var source: String?
  }

  var id: String
  var type: String
  var kind: ConsentActKind
  var date: Date
  var recordedAt: Date
  var actor: ConsentActor
  var method: ConsentMethod
  var legalBasis: String?
  var basis: LawfulBasis?
  var validity: ConsentValidity?
  var notice: Notice?
  var jurisdiction: Jurisdiction?
  var recipients: [String]?
  var retention: String?
  var withdrawal: String?
  var includes: [Purpose]?
  var suppression: SuppressionReason?
  var preference: ContactPreference?
  var confirmation: PendingConfirmation?
  var answers: Identifier<ConsentAct>?
  var supersedes: Identifier<ConsentAct>?
  var restriction: Restriction?

  init(_ act: ConsentAct) {
    id = "urn:uuid:" + act.id.description.lowercased()
    type = Self.type(of: act.kind)
    kind = act.kind
    date = act.date
    recordedAt = act.recordedAt
    actor = act.actor
    method = act.method
    legalBasis = act.grantedBasis.map { Self.legalBasis($0.kind) }
    basis = act.basis
    validity = act.validity
    notice = act.proof.map { proof in
      Notice(
        schemaVersion: proof.schemaVersion, hash: proof.noticeHash, version: proof.noticeVersion,
        language: proof.noticeLanguage, text: proof.textShown, source: proof.sourceReference)
    }
    jurisdiction = act.proof?.jurisdiction
    recipients = act.proof.flatMap { $0.recipients.isEmpty ? nil : $0.recipients }
    retention = act.proof?.retention
    withdrawal = act.proof?.withdrawalPath
    includes = act.includes.isEmpty ? nil : act.includes
    suppression = act.suppression
    preference = act.preference
    confirmation = act.confirmation
    answers = act.answers
    supersedes = act.supersedes
    restriction = act.restriction
  }

  func act(of subject: ContactDigest, _ scope: ConsentScope) throws -> ConsentAct {
    let prefix = "urn:uuid:"
    guard id.hasPrefix(prefix), let id = Identifier<ConsentAct>(String(id.dropFirst(prefix.count))) else {
      throw DecodingError.dataCorrupted(.init(codingPath: [CodingKeys.id], debugDescription: "not a UUID"))
    }
    let proof = notice.map { notice in
      ConsentProof(
        schemaVersion: notice.schemaVersion, noticeHash: notice.hash, noticeVersion: notice.version,
        noticeLanguage: notice.language, textShown: notice.text, sourceReference: notice.source,
        jurisdiction: jurisdiction, withdrawalPath: withdrawal, recipients: recipients ?? [], retention: retention)
    }
    return ConsentAct(
      id: id, subject: subject, kind: kind, scope: scope, includes: includes ?? [], date: date, recordedAt: recordedAt,
      actor: actor, method: method, basis: basis, validity: validity, suppression: suppression,
      preference: preference, confirmation: confirmation, answers: answers, supersedes: supersedes,
      restriction: restriction,
      proof: proof)
  }

  private static func type(of kind: ConsentActKind) -> String {
    switch kind {
    case .requested: "dpv:ConsentRequested"
    case .given, .confirmed: "dpv:ConsentGiven"
    case .renewed: "dpv:RenewedConsentGiven"
    case .refused: "dpv:ConsentRefused"
    case .withdrawn, .signal: "dpv:ConsentWithdrawn"
    case .expired: "dpv:ConsentExpired"
    case .erased, .restricted, .suppressed: "dpv:ConsentInvalidated"
    default: "dpv:ConsentStatus"
    }
  }

  private static func legalBasis(_ kind: LawfulBasis.Kind) -> String {
    switch kind {
    case .consent: "dpv:Consent"
    case .contract: "dpv:Contract"
    case .subjectRequest: "dpv:EnterIntoContract"
    case .legalObligation: "dpv:LegalObligation"
    case .vitalInterests: "dpv:VitalInterest"
    case .publicTask: "dpv:PublicInterest"
    case .legitimateInterest: "dpv:LegitimateInterest"
    case .softOptIn: "crm:SoftOptIn"
    case .implied: "dpv:ImpliedConsent"
    }
  }
}
