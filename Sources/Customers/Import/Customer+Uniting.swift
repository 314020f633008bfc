import CRMCore

extension Customer {
  /// This record and what another one knows about the same customer. Empty values never take the place of known ones.
  func united(with other: Customer, prefersOther: Bool) -> Customer {
    func choose<Value>(_ own: Value?, _ its: Value?) -> Value? { prefersOther ? its ?? own : own ?? its }
    var result = self
    if prefersOther {
      result.kind = other.kind
      result.stage = other.stage
    }
    result.personName = choose(personName, other.personName)
    result.legalName = choose(legalName, other.legalName)
    result.tradingName = choose(tradingName, other.tradingName)
    result.language = choose(language, other.language)
    result.timeZoneID = choose(timeZoneID, other.timeZoneID)
    result.birthday = choose(birthday, other.birthday)
    result.demographics = choose(demographics, other.demographics)
    result.owner = choose(owner, other.owner)
    result.source = choose(source, other.source)
    result.firstTouch = firstTouch ?? other.firstTouch
    if let own = organisation, let its = other.organisation {
      result.organisation = OrganisationFacts(
        industry: choose(own.industry, its.industry), employees: choose(own.employees, its.employees),
        annualRevenue: choose(own.annualRevenue, its.annualRevenue),
        foundedYear: choose(own.foundedYear, its.foundedYear),
        registrationNumber: choose(own.registrationNumber, its.registrationNumber),
        taxNumber: choose(own.taxNumber, its.taxNumber))
    } else {
      result.organisation = organisation ?? other.organisation
    }
    result.tags.formUnion(other.tags)
    result.contactPoints = contactPoints.union(other.contactPoints)
    for key in other.foreignKeys where !result.foreignKeys.contains(key) { result.foreignKeys.append(key) }
    for (name, value) in other.customFields.values where prefersOther || customFields[name] == nil {
      result.customFields[name] = value
    }
    // The moment of the change counts only if something did change.
    if !result.changedProperties(since: self).isEmpty { result.updatedAt = max(updatedAt, other.updatedAt) }
    return result
  }
}
