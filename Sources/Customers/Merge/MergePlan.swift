public import CRMCore
public import Foundation

/// What merging customers would do, before anything is done: a value to be shown, kept and sent.
///
/// It holds no copies of the records that will move, only how many there are, the first of them, and a checksum over all: applying a
/// plan whose records have changed, gone or come since is refused.
public struct MergePlan: Hashable, Codable, Sendable {
  /// The customer that stays.
  public let winner: Identifier<Customer>
  /// The customers that become part of it.
  public let losers: [Identifier<Customer>]
  /// When it was made.
  public let date: Date
  /// How values are chosen that were not chosen explicitly.
  public let policy: SurvivorshipPolicy
  /// Whose value was chosen explicitly.
  public let choices: [CustomerProperty: Identifier<Customer>]
  /// What is decided about each property that any of the records has.
  public let decisions: [FieldDecision]
  /// The winner as it will be.
  public let result: Customer
  /// What happens to records of all registered types: how many, and the first of each type.
  public let effects: [MergeEffect]
  /// What stands against it; a plan with problems cannot be applied.
  public let problems: [Reason]
  /// What follows from it beside the records: about permission to contact, above all.
  public let consequences: [Reason]
  /// The most records that may be moved in the one commit.
  public let limit: Int

  let expectation: Expectation

  /// The state that a plan rests on.
  struct Expectation: Hashable, Codable, Sendable {
    var customers: [Identifier<Customer>: Revision]
    var records: [CollectionName: UInt64]
  }

  /// The number of records of all types that will be written besides the customers themselves.
  public var count: Int { effects.reduce(0) { $0 + $1.count } }

  /// Whether it can be applied, as far as is known now.
  public var isApplicable: Bool { problems.isEmpty }
}

/// Why a merge, or the undoing of one, was not done. Nothing was written.
public enum MergeRefusal: Error, Hashable, Sendable {
  /// The plan has gone stale: these customers, or records of these types, have changed, gone or come since. Plan again.
  case stale(customers: [Identifier<Customer>], collections: [CollectionName])
  /// There are problems; all of them.
  case problems([Reason])
}

/// Reason codes about merges.
public enum MergeReason {
  /// The parties are of different kinds.
  public static let kindsDiffer: ReasonCode = "merge.kindsDiffer"
  /// The winner would be invalid: `field` and `problem`.
  public static let invalidResult: ReasonCode = "merge.invalidResult"
  /// More records would have to be moved than the limit of one commit: `count`, `limit`.
  public static let tooManyRecords: ReasonCode = "merge.tooManyRecords"
  /// A relationship would close a circle in a hierarchy: `kind`, `party`.
  public static let relationshipCycle: ReasonCode = "merge.relationshipCycle"
  /// The merge was undone before.
  public static let alreadyUndone: ReasonCode = "merge.alreadyUndone"
  /// A later merge of the same customer has to be undone first: `merge`.
  public static let laterMerge: ReasonCode = "merge.laterMerge"
  /// Contact points come to the winner: `count`. Permission is kept by contact point: a stop on any of them stays, none is lifted.
  public static let pointsUnited: ReasonCode = "merge.pointsUnited"
  /// A contact point that both have is bouncing for one of them, and will be for the winner: `count`.
  public static let bounceStays: ReasonCode = "merge.bounceStays"
  /// Somebody had decided that the two are different parties.
  public static let decidedDistinct: ReasonCode = "merge.decidedDistinct"
  /// The winner and a loser were related to each other, and cannot be related to themselves: `count`.
  public static let relationshipsToItself: ReasonCode = "merge.relationshipsToItself"
}
