public import CRMCore

/// What is known about an organisation.
public struct OrganisationFacts: Hashable, Codable, Sendable {
  /// The line of business, in the host's own words: `medical`, `retail`.
  public var industry: String?
  /// The number of people employed.
  public var employees: Int?
  /// Revenue of the last business year.
  public var annualRevenue: Money?
  /// The year of foundation.
  public var foundedYear: Int?
  /// The number in a register of companies.
  public var registrationNumber: String?
  /// The number for tax purposes.
  public var taxNumber: String?

  /// Facts about an organisation.
  public init(
    industry: String? = nil, employees: Int? = nil, annualRevenue: Money? = nil, foundedYear: Int? = nil,
    registrationNumber: String? = nil, taxNumber: String? = nil
  ) {
    self.industry = industry
    self.employees = employees
    self.annualRevenue = annualRevenue
    self.foundedYear = foundedYear
    self.registrationNumber = registrationNumber
    self.taxNumber = taxNumber
  }
}
