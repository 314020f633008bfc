public import CRMCore
public import Foundation

/// How a customer was last computed from its sources, and what was set by hand since: the companion of a customer that has sources.
///
/// Nothing has to be told that an edit was made by hand: what the customer says now and was not written by the last computation is.
public struct GoldenState: Record {
  /// `goldenStates`.
  public static let collection: CollectionName = "goldenStates"
  /// The customer.
  public static var references: [Reference<GoldenState>] { [Reference("customer", \.customer)] }

  /// The customer's UUID.
  public var id: Identifier<GoldenState>
  /// Whose computation it is.
  public var customer: Identifier<Customer>
  /// What the last computation wrote.
  public var written: PartyFacts
  /// Properties that were set by hand, and when that was noticed.
  public var byHand: [CustomerProperty: Date]
  /// Labels that were added by hand.
  public var addedTags: TagSet
  /// Labels that were taken away by hand.
  public var removedTags: TagSet
  /// Contact points that were added or changed by hand.
  public var handPoints: [ContactPoint]
  /// Contact points that were taken away by hand: canonical forms, for telephones with the extension.
  public var removedPoints: [String]

  /// The state after a first computation.
  public init(customer: Identifier<Customer>, written: PartyFacts) {
    id = customer.cast()
    self.customer = customer
    self.written = written
    byHand = [:]
    addedTags = []
    removedTags = []
    handPoints = []
    removedPoints = []
  }

  /// Takes everything in which a customer differs from what was last written for something set by hand.
  mutating func notice(_ current: PartyFacts, at now: Date) {
    for access in PropertyAccess.all(in: [current, written]) where !access.isEqual(current, written) {
      byHand[access.property] = now
    }
    for tag in current.tags where !written.tags.contains(tag) {
      addedTags.insert(tag)
      removedTags.remove(tag)
    }
    for tag in written.tags where !current.tags.contains(tag) {
      removedTags.insert(tag)
      addedTags.remove(tag)
    }
    for point in current.contactPoints where !written.contactPoints.contains(point) {
      handPoints.removeAll { $0.identity == point.identity }
      handPoints.append(point)
      removedPoints.removeAll { $0 == point.identity }
    }
    let present = Set(current.contactPoints.map(\.identity))
    for point in written.contactPoints where !present.contains(point.identity) {
      handPoints.removeAll { $0.identity == point.identity }
      if !removedPoints.contains(point.identity) { removedPoints.append(point.identity) }
    }
  }

  /// Facts computed from sources, with what was set by hand laid over them.
  func overlay(_ computed: PartyFacts, current: PartyFacts) -> PartyFacts {
    var facts = computed
    for access in PropertyAccess.all(in: [computed, current]) where byHand[access.property] != nil {
      access.copy(current, &facts)
    }
    facts.tags.formUnion(addedTags)
    for tag in removedTags { facts.tags.remove(tag) }
    // In the order of the computation, which does not depend on arrival; what only hands gave comes last.
    let known = Set(computed.contactPoints.map(\.identity))
    var points = computed.contactPoints.map { point in handPoints.first { $0.identity == point.identity } ?? point }
    points += handPoints.filter { !known.contains($0.identity) }
    facts.contactPoints = ContactPoints(points.filter { !removedPoints.contains($0.identity) })
    for key in current.foreignKeys where !facts.foreignKeys.contains(key) { facts.foreignKeys.append(key) }
    facts.foreignKeys.sort()
    return facts
  }

  /// Facts computed from source records, without regard to their order.
  static func computed(from sources: [SourceRecord], policy: SurvivorshipPolicy) -> PartyFacts {
    let ordered = sources.sorted(by: SourceRecord.precedes)
    var facts = Survivorship(policy: policy).unite(ordered.map(\.candidate)).facts
    for source in ordered where !source.isOwn && !facts.foreignKeys.contains(source.key) {
      facts.foreignKeys.append(source.key)
    }
    facts.foreignKeys.sort()
    return facts
  }
}

extension ContactPoint {
  /// What makes it the same point of a party: its canonical form; for telephones also the extension.
  var identity: String {
    if case .phone(let number) = value { "phone:" + number.description } else { canonical }
  }
}
