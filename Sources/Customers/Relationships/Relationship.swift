public import CRMCore
public import Foundation

/// A directed edge between two parties: `from` is *kind* `to`, for example "Anna is employee of Acme".
///
/// Symmetric kinds are kept once and read from both ends. One party may have any number of edges to us and to others: the kinds
/// of a party's edges tell the roles it has.
public struct Relationship: Record {
  /// `relationships`.
  public static let collection: CollectionName = "relationships"

  /// By the edge's start and kind.
  public static let byFrom = Index<Relationship>("from") { IndexKey($0.from, ExactText($0.kind.rawValue)) }
  /// By the edge's end and kind.
  public static let byTo = Index<Relationship>("to") { IndexKey($0.to, ExactText($0.kind.rawValue)) }
  /// The primary edge of a party and kind: unique, so that there is at most one.
  public static let byPrimary = Index<Relationship>("primary", unique: true) { edge in
    edge.isPrimary ? IndexKey(edge.from, ExactText(edge.kind.rawValue)) : nil
  }
  /// By both ends, either one first: all edges between two parties, and all edges of a party in the order of the other one.
  public static let byEnds = Index<Relationship>("ends") { [IndexKey($0.from, $0.to), IndexKey($0.to, $0.from)] }
  /// The declared indexes.
  public static var indexes: [Index<Relationship>] { [byFrom, byTo, byPrimary, byEnds] }
  /// Both parties.
  public static var references: [Reference<Relationship>] { [Reference("from", \.from), Reference("to", \.to)] }

  /// The edge's identity.
  public var id: Identifier<Relationship>
  /// What `from` is to `to`.
  public var kind: RelationshipKind
  /// The party that the kind speaks about.
  public var from: Identifier<Customer>
  /// The other party.
  public var to: Identifier<Customer>
  /// Whether this is the one that counts among several of its kind: the main employer.
  public var isPrimary: Bool
  /// The role in the host's words, for example a job title.
  public var role: String?
  /// The first day; `nil` when it is not known.
  public var validFrom: CalendarDay?
  /// The first day on which it no longer holds; `nil` while no end is known.
  public var validUntil: CalendarDay?
  /// How strong it is, from 0 to 100.
  public var strength: Int?
  /// A remark.
  public var note: String?
  /// Where we know it from.
  public var source: String?
  /// When the edge was recorded.
  public var createdAt: Date

  /// An edge.
  public init(
    id: Identifier<Relationship>, kind: RelationshipKind, from: Identifier<Customer>, to: Identifier<Customer>,
    isPrimary: Bool = false, role: String? = nil, validFrom: CalendarDay? = nil, validUntil: CalendarDay? = nil,
    strength: Int? = nil, note: String? = nil, source: String? = nil, createdAt: Date
  ) {
    self.id = id
    self.kind = kind
    self.from = from
    self.to = to
    self.isPrimary = isPrimary
    self.role = role
    self.validFrom = validFrom
    self.validUntil = validUntil
    self.strength = strength
    self.note = note
    self.source = source
    self.createdAt = createdAt
  }

  /// Whether the edge holds on a day.
  public func isValid(on day: CalendarDay) -> Bool {
    (validFrom.map { $0 <= day } ?? true) && (validUntil.map { day < $0 } ?? true)
  }

  /// The party at the other end, or `nil` if `party` is at neither.
  public func other(than party: Identifier<Customer>) -> Identifier<Customer>? {
    party == from ? to : party == to ? from : nil
  }
}
