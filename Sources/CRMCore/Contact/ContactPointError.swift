/// Why a text is no contact point: everything that is wrong with it, without the text itself.
public struct ContactPointError: Error, Hashable, Sendable {
  /// All faults, in the order of the parts; never empty.
  public let problems: [ContactPointProblem]

  /// An error of these faults.
  public init(_ problems: [ContactPointProblem]) { self.problems = problems }

  init(_ field: ContactPointProblem.Field, _ reason: ContactPointProblem.Reason) {
    self.init([ContactPointProblem(field: field, reason: reason)])
  }
}

extension ContactPointError: CustomStringConvertible {
  /// The faults as "field: reason", without personal data.
  public var description: String {
    problems.map { "\($0.field.rawValue): \($0.reason.rawValue)" }.joined(separator: ", ")
  }
}

/// One fault of a contact point: which part, and why.
public struct ContactPointProblem: Hashable, Codable, Sendable {
  /// A part of a contact point.
  public enum Field: String, CaseIterable, Codable, Hashable, Sendable {
    /// An e-mail address as a whole.
    case email
    /// What stands before the @.
    case localPart
    /// What stands behind the @.
    case domain
    /// A phone number.
    case phone
    /// The extension behind a phone number.
    case phoneExtension
    /// A postal address as a whole.
    case postalAddress
    /// The lines above the town: street, house, flat.
    case lines
    /// The town.
    case locality
    /// The state or province.
    case region
    /// The postal code.
    case postalCode
    /// The country.
    case country
    /// A name in a network.
    case handle
    /// The identifier of a device.
    case device
  }

  /// What is wrong with the part.
  public enum Reason: String, CaseIterable, Codable, Hashable, Sendable {
    /// Nothing is there.
    case empty
    /// It has fewer characters or digits than there can be.
    case tooShort
    /// It has more octets, characters or digits than there can be.
    case tooLong
    /// A character that cannot be there.
    case invalidCharacter
    /// The @ is missing.
    case missingAtSign
    /// A quotation mark without its partner, or text beside a quoted part.
    case brokenQuotation
    /// A domain label that is empty.
    case emptyLabel
    /// A domain label of more than 63 octets.
    case labelTooLong
    /// A domain label that begins or ends with a hyphen.
    case misplacedHyphen
    /// A domain whose last label has digits only.
    case numericTopLevel
    /// Brackets that hold no IP address.
    case invalidAddressLiteral
    /// No country calling code begins like this.
    case unknownCallingCode
    /// A national number without a region to read it in.
    case regionNeeded
    /// The code of a country that is not assigned, or that the number table does not have.
    case unknownCountry
  }

  /// The part.
  public let field: Field
  /// What is wrong.
  public let reason: Reason

  /// A fault of a part.
  public init(field: Field, reason: Reason) {
    self.field = field
    self.reason = reason
  }
}
