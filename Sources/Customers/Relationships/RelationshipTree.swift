public import CRMCore

/// The upward edges of one hierarchical kind, for the question whether a further edge would close a circle. A pure value.
///
/// Edges that never hold on the same day cannot form a circle: a subsidiary may become the parent of its former parent.
public struct RelationshipTree: Sendable {
  private struct Span: Hashable {
    var from: CalendarDay
    var until: CalendarDay

    init(_ edge: Relationship) {
      from = edge.validFrom ?? .min
      until = edge.validUntil ?? .max
    }

    mutating func intersect(_ other: Span) {
      from = max(from, other.from)
      until = min(until, other.until)
    }

    var isEmpty: Bool { until <= from }
  }

  private struct Step: Hashable {
    var party: Identifier<Customer>
    var span: Span
  }

  private let upwards: [Identifier<Customer>: [Relationship]]

  /// A tree of these edges.
  public init(_ edges: some Sequence<Relationship>) {
    upwards = Dictionary(grouping: edges, by: \.from)
  }

  /// The circle that `edge` would close together with the edges of the tree, upwards from its start back to it; `nil` if there is
  /// none. O(edges above the end of `edge`).
  public func cycle(adding edge: Relationship) -> [Identifier<Customer>]? {
    if edge.from == edge.to { return [edge.from, edge.to] }
    var seen: Set<Step> = []
    return path(from: Step(party: edge.to, span: Span(edge)), to: edge, &seen).map { [edge.from] + $0 }
  }

  private func path(from step: Step, to edge: Relationship, _ seen: inout Set<Step>) -> [Identifier<Customer>]? {
    guard !step.span.isEmpty, seen.insert(step).inserted else { return nil }
    if step.party == edge.from { return [step.party] }
    for next in upwards[step.party] ?? [] where next.id != edge.id {
      var span = step.span
      span.intersect(Span(next))
      if let rest = path(from: Step(party: next.to, span: span), to: edge, &seen) { return [step.party] + rest }
    }
    return nil
  }
}
