import CRMCore
import Foundation

/// Chooses successors: the same for the dry run and for the hand-over itself. Holds what was read for one batch.
struct SuccessorChoice {
  private let leaver: Identifier<StaffMember>
  private let fields: FieldSet<Customer>
  private let moment: EvaluationMoment
  /// Active people by team, in the order of their turns.
  private var members: [Identifier<Team>: [Identifier<StaffMember>]] = [:]
  /// Everybody who may get something, as they were read.
  private var staff: [Identifier<StaffMember>: Stored<StaffMember>] = [:]

  /// Reads who is named in a succession.
  ///
  /// - Throws: ``OwnershipViolation`` if one of them is not active, leaves, or is a team of nobody.
  init(
    _ succession: Succession, leaver: Identifier<StaffMember>, in directory: CustomerDirectory, at now: Date
  ) async throws {
    self.leaver = leaver
    fields = FieldSet<Customer>(Customer.fields.all)
    moment = EvaluationMoment(now: now, timeZone: directory.environment.timeZone)
    let store = directory.store
    let names = succession.names()
    for condition in names.conditions { try condition.validate(against: fields) }
    for id in names.staff.sorted() {
      guard id != leaver else { throw OwnershipViolation.successorLeaves(id) }
      guard let member = try await store.get(id), member.record.isActive(at: now) else {
        throw OwnershipViolation.notActive(id)
      }
      staff[id] = member
    }
    for team in names.teams {
      let active = try await store.all(Query(StaffMember.byTeam, team))
        .filter { $0.record.isActive(at: now) && $0.id != leaver }.sorted { $0.id < $1.id }
      guard !active.isEmpty else { throw OwnershipViolation.nobodyInTeam(team) }
      members[team] = active.map(\.id)
      for member in active { staff[member.id] = member }
    }
  }

  /// Who gets a record.
  ///
  /// - Parameters:
  ///   - succession: the decision.
  ///   - collection: the record's type.
  ///   - customer: the record itself, if it is a customer, or the customer that it belongs to.
  ///   - turn: counts the turns taken in teams.
  func successor(
    by succession: Succession, for collection: CollectionName, of customer: Customer?, turn: inout Int
  ) throws -> Identifier<StaffMember> {
    switch succession {
    case .staff(let member): return member
    case .team(let team):
      let members = members[team] ?? []
      if collection != Customer.collection, let owner = customer?.owner, members.contains(owner) { return owner }
      defer { turn += 1 }
      return members[turn % members.count]
    case .rules(let rules, let otherwise):
      for rule in rules where rule.collections.isEmpty || rule.collections.contains(collection) {
        if let condition = rule.condition {
          guard let customer, try condition.evaluate(customer, fields: fields, at: moment) else { continue }
        }
        return try successor(by: rule.successor, for: collection, of: customer, turn: &turn)
      }
      return try successor(by: otherwise, for: collection, of: customer, turn: &turn)
    }
  }

  /// Requires that those who get something are as they were when they were chosen.
  func require(_ chosen: Set<Identifier<StaffMember>>, in changes: inout ChangeSet) {
    for id in chosen.sorted() {
      if let member = staff[id] { changes.require(unchanged: member) }
    }
  }
}
