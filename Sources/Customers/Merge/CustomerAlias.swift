public import CRMCore
public import Foundation

/// Stands in the place of a customer that became part of another one: the old identifier keeps leading to the winner.
///
/// A customer is either a ``Customer`` or an alias, never both. When the winner itself is merged, the alias follows like every record
/// that points to it, so that one step always leads to the end of the chain.
public struct CustomerAlias: Record {
  /// `customerAliases`.
  public static let collection: CollectionName = "customerAliases"
  /// By time.
  public static let byDate = Index<CustomerAlias>("date") { IndexKey($0.date) }
  /// The declared indexes.
  public static var indexes: [Index<CustomerAlias>] { [byDate] }
  /// The winner.
  public static var references: [Reference<CustomerAlias>] { [Reference("winner", \.winner)] }

  /// The UUID of the customer that was merged.
  public var id: Identifier<CustomerAlias>
  /// The customer that it is a part of now.
  public var winner: Identifier<Customer>
  /// The merge that it was a loser of.
  public var merge: Identifier<CustomerMerge>
  /// When that was.
  public var date: Date

  /// An alias of a customer that was merged.
  public init(
    of loser: Identifier<Customer>, winner: Identifier<Customer>, merge: Identifier<CustomerMerge>, date: Date
  ) {
    id = loser.cast()
    self.winner = winner
    self.merge = merge
    self.date = date
  }

  /// The customer that was merged.
  public var loser: Identifier<Customer> { id.cast() }
}
