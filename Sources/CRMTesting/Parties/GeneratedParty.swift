public import CRMCore

/// One row of a generated base of parties, with the truth about who it is: plain fields, for whatever a test feeds with them.
public struct GeneratedParty: Hashable, Sendable, Identifiable {
  /// The number of the row, from 0.
  public var id: Int
  /// The number of the party that the row is about; rows with the same number are duplicates.
  public var truth: Int
  /// Whether the party is an organisation; otherwise it is a person.
  public var isOrganisation = false
  /// The given name.
  public var givenName: String?
  /// The family name.
  public var familyName: String?
  /// The middle name or patronymic.
  public var middleName: String?
  /// An organisation's name with its legal form.
  public var organisationName: String?
  /// The date of birth.
  public var birthday: CalendarDay?
  /// An e-mail address.
  public var email: String?
  /// A telephone number in E.164 form.
  public var phone: String?
  /// Street, house and flat as one line.
  public var street: String?
  /// The town.
  public var locality: String?
  /// The postal code.
  public var postalCode: String?
  /// An organisation's number for tax purposes.
  public var taxNumber: String?

  /// An empty row.
  public init(id: Int, truth: Int) {
    self.id = id
    self.truth = truth
  }
}

/// In which letters and of which country's words a base is generated.
public enum PartyScript: String, CaseIterable, Hashable, Sendable {
  /// English names in Latin letters.
  case latin
  /// Russian names.
  case russian
  /// Ukrainian names.
  case ukrainian
  /// Chinese names in Han characters.
  case chinese
}
