package import Foundation

/// The parts of an index that are looked up apart.
package enum TermGroup: Int, CaseIterable, Sendable {
  /// Words of names.
  case names
  /// Matching keys of the words of names, each after a letter for its script.
  case sounds
  /// Words of labels and of other systems' numbers.
  case labels
  /// Words of e-mail addresses and handles.
  case contacts
  /// Telephone numbers, international and national, without signs.
  case digits
  /// Telephone numbers from their last digit to their first.
  case tails
}

/// A term of one group.
package struct IndexTerm: Hashable, Sendable {
  /// What the term is.
  package let group: TermGroup
  /// UTF-8, folded.
  package let bytes: [UInt8]

  package init(_ group: TermGroup, _ text: String) {
    self.group = group
    bytes = Array(text.utf8)
  }
}

/// What an index knows about one record: by which terms it is found, and its place in the order of names.
package struct IndexedDocument: Hashable, Sendable {
  /// The record's identity.
  package let id: UUID
  /// Orders hits that match equally well; UTF-8.
  package let sortKey: [UInt8]
  /// Every term once, ordered by group.
  package let terms: [IndexTerm]

  /// A document without a sort key comes last.
  package init(id: UUID, sortKey: String?, terms: Set<IndexTerm>) {
    self.id = id
    self.sortKey = sortKey.map { Array($0.utf8) } ?? [0xFF]
    self.terms = terms.sorted {
      $0.group != $1.group
        ? $0.group.rawValue < $1.group.rawValue : $0.bytes.lexicographicallyPrecedes($1.bytes)
    }
  }
}

/// The place of a document among hits: how well it matches, then its sort key, then its identity. Less is better.
package struct HitPosition: Hashable, Comparable, Codable, Sendable {
  /// The sum of what the words of the query cost; see ``MatchCost``.
  package let cost: Int
  /// The document's sort key.
  package let sortKey: [UInt8]
  /// The document's identity.
  package let id: UUID

  package init(cost: Int, sortKey: [UInt8], id: UUID) {
    self.cost = cost
    self.sortKey = sortKey
    self.id = id
  }

  package static func < (left: HitPosition, right: HitPosition) -> Bool {
    if left.cost != right.cost { return left.cost < right.cost }
    if left.sortKey != right.sortKey { return left.sortKey.lexicographicallyPrecedes(right.sortKey) }
    return IdentifierBits(left.id) < IdentifierBits(right.id)
  }
}
