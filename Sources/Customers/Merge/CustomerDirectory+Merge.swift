public import CRMCore
import Foundation

extension CustomerDirectory {
  /// What making several customers one would do. Nothing is written.
  ///
  /// Of each property the value chosen explicitly counts, else the one that the policy prefers, else the newest that is not empty.
  /// Labels, contact points and foreign keys unite; the earliest moment of creation stays. Every record of a registered type that
  /// points to a loser will point to the winner. Identifiers of customers merged before stand for what they became.
  ///
  /// - Parameters:
  ///   - winner: the customer that stays.
  ///   - losers: the customers that become part of it.
  ///   - policy: how values are chosen.
  ///   - choices: whose value is to count for a property; one that is empty never counts.
  ///   - limit: the most records that may be moved in the one commit.
  /// - Throws: `ValidationError` if there is no loser, or if the winner is among them; `notFound`.
  /// - Complexity: O(k log n) for k records that point to the losers.
  @concurrent
  public func planMerge(
    winner: Identifier<Customer>, losers: [Identifier<Customer>], policy: SurvivorshipPolicy = .newest,
    choices: [CustomerProperty: Identifier<Customer>] = [:], limit: Int = 250_000
  ) async throws -> MergePlan {
    let now = environment.now()
    let winner = try await resolve(winner)
    var resolved: [Identifier<Customer>] = []
    for id in try await resolveAll(losers) where !resolved.contains(id) { resolved.append(id) }
    if resolved.isEmpty { throw ValidationError([FieldProblem("losers", FieldProblem.Code.missing)]) }
    if resolved.contains(winner) {
      throw ValidationError([FieldProblem("losers", FieldProblem.Code.contradicts, ["other": .text("winner")])])
    }
    var chosen: [CustomerProperty: Identifier<Customer>] = [:]
    for (property, id) in choices { chosen[property] = try await resolve(id) }
    let assembly = try await assemble(
      winner, resolved, policy: policy, choices: chosen, limit: limit, at: now)
    return MergePlan(
      winner: winner, losers: resolved, date: now, policy: policy, choices: chosen, decisions: assembly.decisions,
      result: assembly.result, effects: assembly.part.effects, problems: assembly.problems,
      consequences: assembly.consequences, limit: limit, expectation: assembly.expectation)
  }

  /// Does what a plan says, in one commit, together with a `customer.merged` event for each loser.
  ///
  /// The losers' identifiers lead to the winner from now on; see ``resolve(_:)``. Links that others committed
  /// in the very moment of the merge are moved right after it, in a commit of their own.
  ///
  /// - Returns: the merge, which ``unmerge(_:by:)`` undoes.
  /// - Throws: ``MergeRefusal``: the plan is stale or has problems.
  @concurrent @discardableResult
  public func apply(_ plan: MergePlan, by author: Author) async throws -> CustomerMerge {
    let merge = try await store.perform { try await prepareApply(plan, by: author) }
    // What was committed between the reading and the commit, by writers who rested on the customer: from now on they cannot.
    var late = 0
    for loser in plan.losers { late += try await repairLinks(to: loser, by: author) }
    return late == 0 ? merge : try await store.require(merge.id).record
  }

  /// The changes that ``apply(_:by:)`` commits.
  public func prepareApply(_ plan: MergePlan, by author: Author) async throws -> Prepared<CustomerMerge> {
    let now = environment.now()
    let ids = [plan.winner] + plan.losers
    let found = try await store.fetch(Customer.self, ids: ids)
    let gone = zip(ids, found).filter { $1?.revision != plan.expectation.customers[$0] }.map(\.0)
    if !gone.isEmpty { throw MergeRefusal.stale(customers: gone.sorted(), collections: []) }
    var assembly = try await assemble(
      plan.winner, plan.losers, policy: plan.policy, choices: plan.choices, limit: plan.limit, at: now)
    if let stale = assembly.difference(from: plan.expectation) { throw stale }
    if !assembly.problems.isEmpty { throw MergeRefusal.problems(assembly.problems) }

    let id: Identifier<CustomerMerge> = environment.id()
    let pieces = MergeTrace.pieces(of: assembly.part.traces, merge: RecordReference(id))
    let merge = CustomerMerge(
      id: id, number: try await nextNumber(among: ids), before: assembly.winner.record, after: assembly.result,
      losers: assembly.losers.map(\.record), decisions: assembly.decisions, date: now, author: author,
      pieces: pieces.count)
    var changes = ChangeSet(author: author, reason: "customers merged", date: now)
    assembly.winner.record = assembly.result
    changes.update(assembly.winner)
    for loser in assembly.losers {
      changes.delete(loser)
      changes.insert(CustomerAlias(of: loser.id, winner: plan.winner, merge: id, date: now))
      changes.insert(
        event(
          .customerMerged, about: RecordReference(plan.winner), customer: plan.winner, at: now, by: author,
          [
            "loser": .reference(RecordReference(loser.id)), "merge": .reference(RecordReference(id)),
            "records": .integer(Int64(assembly.part.count)),
          ]))
    }
    changes.insert(merge)
    changes.insert(contentsOf: pieces)
    changes.append(assembly.part.changes)
    return Prepared(merge, changes: changes)
  }

  /// The merges of a customer and of those that became part of it, the latest first.
  public func merges(of customer: Identifier<Customer>) async throws -> [CustomerMerge] {
    let query = Query(CustomerMerge.byWinner, try await resolve(customer)).descending()
    return try await store.all(query).map(\.record)
  }

  private func nextNumber(among ids: [Identifier<Customer>]) async throws -> Int {
    var number = 0
    for id in ids {
      let last = try await store.first(Query(CustomerMerge.byWinner, id).descending())
      number = max(number, last?.number ?? 0)
    }
    return number + 1
  }

  /// Reads everything a merge touches and works out what becomes of it.
  private func assemble(
    _ winnerID: Identifier<Customer>, _ loserIDs: [Identifier<Customer>], policy: SurvivorshipPolicy,
    choices: [CustomerProperty: Identifier<Customer>], limit: Int, at now: Date
  ) async throws -> MergeAssembly {
    let winner = try await store.require(winnerID)
    let found = try await store.fetch(Customer.self, ids: loserIDs)
    let losers = found.compactMap { $0 }
    if losers.count < loserIDs.count {
      let missing = zip(loserIDs, found).filter { $1 == nil }.map { RecordReference($0.0) }
      throw StoreError(.notFound, records: missing)
    }
    let records = losers.map(\.record)
    let (result, decisions) = MergeAssembly.united(winner.record, records, policy: policy, choices: choices, at: now)
    var assembly = MergeAssembly(
      winner: winner, losers: losers, result: result, decisions: decisions, problems: [], consequences: [],
      part: MergePart(
        MergeSubjects(winner: RecordReference(winnerID), losers: loserIDs.map { RecordReference($0) }), at: now))
    if records.contains(where: { $0.kind != winner.kind }) {
      assembly.problems.append(Reason(MergeReason.kindsDiffer))
    }
    for problem in problems(of: result, replacing: result.customFields, at: now) {
      let arguments: [String: FieldValue] = [
        "field": .text(problem.field), "problem": .choice(problem.reason.code.rawValue),
      ]
      assembly.problems.append(Reason(MergeReason.invalidResult, arguments))
    }
    let walk = mergeWalk
    var count = 0
    for loser in loserIDs { count += try await walk.counts(to: RecordReference(loser)).reduce(0) { $0 + $1.count } }
    if count > limit {
      let arguments: [String: FieldValue] = ["count": .integer(Int64(count)), "limit": .integer(Int64(limit))]
      assembly.problems.append(Reason(MergeReason.tooManyRecords, arguments))
    } else {
      try await moveRecords(&assembly.part)
      try await mergeGolden(winner.record, records, result, choices: choices, into: &assembly.part)
    }
    assembly.problems += assembly.part.problems
    assembly.consequences =
      MergeAssembly.consequences(winner.record, records, result) + assembly.part.consequences
    return assembly
  }

  /// Adds what becomes of all records but the customers and their computation from sources.
  func moveRecords(_ part: inout MergePart) async throws {
    for participant in mergeParticipants { try await participant.merge(into: &part, in: store) }
    try await mergeWalk.move(into: &part)
  }

  /// The participants of this module and those given; of two for a record type the given one counts.
  var mergeParticipants: [any Participant] {
    let claimed = participants.reduce(into: Set<CollectionName>()) { $0.formUnion($1.collections) }
    let own: [any Participant] = [
      RelationshipParticipant(rules: relationshipRules), SegmentMembership.participant, SegmentOverride.participant,
      SegmentWatch.participant, DuplicateCaseParticipant(),
    ]
    return own.filter { $0.collections.isDisjoint(with: claimed) } + participants
  }

  private var mergeWalk: ReferenceWalk {
    let claimed = mergeParticipants.reduce(into: Set<CollectionName>()) { $0.formUnion($1.collections) }
    return ReferenceWalk(over: registry, in: store, leavingOut: claimed.union([GoldenState.collection]))
  }
}
