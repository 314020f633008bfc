public import CRMCore
import Foundation

/// Evaluates one segment, with the segments that it asks for, over batches of customers.
struct SegmentEvaluator: Sendable {
  let directory: CustomerDirectory
  let fields: FieldSet<Customer>
  /// The segments asked for, each before those that use it; the one to be evaluated last.
  let chain: [Segment]

  private var store: any Store { directory.store }
  private var timeZone: TimeZone { directory.environment.timeZone }
  private var target: Segment { chain[chain.count - 1] }

  /// Loads what a segment asks for, level by level.
  ///
  /// - Throws: `ValidationError` if a segment asked for does not exist; ``SegmentCycle``.
  init(_ segment: Segment, in directory: CustomerDirectory) async throws {
    let used = try await Self.used(by: segment, in: directory.store)
    let graph = SegmentGraph(used.map(\.record) + [segment])
    if let path = graph.cycle(through: segment.name) { throw SegmentCycle(path: path) }
    let byName = Dictionary(used.map { ($0.name, $0.record) }) { first, _ in first }
    chain = graph.dependencies(of: segment.name).compactMap { byName[$0] } + [segment]
    self.directory = directory
    fields = directory.segmentFields
  }

  /// The segments that a definition asks for, directly or through others.
  static func used(by segment: Segment, in store: any Store) async throws -> [Stored<Segment>] {
    var found: [Stored<Segment>] = []
    var seen: Set<SegmentName> = [segment.name]
    var level = segment.condition?.segments.sorted() ?? []
    while !level.isEmpty {
      var next: [SegmentName] = []
      for name in level where seen.insert(name).inserted {
        guard let stored = try await store.first(Query(Segment.byName, ExactText(name.rawValue))) else {
          throw ValidationError([FieldProblem("condition", SegmentReason.unknown, ["segment": .text(name.rawValue)])])
        }
        found.append(stored)
        next += stored.condition?.segments.sorted() ?? []
      }
      // The segment itself may be asked for again: the circle is found by the graph.
      level = next
    }
    return found
  }

  /// Who of the customers belongs to the segment.
  func members(among customers: [Customer], at now: Date) async throws -> [Bool] {
    let overrides = try await overrides(for: customers)
    let answers = try await answers(about: customers, at: now)
    var result: [Bool] = []
    for (row, customer) in customers.enumerated() {
      let moment = EvaluationMoment(now: now, timeZone: customer.timeZone ?? timeZone)
      var context = try await context(of: customer, answers, row: row)
      for (column, segment) in chain.enumerated() {
        let holds = try segment.includes(
          customer, override: overrides[column][row], fields: fields, at: moment, context: context)
        context.memberships[segment.name] = holds
      }
      result.append(context.memberships[target.name] ?? false)
    }
    return result
  }

  /// The verdict on one customer, with its reasons.
  func verdict(on customer: Customer, at now: Date) async throws -> SegmentVerdict {
    let overrides = try await overrides(for: [customer])
    let answers = try await answers(about: [customer], at: now)
    let moment = EvaluationMoment(now: now, timeZone: customer.timeZone ?? timeZone)
    var context = try await context(of: customer, answers, row: 0)
    for (column, segment) in chain.dropLast().enumerated() {
      context.memberships[segment.name] = try segment.includes(
        customer, override: overrides[column][0], fields: fields, at: moment, context: context)
    }
    return try target.verdict(
      on: customer, override: overrides[chain.count - 1][0], fields: fields, at: moment, context: context)
  }

  /// Decisions by hand, by segment of the chain and then by customer: one call for each segment.
  private func overrides(for customers: [Customer]) async throws -> [[SegmentOverride?]] {
    var result: [[SegmentOverride?]] = []
    for segment in chain {
      let ids = customers.map { SegmentOverride.id(segment: segment.id, customer: $0.id) }
      result.append(try await store.fetch(SegmentOverride.self, ids: ids).map { $0?.record })
    }
    return result
  }

  /// What other modules say about the customers: each source is asked once.
  private func answers(about customers: [Customer], at now: Date) async throws -> ColumnTable {
    var table = ColumnTable(count: customers.count)
    let asked = chain.reduce(into: Set<FieldTerm>()) { $0.formUnion($1.condition?.terms ?? []) }
    let foreign = asked.filter { !["customer", "custom"].contains($0.name.namespace) }
    guard !foreign.isEmpty else { return table }
    let subjects = customers.map { customer in
      let digests = directory.contactDigest.map { digest in customer.contactPoints.map { digest($0) } }
      return Subject(RecordReference(customer), contactDigests: digests ?? [])
    }
    let moment = EvaluationMoment(now: now, timeZone: timeZone)
    try await table.add(foreign, from: directory.fieldSources, of: subjects, at: moment)
    return table
  }

  /// What is known about a customer beyond the record: the answers of other modules, and the related parties that the conditions
  /// ask about. A relation is a kind of relationship, read from the customer's side.
  private func context(
    of customer: Customer, _ answers: ColumnTable, row: Int
  ) async throws -> ConditionContext {
    var context = ConditionContext()
    for (term, column) in answers.columns { context.terms[term] = column.value(at: row) ?? .null }
    let relations = Set(chain.flatMap { $0.condition?.relations.keys.map { $0 } ?? [] })
    for relation in relations {
      let edges = try await store.all(Query(Relationship.byFrom, customer.id, ExactText(relation.rawValue)))
      let parties = try await store.fetch(Customer.self, ids: edges.map(\.to)).compactMap { $0?.record }
      context.related[relation] = parties.map { fields.values(of: $0) }
    }
    return context
  }
}

/// Reason codes about segments.
public enum SegmentReason {
  /// The condition asks for a segment that does not exist: `segment`.
  public static let unknown: ReasonCode = "segment.unknown"
  /// The definition would ask for itself.
  public static let cycle: ReasonCode = "segment.cycle"
}
