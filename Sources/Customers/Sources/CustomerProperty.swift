public import CRMCore

/// A property of a customer that is taken from one source as a whole, or united from all.
///
/// The names are those of ``Customer``'s properties; facts about a person or an organisation are chosen one by one
/// (`organisation.employees`), custom fields as `customFields.NAME`.
public struct CustomerProperty: OpenVocabulary {
  /// The name, as it is on disk.
  public let rawValue: String

  /// The property of this name.
  public init(rawValue: String) {
    self.rawValue = rawValue
  }

  /// Person, organisation or household.
  public static let kind: CustomerProperty = "kind"
  /// A person's name, as a whole: parts of two names make a third person.
  public static let personName: CustomerProperty = "personName"
  /// An organisation's name in law.
  public static let legalName: CustomerProperty = "legalName"
  /// The name an organisation is known by.
  public static let tradingName: CustomerProperty = "tradingName"
  /// The language.
  public static let language: CustomerProperty = "language"
  /// The time zone.
  public static let timeZoneID: CustomerProperty = "timeZoneID"
  /// A person's day of birth.
  public static let birthday: CustomerProperty = "birthday"
  /// Who looks after the customer.
  public static let owner: CustomerProperty = "owner"
  /// How far the relationship has come.
  public static let stage: CustomerProperty = "stage"
  /// Where the customer came from.
  public static let source: CustomerProperty = "source"
  /// The first touch: of several the earliest, whatever the rules say.
  public static let firstTouch: CustomerProperty = "firstTouch"
  /// Labels; always united.
  public static let tags: CustomerProperty = "tags"
  /// Contact points; always united. The rules say whose come first and keep their primaries.
  public static let contactPoints: CustomerProperty = "contactPoints"
  /// The names other systems have for the customer; always united.
  public static let foreignKeys: CustomerProperty = "foreignKeys"

  /// A custom field.
  public static func custom(_ name: String) -> CustomerProperty {
    CustomerProperty(rawValue: "customFields." + name)
  }
}
