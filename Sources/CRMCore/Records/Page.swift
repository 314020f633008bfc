public import Foundation

/// One page of a query's range.
public struct Page<Item: Sendable>: Sendable {
  /// The items, in the query's order.
  public var items: [Item]
  /// Where the next page starts; `nil` on the last one.
  public var next: PageCursor?

  /// A page of these items.
  public init(items: [Item], next: PageCursor?) {
    self.items = items
    self.next = next
  }
}

/// The place between two items of a range. It stays valid while records come and go: items before it are never repeated, items
/// after it are never skipped unless their own key moved.
public struct PageCursor: Hashable, Codable, Sendable {
  /// The index key of the last item read; empty for a range of identifiers.
  public let key: IndexKey
  /// The identifier of the last item read.
  public let id: UUID

  /// The place after the item with this key and identifier.
  public init(key: IndexKey, id: UUID) {
    self.key = key
    self.id = id
  }
}
