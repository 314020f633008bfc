/// What a column of a customer list means: the vocabulary to which column headings are mapped. Hosts may add members.
public struct ImportField: RawRepresentable, Hashable, Codable, Sendable, ExpressibleByStringLiteral {
  /// The stable name, as it is stored with a saved mapping.
  public let rawValue: String

  /// A field by its stable name.
  public init(rawValue: String) { self.rawValue = rawValue }
  /// A field by its stable name.
  public init(stringLiteral value: String) { rawValue = value }

  /// A person's given name.
  public static let givenName: ImportField = "givenName"
  /// A person's family name.
  public static let familyName: ImportField = "familyName"
  /// A person's whole name in one field.
  public static let fullName: ImportField = "fullName"
  /// The organisation that is the customer, or that the person works for.
  public static let organisation: ImportField = "organisation"
  /// An e-mail address.
  public static let email: ImportField = "email"
  /// A phone number of any kind.
  public static let phone: ImportField = "phone"
  /// Street and house number, or a whole address line.
  public static let street: ImportField = "street"
  /// City or town.
  public static let city: ImportField = "city"
  /// Postal code.
  public static let postalCode: ImportField = "postalCode"
  /// Country name or code.
  public static let country: ImportField = "country"
  /// Date of birth.
  public static let birthDate: ImportField = "birthDate"
  /// Labels, several to a field.
  public static let tags: ImportField = "tags"
  /// Free text.
  public static let note: ImportField = "note"
  /// A sum of money or other quantity.
  public static let amount: ImportField = "amount"
  /// A date that is not a birth date.
  public static let date: ImportField = "date"

  /// The members above, in that order.
  public static let standard: [ImportField] = [
    .givenName, .familyName, .fullName, .organisation, .email, .phone, .street, .city, .postalCode, .country,
    .birthDate, .tags, .note, .amount, .date,
  ]

  /// The fields that more than one column may be mapped to ("E-mail 1", "E-mail 2").
  public static let repeatable: Set<ImportField> = [.email, .phone, .street, .tags, .note, .amount, .date]
}
