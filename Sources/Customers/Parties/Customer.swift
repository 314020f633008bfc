public import CRMCore
public import Foundation

/// A party: a person, an organisation or a household that we know, whatever it is to us.
///
/// One record type for all three: what differs is ``kind`` and which facts are filled in. The record is a plain value; the rules
/// about it are in ``problems(on:)``, what is written and when in ``CustomerDirectory``.
public struct Customer: Record {
  /// `customers`.
  public static let collection: CollectionName = "customers"

  /// The customer's identity.
  public var id: Identifier<Customer>
  /// Person, organisation or household.
  public var kind: CustomerKind
  /// A person's name.
  public var personName: PersonName?
  /// An organisation's name in law; for a household, how it is addressed.
  public var legalName: String?
  /// The name an organisation is known by, if that is another one.
  public var tradingName: String?
  /// The language to speak and write, as a BCP 47 tag.
  public var language: String?
  /// The zone the customer lives in, as an IANA identifier.
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
  public var stage: LifecycleStage
  /// Where the customer came from, as somebody judged it.
  public var source: ReferralSource?
  /// The first touch, as it was observed.
  public var firstTouch: Attribution?
  /// Labels.
  public var tags: TagSet
  /// Addresses of every kind, in order of preference. Several customers may share one.
  public var contactPoints: ContactPoints
  /// The names other systems have for this customer, at most one customer for each.
  public var foreignKeys: [ForeignKey]
  /// Values of the fields that the host declared.
  public var customFields: CustomFields
  /// When the record was made, by the environment's clock.
  public var createdAt: Date
  /// When the record was last changed, by the environment's clock.
  public var updatedAt: Date

  /// A customer with every property given. ``person(id:name:now:)`` and ``organisation(id:name:now:)`` are shorter.
  public init(
    id: Identifier<Customer>, kind: CustomerKind, personName: PersonName? = nil, legalName: String? = nil,
    tradingName: String? = nil, language: String? = nil, timeZoneID: String? = nil, birthday: CalendarDay? = nil,
    demographics: Demographics? = nil, organisation: OrganisationFacts? = nil, owner: Identifier<StaffMember>? = nil,
    stage: LifecycleStage = .lead, source: ReferralSource? = nil, firstTouch: Attribution? = nil, tags: TagSet = [],
    contactPoints: ContactPoints = [], foreignKeys: [ForeignKey] = [], customFields: CustomFields = [:],
    createdAt: Date, updatedAt: Date? = nil
  ) {
    self.id = id
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
    self.createdAt = createdAt
    self.updatedAt = updatedAt ?? createdAt
  }

  /// A person who is only known by name so far.
  public static func person(id: Identifier<Customer>, name: PersonName, now: Date) -> Customer {
    Customer(id: id, kind: .person, personName: name, createdAt: now)
  }

  /// An organisation that is only known by name so far.
  public static func organisation(id: Identifier<Customer>, name: String, now: Date) -> Customer {
    Customer(id: id, kind: .organisation, legalName: name, createdAt: now)
  }
}

extension Customer: ContactHolder {}
