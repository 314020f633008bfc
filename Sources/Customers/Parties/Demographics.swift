/// What is known about a person besides name and birthday. All of it is free text in the host's own vocabulary, and all optional.
public struct Demographics: Hashable, Codable, Sendable {
  /// The gender that the person gave.
  public var gender: String?
  /// The marital status.
  public var maritalStatus: String?
  /// The profession.
  public var occupation: String?
  /// The highest education.
  public var education: String?
  /// How many people live in the household.
  public var householdSize: Int?

  /// What is known about a person.
  public init(
    gender: String? = nil, maritalStatus: String? = nil, occupation: String? = nil, education: String? = nil,
    householdSize: Int? = nil
  ) {
    self.gender = gender
    self.maritalStatus = maritalStatus
    self.occupation = occupation
    self.education = education
    self.householdSize = householdSize
  }
}
