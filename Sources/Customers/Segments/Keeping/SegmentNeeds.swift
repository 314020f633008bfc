import CRMCore

/// What a segment's condition looks at: which changes can alter who belongs to it.
struct SegmentNeeds: Sendable {
  let segment: Segment
  /// Fields of the customer's own record.
  let fields: Set<FieldName>
  /// Questions to sources about the customer.
  let terms: Set<FieldTerm>
  let related: [RelationName: (fields: Set<FieldName>, terms: Set<FieldTerm>, segments: Set<SegmentName>)]
  let segments: Set<SegmentName>

  init(_ segment: Segment) {
    self.segment = segment
    let condition = segment.condition ?? .never
    (fields, terms) = Self.split(condition.terms, usesZone: condition.dependsOnZone)
    var related: [RelationName: (fields: Set<FieldName>, terms: Set<FieldTerm>, segments: Set<SegmentName>)] = [:]
    let segments = condition.relatedSegments
    for (relation, inner) in condition.relations {
      let (fields, terms) = Self.split(inner, usesZone: false)
      related[relation] = (fields, terms, segments[relation] ?? [])
    }
    self.related = related
    self.segments = condition.segments
  }

  private static func split(
    _ terms: Set<FieldTerm>, usesZone: Bool
  ) -> (fields: Set<FieldName>, terms: Set<FieldTerm>) {
    var fields = Set(terms.filter { !$0.isForeignToCustomers }.map(\.name))
    // Relative dates move with the customer's zone.
    if usesZone { fields.insert(Customer.fields.timeZone.name) }
    return (fields, terms.filter(\.isForeignToCustomers))
  }
}

/// The fields of conditions that rest on a property of a customer.
enum PropertyFields {
  /// The fields that can change with a property; `nil` for a property that is not known here: all of them.
  static func fields(_ property: String) -> (@Sendable (FieldName) -> Bool)? {
    let fields = Customer.fields
    let names: Set<FieldName>
    switch property {
    case "kind": names = [fields.kind.name, fields.name.name]
    case "personName": names = [fields.name.name, fields.familyName.name, fields.givenName.name]
    case "legalName", "tradingName": names = [fields.name.name]
    case "language": names = [fields.language.name, fields.name.name]
    case "timeZoneID": names = [fields.timeZone.name]
    case "birthday": names = [fields.birthday.name]
    case "demographics": names = [fields.gender.name]
    case "organisation":
      names = [fields.industry.name, fields.employees.name, fields.annualRevenue.name, fields.foundedYear.name]
    case "owner": names = [fields.owner.name]
    case "stage": names = [fields.stage.name]
    case "source": names = [fields.source.name]
    case "firstTouch": names = [fields.firstTouchSource.name, fields.firstTouchCampaign.name]
    case "tags": names = [fields.tags.name]
    case "contactPoints":
      names = [
        fields.name.name, fields.country.name, fields.city.name, fields.hasEmail.name, fields.hasPhone.name,
      ]
    case "foreignKeys": names = []
    case "customFields": return { $0.isCustom }
    default: return nil
    }
    return { names.contains($0) }
  }
}
