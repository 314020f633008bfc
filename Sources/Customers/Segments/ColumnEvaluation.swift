import CRMCore
import Foundation

/// Evaluates a segment and those that it asks for over columns of all customers.
struct ColumnEvaluation: Sendable {
  private let evaluator: SegmentEvaluator
  private let columns: CustomerColumns
  private var directory: CustomerDirectory { evaluator.directory }

  /// - Returns: `nil` if the columns lack something that the segments ask for, or if there are moments to be watched.
  init?(_ evaluator: SegmentEvaluator, _ columns: CustomerColumns, isWatched: Bool) {
    let conditions = evaluator.plan.compactMap(\.condition)
    let terms = conditions.reduce(into: Set<FieldTerm>()) { $0.formUnion($1.terms) }
    let names = Set(columns.names)
    guard !conditions.contains(where: { !$0.relations.isEmpty }), !isWatched,
      names.contains(Customer.fields.timeZone.name),
      terms.allSatisfy({ $0.isForeignToCustomers || names.contains($0.name) })
    else { return nil }
    // Contact points are not among the columns, and windows are reckoned in one zone for all.
    let foreign = terms.filter(\.isForeignToCustomers)
    guard foreign.isEmpty || (evaluator.directory.contactDigest == nil && foreign.allSatisfy(\.isPlain)) else {
      return nil
    }
    self.evaluator = evaluator
    self.columns = columns
  }

  /// The rows of those who belong to the segment.
  func members(at now: Date) async throws -> Bitmap {
    let moment = EvaluationMoment(now: now, timeZone: directory.environment.timeZone)
    var table = ColumnTable(count: columns.rowCapacity)
    let foreign = evaluator.plan.reduce(into: Set<FieldTerm>()) { terms, segment in
      terms.formUnion(segment.condition?.terms.filter(\.isForeignToCustomers) ?? [])
    }
    if !foreign.isEmpty {
      // Rows without a customer are asked about as well, under an identifier that nobody has.
      let nobody = RecordReference(Identifier<Customer>(derivedFrom: "nobody"))
      let subjects = (0..<columns.rowCapacity).map { row in
        Subject(columns.id(at: row).map { RecordReference($0) } ?? nobody)
      }
      try await table.add(foreign, from: directory.segmentSources, of: subjects, at: moment)
    }
    var members = Bitmap(count: columns.rowCapacity)
    for segment in evaluator.plan {
      members = try await columns.rows(
        where: segment.condition ?? .never, at: moment, zones: Customer.fields.timeZone.name, others: table)
      try await directory.store.forEach(in: Query(SegmentOverride.bySegment, segment.id)) { decision in
        if let row = columns.row(of: decision.customer) { members[row] = decision.isIncluded }
      }
      table.add(members, for: segment.name)
    }
    return members
  }

  /// The customers whose membership is another one than was found before.
  func changes(
    to members: Bitmap, in segment: Identifier<Segment>
  ) async throws -> [(customer: Identifier<Customer>, isMember: Bool)] {
    var known = Bitmap(count: members.count)
    try await directory.store.forEach(in: Query(SegmentMembership.bySegment, segment, true)) { membership in
      if let row = columns.row(of: membership.customer) { known[row] = true }
    }
    var changed: [(customer: Identifier<Customer>, isMember: Bool)] = []
    var entered = members
    entered.subtract(known)
    known.subtract(members)
    changed += columns.ids(in: entered).map { ($0, true) }
    changed += columns.ids(in: known).map { ($0, false) }
    return changed
  }
}
