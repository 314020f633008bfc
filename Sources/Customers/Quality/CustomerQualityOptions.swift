import CRMCore

/// What the host can set about the quality of customers. The defaults suit a base of people and companies.
public struct CustomerQualityOptions: Sendable {
  /// What should be filled, by default ``standardRequirements``. Required custom fields are added by themselves.
  public var requirements: [QualityRequirement<Customer>]
  /// Words to be compared, by default ``standardVocabularies``.
  public var vocabularies: [QualityVocabulary<Customer>]
  /// The greatest age that is believed, in years.
  public var oldestAge: Int
  /// After how many months without a change or a contact a record is stale; `nil` never.
  public var staleAfterMonths: Int?
  /// Whether mail domains that are reserved for examples and tests (RFC 2606) are taken for real.
  public var allowsReservedDomains: Bool
  /// The custom field with the age in years, if there is one, to be compared with the birthday.
  public var ageField: String?
  /// Whether exact duplicates and shared contact points are looked up: some index reads for each record.
  public var findsDuplicates: Bool
  /// Further rules of the host.
  public var checks: [QualityCheck<Customer>]

  /// Options.
  public init(
    requirements: [QualityRequirement<Customer>] = standardRequirements,
    vocabularies: [QualityVocabulary<Customer>] = standardVocabularies, oldestAge: Int = 120,
    staleAfterMonths: Int? = 24, allowsReservedDomains: Bool = false, ageField: String? = nil,
    findsDuplicates: Bool = true, checks: [QualityCheck<Customer>] = []
  ) {
    self.requirements = requirements
    self.vocabularies = vocabularies
    self.oldestAge = oldestAge
    self.staleAfterMonths = staleAfterMonths
    self.allowsReservedDomains = allowsReservedDomains
    self.ageField = ageField
    self.findsDuplicates = findsDuplicates
    self.checks = checks
  }

  /// Of everybody: a way to reach them (3), an owner, a source and a language (1 each). Of persons: a given and a family name (2
  /// each), a birthday (1). Of organisations: a line of business (2), the number of employees (1), a country (1). Of households: a
  /// town (1).
  public static let standardRequirements: [QualityRequirement<Customer>] = {
    typealias Requirement = QualityRequirement<Customer>
    let isPerson: @Sendable (Customer) -> Bool = { $0.kind == .person }
    let isOrganisation: @Sendable (Customer) -> Bool = { $0.kind == .organisation }
    let everybody = [
      Requirement("customer.contactPoints", weight: 3, severity: .warning) { $0.canBeReached },
      Requirement(Customer.fields.owner), Requirement(Customer.fields.source), Requirement(Customer.fields.language),
    ]
    let persons = [
      Requirement(Customer.fields.familyName.name, weight: 2, when: isPerson) { $0.says($0.personName?.family) },
      Requirement(Customer.fields.givenName.name, weight: 2, when: isPerson) { $0.says($0.personName?.given) },
      Requirement(Customer.fields.birthday, when: isPerson),
    ]
    let organisations = [
      Requirement(Customer.fields.industry, weight: 2, when: isOrganisation),
      Requirement(Customer.fields.employees, when: isOrganisation),
      Requirement(Customer.fields.country, when: isOrganisation),
    ]
    let households = [Requirement(Customer.fields.city, when: { $0.kind == .household })]
    return everybody + persons + organisations + households
  }()

  /// Lines of business against well-known ones; stages, sources and labels with each other.
  public static let standardVocabularies: [QualityVocabulary<Customer>] = [
    QualityVocabulary(Customer.fields.industry, .industries), QualityVocabulary(Customer.fields.stage),
    QualityVocabulary(Customer.fields.source), QualityVocabulary(Customer.fields.tags),
    QualityVocabulary(Customer.fields.city, severity: .hint),
  ]
}

extension Customer {
  /// Whether a part of a person's name is one.
  fileprivate func says(_ part: String?) -> Bool {
    part.trimmedOrNil.map { PlaceholderText.kind(of: $0, in: .name) == nil } ?? false
  }

  /// Whether there is an address, a number or a name in a messenger that may work.
  fileprivate var canBeReached: Bool {
    contactPoints.contains { point in
      guard !point.verification.isBounced, ContactFillers.kind(of: point.value) == nil else { return false }
      return switch point.value {
      case .email, .phone, .handle: true
      case .postal(let address): address.isDeliverable
      case .device: false
      }
    }
  }
}
