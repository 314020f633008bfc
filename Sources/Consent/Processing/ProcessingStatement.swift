/// What only the house itself can say for its records of processing (GDPR art. 30(1)): nothing of it is guessed, and what is left out
/// is listed as missing.
public struct ProcessingStatement: Hashable, Codable, Sendable {
  /// Who decides, with an address: art. 30(1)(a).
  public struct Party: Hashable, Codable, Sendable {
    /// The name.
    public var name: String
    /// Where they are reached.
    public var contact: String?

    /// A party.
    public init(_ name: String, contact: String? = nil) {
      self.name = name
      self.contact = contact
    }
  }

  /// Somebody to whom data are disclosed: art. 30(1)(d) and (e).
  public struct Recipient: Hashable, Codable, Sendable {
    /// Who, or what category of recipients.
    public var name: String
    /// For which purposes; each covers those below it. `nil` is every one.
    public var purposes: [Purpose]?
    /// The third country or international organisation where they are, as ISO 3166 code or name; `nil` where there is no transfer.
    public var country: String?
    /// What protects the data there: an adequacy decision, standard contractual clauses …
    public var safeguard: String?

    /// A recipient.
    public init(_ name: String, purposes: [Purpose]? = nil, country: String? = nil, safeguard: String? = nil) {
      self.name = name
      self.purposes = purposes
      self.country = country
      self.safeguard = safeguard
    }
  }

  /// What the house does for one purpose.
  public struct Activity: Hashable, Codable, Sendable {
    /// The purpose.
    public var purpose: Purpose
    /// What it is, in words.
    public var description: String?
    /// The categories of the data used for it, beside those that schedules of retention name.
    public var categories: [PersonalDataCategory]
    /// Whom the data are about, in words: customers, prospects, staff.
    public var subjects: [String]
    /// The basis, where neither the ledger nor a schedule says it.
    public var bases: [LawfulBasis.Kind]

    /// An activity.
    public init(
      _ purpose: Purpose, description: String? = nil, categories: [PersonalDataCategory] = [], subjects: [String] = [],
      bases: [LawfulBasis.Kind] = []
    ) {
      self.purpose = purpose
      self.description = description
      self.categories = categories
      self.subjects = subjects
      self.bases = bases
    }
  }

  /// The controller.
  public var controller: Party?
  /// Controllers who decide together with them.
  public var jointControllers: [Party]
  /// The controller's representative, where one is needed.
  public var representative: Party?
  /// The data protection officer, where there is one.
  public var dataProtectionOfficer: Party?
  /// What the house does.
  public var activities: [Activity]
  /// To whom data go. `nil`: nobody said; empty: to nobody.
  public var recipients: [Recipient]?
  /// The technical and organisational measures of art. 32(1), in words. `nil`: nobody said.
  public var securityMeasures: [String]?

  /// A statement; of nothing by default.
  public init(
    controller: Party? = nil, jointControllers: [Party] = [], representative: Party? = nil,
    dataProtectionOfficer: Party? = nil, activities: [Activity] = [], recipients: [Recipient]? = nil,
    securityMeasures: [String]? = nil
  ) {
    self.controller = controller
    self.jointControllers = jointControllers
    self.representative = representative
    self.dataProtectionOfficer = dataProtectionOfficer
    self.activities = activities
    self.recipients = recipients
    self.securityMeasures = securityMeasures
  }
}
