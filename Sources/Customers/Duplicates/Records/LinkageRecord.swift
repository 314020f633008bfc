public import CRMCore

/// What is compared of one party: plain fields, wherever they come from — a customer, a row to be imported, a row of another base.
///
/// Values are given as typed; the detector folds, transliterates and shortens them. A field that is empty or absent is no
/// evidence. Where a field has several values, the best agreement of any two counts.
public struct LinkageRecord: Hashable, Sendable, Identifiable {
  /// Whose record it is; results name it. Two records with one identifier are one.
  public var id: Identifier<Customer>
  /// Records of different kinds are never compared.
  public var kind: CustomerKind
  /// Given names and nicknames, each an alternative to the others.
  public var givenNames: [String]
  /// Family names, each an alternative to the others.
  public var familyNames: [String]
  /// Further given names or the patronymic.
  public var middleName: String?
  /// Names of an organisation or household, each an alternative to the others.
  public var organisationNames: [String]
  /// The date of birth as year · 10,000 + month · 100 + day; a date that does not exist still compares.
  public var birthday: Int?
  /// E-mail addresses in canonical form.
  public var emails: [String]
  /// Telephone numbers in E.164 form.
  public var phones: [String]
  /// Postal addresses.
  public var addresses: [Address]
  /// Numbers from registers: tax, registration, insurance.
  public var identifiers: [String]

  /// A postal address in the parts that are compared.
  public struct Address: Hashable, Sendable {
    /// Streets, buildings and house numbers as written.
    public var lines: [String]
    /// The town.
    public var locality: String?
    /// The postal code.
    public var postalCode: String?

    /// An address.
    public init(lines: [String] = [], locality: String? = nil, postalCode: String? = nil) {
      self.lines = lines
      self.locality = locality
      self.postalCode = postalCode
    }
  }

  /// A record of these fields.
  public init(
    id: Identifier<Customer>, kind: CustomerKind = .person, givenNames: [String] = [], familyNames: [String] = [],
    middleName: String? = nil, organisationNames: [String] = [], birthday: Int? = nil, emails: [String] = [],
    phones: [String] = [], addresses: [Address] = [], identifiers: [String] = []
  ) {
    self.id = id
    self.kind = kind
    self.givenNames = givenNames
    self.familyNames = familyNames
    self.middleName = middleName
    self.organisationNames = organisationNames
    self.birthday = birthday
    self.emails = emails
    self.phones = phones
    self.addresses = addresses
    self.identifiers = identifiers
  }
}
