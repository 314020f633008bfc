public import CRMCore
public import Foundation

/// The fields of a customer that conditions can ask for, in the namespace `customer`.
public struct CustomerFields: Sendable {
  /// `customer.kind`: person, organisation or household.
  public let kind = Field<Customer, CustomerKind>("customer.kind", \.kind)
  /// `customer.name`: the name to show.
  public let name = Field<Customer, String>("customer.name", \.displayName)
  /// `customer.familyName`: a person's family name.
  public let familyName = Field<Customer, String?>("customer.familyName") { $0.personName?.family }
  /// `customer.givenName`: a person's given name.
  public let givenName = Field<Customer, String?>("customer.givenName") { $0.personName?.given }
  /// `customer.stage`: how far the relationship has come.
  public let stage = Field<Customer, LifecycleStage>("customer.stage", \.stage)
  /// `customer.source`: where the customer came from.
  public let source = Field<Customer, ReferralSource?>("customer.source", \.source)
  /// `customer.owner`: who looks after the customer.
  public let owner = Field<Customer, Identifier<StaffMember>?>("customer.owner", \.owner)
  /// `customer.tags`: the labels.
  public let tags = Field<Customer, [String]>("customer.tags") { Array($0.tags) }
  /// `customer.language`: a BCP 47 tag.
  public let language = Field<Customer, String?>("customer.language", \.language)
  /// `customer.timeZone`: an IANA identifier.
  public let timeZone = Field<Customer, String?>("customer.timeZone", \.timeZoneID)
  /// `customer.birthday`: a person's day of birth.
  public let birthday = Field<Customer, CalendarDay?>("customer.birthday", \.birthday)
  /// `customer.gender`: the gender that the person gave.
  public let gender = Field<Customer, String?>("customer.gender") { $0.demographics?.gender }
  /// `customer.industry`: an organisation's line of business.
  public let industry = Field<Customer, String?>("customer.industry") { $0.organisation?.industry }
  /// `customer.employees`: how many people an organisation employs.
  public let employees = Field<Customer, Int?>("customer.employees") { $0.organisation?.employees }
  /// `customer.annualRevenue`: an organisation's revenue of the last year.
  public let annualRevenue = Field<Customer, Money?>("customer.annualRevenue") { $0.organisation?.annualRevenue }
  /// `customer.foundedYear`: when an organisation was founded.
  public let foundedYear = Field<Customer, Int?>("customer.foundedYear") { $0.organisation?.foundedYear }
  /// `customer.country`: the country of the preferred postal address, as an ISO 3166 code.
  public let country = Field<Customer, String?>("customer.country") { $0.postalAddress?.country?.rawValue }
  /// `customer.city`: the town of the preferred postal address.
  public let city = Field<Customer, String?>("customer.city") { $0.postalAddress?.locality }
  /// `customer.hasEmail`: whether an e-mail address is known that does not bounce.
  public let hasEmail = Field<Customer, Bool>("customer.hasEmail") { $0.contactPoints.preferred(.email) != nil }
  /// `customer.hasPhone`: whether a telephone number is known.
  public let hasPhone = Field<Customer, Bool>("customer.hasPhone") { $0.contactPoints.preferred(.phone) != nil }
  /// `customer.firstTouch.source`: where the first touch came from.
  public let firstTouchSource = Field<Customer, String?>("customer.firstTouch.source") { $0.firstTouch?.source }
  /// `customer.firstTouch.campaign`: the campaign of the first touch.
  public let firstTouchCampaign = Field<Customer, String?>("customer.firstTouch.campaign") { $0.firstTouch?.campaign }
  /// `customer.createdAt`: when the record was made.
  public let createdAt = Field<Customer, Date>("customer.createdAt", \.createdAt)
  /// `customer.updatedAt`: when the record was last changed.
  public let updatedAt = Field<Customer, Date>("customer.updatedAt", \.updatedAt)

  /// All fields.
  public var all: [AnyField<Customer>] {
    let person: [AnyField<Customer>] = [
      kind.erased, name.erased, familyName.erased, givenName.erased, language.erased, timeZone.erased, birthday.erased,
      gender.erased,
    ]
    let organisation: [AnyField<Customer>] = [
      industry.erased, employees.erased, annualRevenue.erased, foundedYear.erased,
    ]
    let relationship: [AnyField<Customer>] = [
      stage.erased, source.erased, owner.erased, tags.erased, country.erased, city.erased, hasEmail.erased,
      hasPhone.erased, firstTouchSource.erased, firstTouchCampaign.erased, createdAt.erased, updatedAt.erased,
    ]
    return person + organisation + relationship
  }
}

extension CustomerKind: FieldConvertible {}

extension Customer {
  /// The fields that conditions can ask for: `Customer.fields.stage == .lead`.
  public static let fields = CustomerFields()

  /// How a customer answers conditions: ``fields``, and the custom fields as `custom.NAME`.
  public static let fieldSet = FieldSet<Customer>(fields.all).custom { $0.customFields }

  /// The preferred postal address.
  public var postalAddress: PostalAddress? {
    guard case .postal(let address)? = contactPoints.preferred(.postal)?.value else { return nil }
    return address
  }
}
