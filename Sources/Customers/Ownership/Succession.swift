public import CRMCore

/// Who gets what of a book that is handed over.
public indirect enum Succession: Hashable, Codable, Sendable {
  /// Everything goes to one person.
  case staff(Identifier<StaffMember>)
  /// The active members of a team take turns; what belongs to a customer goes to whoever of them has the customer.
  case team(Identifier<Team>)
  /// The first rule that fits decides, or else the last word.
  case rules([SuccessionRule], otherwise: Succession)

  /// Everybody and every team that it names.
  func names() -> (staff: Set<Identifier<StaffMember>>, teams: Set<Identifier<Team>>, conditions: [Condition]) {
    switch self {
    case .staff(let member): return ([member], [], [])
    case .team(let team): return ([], [team], [])
    case .rules(let rules, let otherwise):
      var all = otherwise.names()
      for rule in rules {
        let names = rule.successor.names()
        all.staff.formUnion(names.staff)
        all.teams.formUnion(names.teams)
        all.conditions += names.conditions + [rule.condition].compactMap(\.self)
      }
      return all
    }
  }
}

/// One rule of a ``Succession``: for some types of records, for some customers, or both.
public struct SuccessionRule: Hashable, Codable, Sendable {
  /// The types of records that it is for; empty is every type.
  public var collections: Set<CollectionName>
  /// What must hold of the customer, or of the customer that the record belongs to, by the customer's own fields; `nil` is
  /// everything, also what belongs to no customer.
  public var condition: Condition?
  /// Who gets it.
  public var successor: Succession

  /// A rule.
  public init(
    for collections: Set<CollectionName> = [], where condition: Condition? = nil, to successor: Succession
  ) {
    self.collections = collections
    self.condition = condition
    self.successor = successor
  }
}

/// Why something could not be assigned, or a book not be handed over.
public enum OwnershipViolation: Error, Hashable, Sendable {
  /// The person does not work here at this moment, or is not known where they must be.
  case notActive(Identifier<StaffMember>)
  /// The team has no active member besides the one who leaves.
  case nobodyInTeam(Identifier<Team>)
  /// The one who leaves cannot be their own successor.
  case successorLeaves(Identifier<StaffMember>)
  /// The book is being handed over already.
  case handedOverAlready(Identifier<HandOver>)
  /// Some records could not be given to anybody, because a unique key of theirs would be taken.
  case keysTaken([RecordReference])
}
