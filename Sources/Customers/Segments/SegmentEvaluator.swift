import CRMCore
import Foundation

/// What an evaluation found about one customer and one segment.
struct SegmentFinding: Hashable, Sendable {
  var isMember: Bool
  /// When that can change by the passing of time alone; `nil` if never.
  var nextMoment: Date?
}

/// Evaluates segments, with the segments that they ask for, over batches of customers.
struct SegmentEvaluator: Sendable {
  /// What conditions ask of a customer besides the record.
  private struct Ask {
    var terms: Set<FieldTerm> = []
    var relations: [RelationName: (terms: Set<FieldTerm>, segments: Set<SegmentName>)] = [:]

    init(_ conditions: [Condition]) {
      for condition in conditions {
        terms.formUnion(condition.terms.filter(\.isForeignToCustomers))
        for (relation, inner) in condition.relations {
          relations[relation, default: ([], [])].terms.formUnion(inner.filter(\.isForeignToCustomers))
        }
        for (relation, segments) in condition.relatedSegments {
          relations[relation, default: ([], [])].segments.formUnion(segments)
        }
      }
    }
  }

  let directory: CustomerDirectory
  let fields: FieldSet<Customer>
  /// The segments asked for, each before those that use it.
  let plan: [Segment]
  /// Those that are evaluated for their own sake.
  let targets: Set<SegmentName>

  private var store: any Store { directory.store }
  private let relations: SegmentRelations

  /// Loads what the segments ask for, level by level.
  ///
  /// - Throws: `ValidationError` if a segment asked for does not exist; ``SegmentCycle``.
  init(_ segments: [Segment], in directory: CustomerDirectory) async throws {
    let used = try await Self.used(by: segments, in: directory.store)
    try self.init(segments, among: used.map(\.record) + segments, in: directory)
  }

  /// Evaluates segments of which everything that they ask for is at hand.
  ///
  /// - Throws: ``SegmentCycle``.
  init(_ segments: [Segment], among all: [Segment], in directory: CustomerDirectory) throws {
    let graph = SegmentGraph(all)
    for segment in segments {
      if let path = graph.cycle(through: segment.name) { throw SegmentCycle(path: path) }
    }
    let byName = Dictionary(all.map { ($0.name, $0) }) { _, later in later }
    plan = graph.order(of: segments.map(\.name)).compactMap { byName[$0] }
    targets = Set(segments.map(\.name))
    self.directory = directory
    fields = directory.segmentFields
    relations = SegmentRelations(directory.relationshipRules)
  }

  /// The segments that definitions ask for, directly or through others.
  static func used(by segments: [Segment], in store: any Store) async throws -> [Stored<Segment>] {
    var found: [Stored<Segment>] = []
    var seen = Set(segments.map(\.name))
    var level = segments.flatMap { $0.condition?.allSegments.sorted() ?? [] }
    while !level.isEmpty {
      var next: [SegmentName] = []
      for name in level where seen.insert(name).inserted {
        guard let stored = try await store.first(Query(Segment.byName, ExactText(name.rawValue))) else {
          throw ValidationError([FieldProblem("condition", SegmentReason.unknown, ["segment": .text(name.rawValue)])])
        }
        found.append(stored)
        next += stored.condition?.allSegments.sorted() ?? []
      }
      // A segment itself may be asked for again: the circle is found by the graph.
      level = next
    }
    return found
  }

  /// What holds for each customer, in order, by segment.
  func findings(
    for customers: [Customer], at now: Date
  ) async throws -> [[SegmentName: SegmentFinding]] {
    try await findings(for: customers, plan, at: now).map { $0.filter { targets.contains($0.key) } }
  }

  /// The verdict on one customer about the only target, with its reasons.
  func verdict(on customer: Customer, at now: Date) async throws -> SegmentVerdict {
    let (context, overrides) = try await judged([customer], plan, at: now)[0]
    guard let target = plan.last else { return SegmentVerdict(isMember: false) }
    return try target.verdict(
      on: customer, override: overrides[target.name], fields: fields, at: moment(of: customer, now), context: context)
  }

  /// What the only target's condition says about a customer, whatever somebody decided by hand.
  func withoutDecision(about customer: Customer, at now: Date) async throws -> SegmentFinding {
    let (context, _) = try await judged([customer], plan, at: now)[0]
    guard let condition = plan.last?.condition else { return SegmentFinding(isMember: false) }
    let values = fields.values(of: customer, context: context)
    let moment = moment(of: customer, now)
    return SegmentFinding(
      isMember: try condition.evaluate(values, at: moment), nextMoment: try condition.nextChange(values, after: moment))
  }

  private func moment(of customer: Customer, _ now: Date) -> EvaluationMoment {
    EvaluationMoment(now: now, timeZone: customer.timeZone ?? directory.environment.timeZone)
  }

  private func findings(
    for customers: [Customer], _ plan: [Segment], at now: Date
  ) async throws -> [[SegmentName: SegmentFinding]] {
    try await judged(customers, plan, at: now).map { context, _ in
      context.memberships.reduce(into: [:]) { findings, member in
        findings[member.key] = SegmentFinding(
          isMember: member.value, nextMoment: context.membershipChanges[member.key])
      }
    }
  }

  /// Contexts with all memberships of the plan, and the decisions by hand.
  private func judged(
    _ customers: [Customer], _ plan: [Segment], at now: Date
  ) async throws -> [(context: ConditionContext, overrides: [SegmentName: SegmentOverride])] {
    var contexts = try await contexts(of: customers, plan, at: now)
    let overrides = try await overrides(for: customers, plan)
    for (row, customer) in customers.enumerated() {
      let moment = moment(of: customer, now)
      for segment in plan {
        let override = overrides[row][segment.name]
        let values = fields.values(of: customer, context: contexts[row])
        let holds = try segment.condition?.evaluate(values, at: moment) ?? false
        contexts[row].memberships[segment.name] = override?.isIncluded ?? holds
        // What was decided by hand does not change by itself.
        guard override == nil, let condition = segment.condition else { continue }
        contexts[row].membershipChanges[segment.name] = try condition.nextChange(values, after: moment)
      }
    }
    return Array(zip(contexts, overrides))
  }

  /// Decisions by hand for each customer, by segment: one call.
  private func overrides(
    for customers: [Customer], _ plan: [Segment]
  ) async throws -> [[SegmentName: SegmentOverride]] {
    let ids = customers.flatMap { customer in
      plan.map { SegmentOverride.id(segment: $0.id, customer: customer.id) }
    }
    let found = try await store.fetch(SegmentOverride.self, ids: ids)
    return customers.indices.map { row in
      var own: [SegmentName: SegmentOverride] = [:]
      for (column, segment) in plan.enumerated() { own[segment.name] = found[row * plan.count + column]?.record }
      return own
    }
  }

  /// What is known about each customer beyond the record: the answers of sources, each asked once, and the related parties.
  private func contexts(
    of customers: [Customer], _ plan: [Segment], at now: Date
  ) async throws -> [ConditionContext] {
    let ask = Ask(plan.compactMap(\.condition))
    var contexts = try await answers(ask.terms, about: customers, at: now)
    for (relation, inner) in ask.relations.sorted(by: { $0.key.rawValue < $1.key.rawValue }) {
      var others: [[Identifier<Customer>]] = []
      for (row, customer) in customers.enumerated() {
        let moment = moment(of: customer, now)
        let edges = try await relations.edges(of: customer.id, relation, in: store)
        contexts[row].relationChanges[relation] = edges.compactMap { $0.nextChange(after: moment) }.min()
        others.append(
          Set(edges.filter { $0.isValid(on: moment.today) }.compactMap { $0.other(than: customer.id) }).sorted())
      }
      let ids = Set(others.joined()).sorted()
      let parties = try await store.fetch(Customer.self, ids: ids).compactMap { $0?.record }
      let values = try await self.values(of: parties, inner.terms, inner.segments, plan, at: now)
      for row in customers.indices { contexts[row].related[relation] = others[row].compactMap { values[$0] } }
    }
    return contexts
  }

  /// How related parties answer: their fields, the sources' answers about them and their memberships.
  private func values(
    of parties: [Customer], _ terms: Set<FieldTerm>, _ segments: Set<SegmentName>, _ plan: [Segment], at now: Date
  ) async throws -> [Identifier<Customer>: any ConditionValues] {
    var contexts = try await answers(terms, about: parties, at: now)
    if !segments.isEmpty {
      // Shorter than the plan it is a part of, because no segment asks for itself.
      let order = SegmentGraph(plan).order(of: segments.sorted())
      let part = order.compactMap { name in plan.first { $0.name == name } }
      for (row, findings) in try await findings(for: parties, part, at: now).enumerated() {
        contexts[row].memberships = findings.mapValues(\.isMember)
        contexts[row].membershipChanges = findings.compactMapValues(\.nextMoment)
      }
    }
    var values: [Identifier<Customer>: any ConditionValues] = [:]
    for (party, context) in zip(parties, contexts) { values[party.id] = fields.values(of: party, context: context) }
    return values
  }

  private func answers(
    _ terms: Set<FieldTerm>, about customers: [Customer], at now: Date
  ) async throws -> [ConditionContext] {
    let moment = EvaluationMoment(now: now, timeZone: directory.environment.timeZone)
    return try await ConditionContext.contexts(
      terms, from: directory.segmentSources, of: customers.map(directory.subject), at: moment)
  }
}

extension FieldTerm {
  /// Whether another source than the customer's own record answers.
  var isForeignToCustomers: Bool { !["customer", "custom"].contains(name.namespace) }
}

/// Reason codes about segments.
public enum SegmentReason {
  /// The condition asks for a segment that does not exist: `segment`.
  public static let unknown: ReasonCode = "segment.unknown"
  /// The definition would ask for itself.
  public static let cycle: ReasonCode = "segment.cycle"
}
