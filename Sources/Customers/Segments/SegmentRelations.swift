import CRMCore
import Foundation

/// The relations that conditions can follow from a customer: kinds of relationships read from their start, and their reverse names
/// read from their end. `employeeOf` leads to employers, `employerOf` to employees.
struct SegmentRelations: Sendable {
  /// One way to follow a relation.
  struct Way: Hashable {
    var kind: RelationshipKind
    /// Whether the customer stands at the edge's start.
    var isOutwards: Bool
  }

  private var ways: [RelationName: [Way]] = [:]

  init(_ rules: [RelationshipKind: RelationshipRule]) {
    for (kind, rule) in rules.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      ways[RelationName(rawValue: kind.rawValue), default: []].append(Way(kind: kind, isOutwards: true))
      ways[RelationName(rawValue: rule.reverse), default: []].append(Way(kind: kind, isOutwards: false))
    }
  }

  var names: [RelationName] { ways.keys.sorted() }

  /// The edges of a party that a relation follows.
  func edges(
    of party: Identifier<Customer>, _ relation: RelationName, in store: any Store
  ) async throws -> [Relationship] {
    var edges: [Relationship] = []
    for way in ways[relation] ?? [] {
      let index = way.isOutwards ? Relationship.byFrom : Relationship.byTo
      edges += try await store.all(Query(index, party, ExactText(way.kind.rawValue))).map(\.record)
    }
    return edges
  }

  /// The parties from which a relation leads, or has led or will lead, to a party.
  func sources(
    to party: Identifier<Customer>, _ relation: RelationName, in store: any Store
  ) async throws -> Set<Identifier<Customer>> {
    var parties: Set<Identifier<Customer>> = []
    for way in ways[relation] ?? [] {
      let index = way.isOutwards ? Relationship.byTo : Relationship.byFrom
      try await store.forEach(in: Query(index, party, ExactText(way.kind.rawValue))) { stored in
        parties.insert(way.isOutwards ? stored.from : stored.to)
      }
    }
    return parties
  }

  /// The ends of an edge from which a relation leads along it.
  func starts(of edge: Relationship, _ relation: RelationName) -> Set<Identifier<Customer>> {
    Set((ways[relation] ?? []).filter { $0.kind == edge.kind }.map { $0.isOutwards ? edge.from : edge.to })
  }
}

extension Relationship {
  /// The first moment after a day at which the edge begins or ceases to hold; `nil` if it never does.
  func nextChange(after moment: EvaluationMoment) -> Date? {
    let today = moment.today
    return [validFrom, validUntil].compactMap { $0 }.filter { $0 > today }.min().map {
      $0.startDate(in: moment.timeZone)
    }
  }
}
