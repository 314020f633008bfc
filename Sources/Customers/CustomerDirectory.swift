public import CRMCore
import Foundation

/// The customers of a company: who they are, how they are related, what happened with them, what is to be done about them.
///
/// A value without state over any store; make one wherever it is needed. Every writing verb reads the clock once, applies a pure
/// rule, and commits the change together with its `Event`; its `prepare` form gives the changes without committing them.
///
/// ```swift
/// let directory = CustomerDirectory(store: store)
/// let acme = try await directory.create(.organisation, by: .system) { $0.legalName = "Acme Ltd" }
/// ```
public struct CustomerDirectory: Sendable {
  /// Where the records are.
  public let store: any Store
  /// Clock, identifiers, zone.
  public let environment: CRMEnvironment
  /// What each kind of relationship means. Kinds without an entry are allowed between all parties.
  public var relationshipRules: [RelationshipKind: RelationshipRule]
  /// Kinds of follow-ups that may be completed only together with the next one.
  public var kindsRequiringNext: Set<FollowUpKind>
  /// The custom fields of customers; ``create(_:duplicates:by:_:)`` and ``edit(_:by:_:)`` check them.
  public var fieldDefinitions: FieldDefinitions
  /// What other modules answer to conditions about customers: consent, service, loyalty.
  public var fieldSources: [any FieldSource]
  /// How sources know contact points; `nil` when none of them asks for any.
  public var contactDigest: (@Sendable (ContactPoint) -> SHA256.Digest)?
  /// Who is asked, once for each commit, before contact points come to customers, whichever the way; `nil` asks nobody.
  public var contactScreen: (any ContactScreen)?
  /// The record types that a merge walks over; register the host's own and those of the other modules in use.
  public var registry: RecordRegistry
  /// What follows a merge in another way than by its declared references.
  public var participants: [any Participant]
  /// How the value of a property is chosen when a customer's sources differ.
  public var survivorship: SurvivorshipPolicy

  /// How new customers are checked for duplicates; `nil` turns the check off.
  public var duplicateCheck: DuplicateCheck? = .standard

  /// A directory over a store.
  ///
  /// - Parameters:
  ///   - store: where the records are.
  ///   - environment: clock, identifiers, zone.
  ///   - relationshipRules: see ``relationshipRules``.
  ///   - kindsRequiringNext: see ``kindsRequiringNext``.
  ///   - fieldDefinitions: see ``fieldDefinitions``.
  ///   - fieldSources: see ``fieldSources``.
  ///   - contactDigest: see ``contactDigest``.
  ///   - registry: see ``registry``; this module's types and those of the core need not be named.
  ///   - participants: see ``participants``.
  ///   - survivorship: see ``survivorship``.
  public init(
    store: any Store, environment: CRMEnvironment = .live,
    relationshipRules: [RelationshipKind: RelationshipRule] = RelationshipRule.standard,
    kindsRequiringNext: Set<FollowUpKind> = [], fieldDefinitions: FieldDefinitions = FieldDefinitions(),
    fieldSources: [any FieldSource] = [], contactDigest: (@Sendable (ContactPoint) -> SHA256.Digest)? = nil,
    registry: RecordRegistry = RecordRegistry([]), participants: [any Participant] = [],
    survivorship: SurvivorshipPolicy = .newest
  ) {
    self.store = store
    self.environment = environment
    self.relationshipRules = relationshipRules
    self.kindsRequiringNext = kindsRequiringNext
    self.fieldDefinitions = fieldDefinitions
    self.fieldSources = fieldSources
    self.contactDigest = contactDigest
    self.registry = registry.adding(
      [Event.self, OutboxItem.self, StaffMember.self, Team.self, AttachedFile.self] + Self.recordTypes)
    self.participants = participants
    self.survivorship = survivorship
  }

  /// The record types of this module, for a `RecordRegistry`.
  public static let recordTypes: [any Record.Type] =
    [
      Customer.self, Relationship.self, RelationshipGuard.self, Interaction.self, FollowUp.self, Segment.self,
      SegmentOverride.self, SegmentMembership.self, Product.self, PriceList.self, Purchase.self, ImportRun.self,
      ImportChange.self, SegmentWatch.self, SegmentProgress.self, UniqueValueClaim.self, QualitySnapshot.self,
      HandOver.self, DuplicateCase.self, FieldVisit.self, VisitPosition.self,
    ] + unityTypes

  /// What conditions about customers can ask: the customer's fields, what other modules answer and, one hop away, the fields of
  /// related parties.
  public var segmentFields: FieldSet<Customer> {
    let definitions = fieldDefinitions.definitions.isEmpty ? nil : fieldDefinitions
    let record = FieldSet<Customer>(Customer.fields.all).custom(definitions) { $0.customFields }
    let own = segmentSources.reduce(record) { $0.including($1.catalog) }
    return SegmentRelations(relationshipRules).names.reduce(own) { $0.relating($1, to: own) }
  }

  /// Everything that is wrong with a customer, its custom fields included.
  ///
  /// - Parameters:
  ///   - customer: the record to be written.
  ///   - old: the custom fields that it replaces; values without definition may stay, but not come.
  ///   - now: the moment.
  func problems(of customer: Customer, replacing old: CustomFields = [:], at now: Date) -> [FieldProblem] {
    let own = customer.problems(on: CalendarDay(now, in: environment.timeZone))
    guard !fieldDefinitions.definitions.isEmpty else { return own }
    let moment = EvaluationMoment(now: now, timeZone: customer.timeZone ?? environment.timeZone)
    return own + fieldDefinitions.validate(customer.customFields, replacing: old, at: moment)
  }

  /// An event about a record of this module.
  func event(
    _ name: EventName, about: RecordReference, customer: Identifier<Customer>?, at now: Date, by author: Author,
    _ properties: [String: FieldValue] = [:]
  ) -> Event {
    Event(
      id: environment.id(), name: name, about: about, customer: customer.map { RecordReference($0) }, date: now,
      author: author, properties: properties)
  }
}
