public import CRMCore
public import Foundation

/// A merge that was done: what the records were before, what was decided, and whether it was undone.
///
/// Holds the customers' facts as they were: an erasure of the winner has to reach it (its reference leads there). Moved records are
/// listed in `MergeTrace` records.
public struct CustomerMerge: Record {
  /// `customerMerges`.
  public static let collection: CollectionName = "customerMerges"
  /// By the customer that has the facts now, then by number.
  public static let byWinner = Index<CustomerMerge>("winnerNumber") { IndexKey($0.winner, $0.number) }
  /// The declared indexes.
  public static var indexes: [Index<CustomerMerge>] { [byWinner] }
  /// The customer that has the facts now, and those that parted from it again when the merge was undone.
  public static var references: [Reference<CustomerMerge>] {
    let parted = Reference<CustomerMerge>("parted", to: Customer.collection) { merge in
      merge.undoneAt == nil ? [] : merge.losers.map { RecordReference($0.id) }
    } repoint: { _, _, _ in
      // What was is not changed by what they become.
    }
    return [Reference("winner", \.winner), parted]
  }

  /// The merge's identity.
  public var id: Identifier<CustomerMerge>
  /// The customer that has the facts now: the winner, or what the winner has become part of since.
  public var winner: Identifier<Customer>
  /// The place among the merges of the winner and its parts; a later one has a greater number.
  public var number: Int
  /// The winner before.
  public var before: Customer
  /// The winner after.
  public var after: Customer
  /// The losers before.
  public var losers: [Customer]
  /// What was decided about each property.
  public var decisions: [FieldDecision]
  /// When.
  public var date: Date
  /// By whom.
  public var author: Author
  /// How many pieces of `MergeTrace` there are; pieces may be added when late links are repaired.
  public var pieces: Int
  /// When it was undone; `nil` while it is in force.
  public var undoneAt: Date?

  /// A merge.
  public init(
    id: Identifier<CustomerMerge>, number: Int, before: Customer, after: Customer, losers: [Customer],
    decisions: [FieldDecision], date: Date, author: Author, pieces: Int
  ) {
    self.id = id
    winner = before.id
    self.number = number
    self.before = before
    self.after = after
    self.losers = losers
    self.decisions = decisions
    self.date = date
    self.author = author
    self.pieces = pieces
  }
}
