public import CRMCore

/// What somebody says about a party: every property of a ``Customer`` that can be known or not.
public struct PartyFacts: Hashable, Codable, Sendable {
  /// Person, organisation or household.
  public var kind: CustomerKind?
  /// A person's name.
  public var personName: PersonName?
  /// An organisation's name in law.
  public var legalName: String?
  /// The name an organisation is known by.
  public var tradingName: String?
  /// The language, as a BCP 47 tag.
  public var language: String?
  /// The zone, as an IANA identifier.
  public var timeZoneID: String?
  /// A person's day of birth.
  public var birthday: CalendarDay?
  /// Facts about a person.
  public var demographics: Demographics?
  /// Facts about an organisation.
  public var organisation: OrganisationFacts?
  /// Who looks after the customer.
  public var owner: Identifier<StaffMember>?
  /// How far the relationship has come.
  public var stage: LifecycleStage?
  /// Where the customer came from.
  public var source: ReferralSource?
  /// The first touch.
  public var firstTouch: Attribution?
  /// Labels.
  public var tags: TagSet
  /// Addresses of every kind.
  public var contactPoints: ContactPoints
  /// Other systems' names for the party.
  public var foreignKeys: [ForeignKey]
  /// Values of custom fields.
  public var customFields: CustomFields

  /// Facts; what is left out is not known.
  public init(
    kind: CustomerKind? = nil, personName: PersonName? = nil, legalName: String? = nil, tradingName: String? = nil,
    language: String? = nil, timeZoneID: String? = nil, birthday: CalendarDay? = nil, demographics: Demographics? = nil,
    organisation: OrganisationFacts? = nil, owner: Identifier<StaffMember>? = nil, stage: LifecycleStage? = nil,
    source: ReferralSource? = nil, firstTouch: Attribution? = nil, tags: TagSet = [],
    contactPoints: ContactPoints = [], foreignKeys: [ForeignKey] = [], customFields: CustomFields = [:]
  ) {
    self.kind = kind
    self.personName = personName
    self.legalName = legalName
    self.tradingName = tradingName
    self.language = language
    self.timeZoneID = timeZoneID
    self.birthday = birthday
    self.demographics = demographics
    self.organisation = organisation
    self.owner = owner
    self.stage = stage
    self.source = source
    self.firstTouch = firstTouch
    self.tags = tags
    self.contactPoints = contactPoints
    self.foreignKeys = foreignKeys
    self.customFields = customFields
  }

  var knownDemographics: Demographics {
    get { demographics ?? Demographics() }
    set { demographics = newValue == Demographics() ? nil : newValue }
  }

  var knownOrganisation: OrganisationFacts {
    get { organisation ?? OrganisationFacts() }
    set { organisation = newValue == OrganisationFacts() ? nil : newValue }
  }
}

extension Customer {
  /// What the record says about the party. Writing keeps identity and moments, and the kind and stage where none are given.
  public var facts: PartyFacts {
    get {
      PartyFacts(
        kind: kind, personName: personName, legalName: legalName, tradingName: tradingName, language: language,
        timeZoneID: timeZoneID, birthday: birthday, demographics: demographics, organisation: organisation,
        owner: owner, stage: stage, source: source, firstTouch: firstTouch, tags: tags, contactPoints: contactPoints,
        foreignKeys: foreignKeys, customFields: customFields)
    }
    set {
      kind = newValue.kind ?? kind
      personName = newValue.personName
      legalName = newValue.legalName
      tradingName = newValue.tradingName
      language = newValue.language
      timeZoneID = newValue.timeZoneID
      birthday = newValue.birthday
      demographics = newValue.demographics
      organisation = newValue.organisation
      owner = newValue.owner
      stage = newValue.stage ?? stage
      source = newValue.source
      firstTouch = newValue.firstTouch
      tags = newValue.tags
      contactPoints = newValue.contactPoints
      foreignKeys = newValue.foreignKeys
      customFields = newValue.customFields
    }
  }
}
