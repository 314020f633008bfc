import CRMCore

/// How one property that is chosen as a whole is read, compared and taken over.
struct PropertyAccess: Sendable {
  let property: CustomerProperty
  /// The value as people read it; `nil` when there is none (white space is none).
  let value: @Sendable (PartyFacts) -> FieldValue?
  /// Takes the value of the first over into the second, also when there is none.
  let copy: @Sendable (PartyFacts, inout PartyFacts) -> Void
  /// Whether both have the same value, or none.
  let isEqual: @Sendable (PartyFacts, PartyFacts) -> Bool

  init<Value: Hashable & Sendable>(
    _ property: CustomerProperty, _ path: any WritableKeyPath<PartyFacts, Value?> & Sendable,
    _ show: @escaping @Sendable (Value) -> FieldValue?
  ) {
    self.property = property
    value = { $0[keyPath: path].flatMap(show) }
    copy = { $1[keyPath: path] = $0[keyPath: path] }
    isEqual = { $0[keyPath: path] == $1[keyPath: path] }
  }

  private init(custom name: String) {
    property = .custom(name)
    value = { facts in
      guard let value = facts.customFields[name] else { return nil }
      if case .text(let text) = value, text.trimmedOrNil == nil { return nil }
      return value
    }
    copy = { $1.customFields[name] = $0.customFields[name] }
    isEqual = { $0.customFields[name] == $1.customFields[name] }
  }

  /// Every property that is chosen as a whole, the custom fields that any of the given has included.
  static func all(in facts: [PartyFacts]) -> [PropertyAccess] {
    let names = facts.reduce(into: Set<String>()) { $0.formUnion($1.customFields.values.keys) }
    return party + person + organisation + names.sorted().map { PropertyAccess(custom: $0) }
  }

  private static func text(_ text: String) -> FieldValue? { text.trimmedOrNil.map { .text($0) } }

  private static let party: [PropertyAccess] = [
    PropertyAccess(.kind, \.kind) { .choice($0.rawValue) },
    PropertyAccess(.personName, \.personName) { $0.isEmpty ? nil : .text($0.text()) },
    PropertyAccess(.legalName, \.legalName, text),
    PropertyAccess(.tradingName, \.tradingName, text),
    PropertyAccess(.language, \.language, text),
    PropertyAccess(.timeZoneID, \.timeZoneID, text),
    PropertyAccess(.birthday, \.birthday) { .day($0) },
    PropertyAccess(.owner, \.owner) { .reference(RecordReference($0)) },
    PropertyAccess(.stage, \.stage) { $0.rawValue.isEmpty ? nil : .choice($0.rawValue) },
    PropertyAccess(.source, \.source) { $0.rawValue.isEmpty ? nil : .choice($0.rawValue) },
    PropertyAccess(.firstTouch, \.firstTouch) { .date($0.date) },
  ]

  private static let person: [PropertyAccess] = [
    PropertyAccess("demographics.gender", \.knownDemographics.gender, text),
    PropertyAccess("demographics.maritalStatus", \.knownDemographics.maritalStatus, text),
    PropertyAccess("demographics.occupation", \.knownDemographics.occupation, text),
    PropertyAccess("demographics.education", \.knownDemographics.education, text),
    PropertyAccess("demographics.householdSize", \.knownDemographics.householdSize) { .integer(Int64($0)) },
  ]

  private static let organisation: [PropertyAccess] = [
    PropertyAccess("organisation.industry", \.knownOrganisation.industry, text),
    PropertyAccess("organisation.employees", \.knownOrganisation.employees) { .integer(Int64($0)) },
    PropertyAccess("organisation.annualRevenue", \.knownOrganisation.annualRevenue) { .money($0) },
    PropertyAccess("organisation.foundedYear", \.knownOrganisation.foundedYear) { .integer(Int64($0)) },
    PropertyAccess("organisation.registrationNumber", \.knownOrganisation.registrationNumber, text),
    PropertyAccess("organisation.taxNumber", \.knownOrganisation.taxNumber, text),
  ]
}
