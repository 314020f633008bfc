import CRMCore

/// What a ``RelationshipKind`` means: how it is read from both ends, between whom it may be, and whether it forms a tree.
public struct RelationshipRule: Hashable, Codable, Sendable {
  /// How the other end reads the edge: `employer` for *employee of*. The kind itself where it is symmetric.
  public var reverse: String
  /// Whether both ends are the same to each other.
  public var isSymmetric: Bool
  /// Whether the edges lead upwards in a hierarchy, so that a circle is refused.
  public var isHierarchical: Bool
  /// What may stand at the start; empty allows everything.
  public var from: Set<CustomerKind>
  /// What may stand at the end; empty allows everything.
  public var to: Set<CustomerKind>

  /// A meaning.
  public init(
    reverse: String, isSymmetric: Bool = false, isHierarchical: Bool = false, from: Set<CustomerKind> = [],
    to: Set<CustomerKind> = []
  ) {
    self.reverse = reverse
    self.isSymmetric = isSymmetric
    self.isHierarchical = isHierarchical
    self.from = from
    self.to = to
  }

  /// A kind that means the same from both ends.
  public static func symmetric(_ kind: RelationshipKind, between parties: Set<CustomerKind> = []) -> RelationshipRule {
    RelationshipRule(reverse: kind.rawValue, isSymmetric: true, from: parties, to: parties)
  }

  /// What is meant by the kinds that this module names. Hosts add or replace entries.
  public static let standard: [RelationshipKind: RelationshipRule] = [
    .employeeOf: RelationshipRule(reverse: "employerOf", from: [.person], to: [.organisation]),
    .subsidiaryOf: RelationshipRule(
      reverse: "parentOf", isHierarchical: true, from: [.organisation], to: [.organisation]),
    .memberOf: RelationshipRule(reverse: "hasMember", to: [.household, .organisation]),
    .contactOf: RelationshipRule(reverse: "hasContact", from: [.person], to: [.organisation]),
    .childOf: RelationshipRule(reverse: "parentOf", isHierarchical: true, from: [.person], to: [.person]),
    .spouseOf: .symmetric(.spouseOf, between: [.person]),
    .partnerOf: .symmetric(.partnerOf),
    .referredBy: RelationshipRule(reverse: "referrerOf"),
    .customerOf: RelationshipRule(reverse: "hasCustomer"),
    .patientOf: RelationshipRule(reverse: "hasPatient", from: [.person], to: [.organisation]),
    .supplierOf: RelationshipRule(reverse: "suppliedBy"),
    .distributorOf: RelationshipRule(reverse: "distributedBy"),
    .competitorOf: .symmetric(.competitorOf),
  ]
}
