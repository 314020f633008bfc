import CRM
import Foundation

/// Groups of accounts, evaluated over the imported base and explained. Nothing is written into the base.
struct SegmentReading: Sendable {
  let environment: CRMEnvironment

  /// The groups and their sizes, and why one account belongs to one of them or does not.
  ///
  /// - Parameter base: the store with the imported base.
  func figures(of base: any Store) async throws -> SegmentFigures {
    let store = InMemoryStore(environment: environment)
    let directory = CustomerDirectory(store: store, environment: environment)
    var changes = ChangeSet(author: SalesBase.author)
    try await base.forEach(in: Query<Customer>()) { changes.insert($0.record) }
    try await base.forEach(in: Query<Relationship>()) { changes.insert($0.record) }
    guard !changes.isEmpty else { return SegmentFigures(segments: [], explanation: []) }
    try await store.commit(changes)

    var groups: [SegmentFigures.Group] = []
    var explanation: [String] = []
    for segment in segments {
      try await directory.define(segment, by: SalesBase.author)
      let found = try await directory.evaluateAll(in: segment.id)
      groups.append(SegmentFigures.Group(name: segment.name.rawValue, title: segment.title, members: found.members))
      if explanation.isEmpty, let member = try await directory.members(of: segment.id, limit: 1).items.first {
        let verdict = try await directory.explain(member.customer, in: segment.id)
        let name = try await directory.customer(member.customer)?.displayName ?? ""
        explanation = ["\(name) is in \"\(segment.title)\":"]
        explanation += (verdict.explanation?.leaves ?? []).map { "  " + $0.description }
      }
    }
    return SegmentFigures(segments: groups, explanation: explanation)
  }

  private var segments: [Segment] {
    let fields = Customer.fields
    let now = environment.now()
    func segment(_ name: SegmentName, _ title: String, _ condition: Condition) -> Segment {
      Segment(
        id: Identifier(derivedFrom: name.rawValue), name: name, title: title, condition: condition, createdAt: now)
    }
    return [
      segment(
        "large", "more than 5,000 people, founded before 2000",
        .all([fields.employees > 5_000, fields.foundedYear < 2000])),
      segment(
        "large-care", "of these, in medicine or services",
        .all([.member(of: "large"), fields.industry.isOneOf(["medical", "services"])])),
      segment("no-e-mail", "without an e-mail address", .not(fields.hasEmail == true)),
    ]
  }
}
