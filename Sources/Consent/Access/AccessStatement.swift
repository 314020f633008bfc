public import CRMCore

/// What only the controller can say in answer to a request for access (GDPR art. 15(1) and (2)): everything that does not stand in the
/// records. What is left out appears as "not stated" and is never made up.
public struct AccessStatement: Hashable, Codable, Sendable {
  /// Who decides about the data, with an address.
  public var controller: String?
  /// How to reach the data protection officer.
  public var officer: String?
  /// What the data are used for, besides what the ledger tells.
  public var purposes: [String]
  /// To whom data were or will be disclosed, besides what the consents name.
  public var recipients: [String]
  /// How long data are kept, by category.
  public var retention: [PersonalDataCategory: String]
  /// The authority that takes complaints.
  public var authority: String?
  /// Where data come from that were not obtained from the person.
  public var sources: [String]
  /// Decisions made without a human, profiling included: whether there are any, their logic and what follows.
  public var automatedDecisions: String?
  /// Transfers to third countries and what safeguards them.
  public var transfers: String?
  /// The language of the texts given here, as BCP 47 tag.
  public var language: String

  /// A statement; what is left out is "not stated".
  public init(
    controller: String? = nil, officer: String? = nil, purposes: [String] = [], recipients: [String] = [],
    retention: [PersonalDataCategory: String] = [:], authority: String? = nil, sources: [String] = [],
    automatedDecisions: String? = nil, transfers: String? = nil, language: String = "en"
  ) {
    self.controller = controller
    self.officer = officer
    self.purposes = purposes
    self.recipients = recipients
    self.retention = retention
    self.authority = authority
    self.sources = sources
    self.automatedDecisions = automatedDecisions
    self.transfers = transfers
    self.language = language
  }
}

/// Something that a controller does not show, and why: a secret of somebody else, an ongoing investigation (GDPR art. 15(4), art. 23).
public struct AccessWithholding: Hashable, Codable, Sendable {
  /// The type.
  public var collection: CollectionName
  /// The stored property, with further names for what lies deeper: `["web", "session"]`. Lists are gone through.
  public var path: [String]
  /// Why: a code that the controller's phrases explain.
  public var reason: ReasonCode

  /// A withholding.
  public init(_ collection: CollectionName, _ path: [String], because reason: ReasonCode) {
    self.collection = collection
    self.path = path
    self.reason = reason
  }

  /// It tells about another person (GDPR art. 15(4)): the reason of what declarations withhold.
  public static let otherPerson: ReasonCode = "access.otherPerson"
  /// It is a secret of the controller's business and no personal data.
  public static let businessSecret: ReasonCode = "access.businessSecret"
}
