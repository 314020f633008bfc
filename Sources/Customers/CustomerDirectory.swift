public import CRMCore
import Foundation

/// The customers of a company: who they are, how they are related, what happened with them, what is to be done about them.
///
/// A value without state over any store; make one wherever it is needed. Every writing verb reads the clock once, applies a pure
/// rule, and commits the change together with its ``Event``; its `prepare` form gives the changes without committing them.
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
  /// The custom fields of customers; ``create(_:by:_:)`` and ``edit(_:by:_:)`` check them.
  public var fieldDefinitions: FieldDefinitions

  /// A directory over a store.
  ///
  /// - Parameters:
  ///   - store: where the records are.
  ///   - environment: clock, identifiers, zone.
  ///   - relationshipRules: see ``relationshipRules``.
  ///   - kindsRequiringNext: see ``kindsRequiringNext``.
  ///   - fieldDefinitions: see ``fieldDefinitions``.
  public init(
    store: any Store, environment: CRMEnvironment = .live,
    relationshipRules: [RelationshipKind: RelationshipRule] = RelationshipRule.standard,
    kindsRequiringNext: Set<FollowUpKind> = [], fieldDefinitions: FieldDefinitions = FieldDefinitions()
  ) {
    self.store = store
    self.environment = environment
    self.relationshipRules = relationshipRules
    self.kindsRequiringNext = kindsRequiringNext
    self.fieldDefinitions = fieldDefinitions
  }

  /// The record types of this module, for a ``RecordRegistry``.
  public static let recordTypes: [any Record.Type] = [
    Customer.self, Relationship.self, RelationshipGuard.self, Interaction.self, FollowUp.self, Segment.self,
    SegmentOverride.self, SegmentMembership.self, Product.self, PriceList.self, Purchase.self, ImportRun.self,
    ImportChange.self,
  ]

  /// What conditions about customers can ask: the customer's fields and, one hop away, those of related parties.
  public var segmentFields: FieldSet<Customer> {
    let own = Customer.fieldSet
    return relationshipRules.keys.reduce(own) { $0.relating(RelationName(rawValue: $1.rawValue), to: own) }
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
