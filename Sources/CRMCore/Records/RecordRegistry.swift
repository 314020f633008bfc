/// The record types that a system is made of: what merging, hand-over, erasure, export and audits walk over.
///
/// Each module lists its own (`Pipeline.recordTypes`-like constants); the host adds its own to them.
public struct RecordRegistry: Sendable {
  /// The types, in order of registration, one per collection.
  public private(set) var types: [any Record.Type]

  /// A registry of these types; of two with the same collection the first counts.
  public init(_ types: [any Record.Type]) {
    var seen: Set<CollectionName> = []
    self.types = types.filter { seen.insert($0.collection).inserted }
  }

  /// This registry and another one's types.
  public func adding(_ more: [any Record.Type]) -> RecordRegistry { RecordRegistry(types + more) }

  /// The type with this collection, or `nil`.
  public func type(of collection: CollectionName) -> (any Record.Type)? { types.first { $0.collection == collection } }

  /// Shows every type to `visitor` with its static type, in order: how work that reads or writes records of all types is done.
  public func accept<Visitor: RecordTypeVisitor>(_ visitor: inout Visitor) async throws {
    for type in types { try await Self.show(type, to: &visitor) }
  }

  private static func show<R: Record, Visitor: RecordTypeVisitor>(
    _ type: R.Type, to visitor: inout Visitor
  ) async throws { try await visitor.visit(type) }

  /// The references of all types that may point to `collection`, as pairs of pointing collection and reference name.
  public func references(to collection: CollectionName) -> [(from: CollectionName, name: String)] {
    func list<R: Record>(_ type: R.Type) -> [(from: CollectionName, name: String)] {
      R.references.filter { $0.target == nil || $0.target == collection }.map { (R.collection, $0.name) }
    }
    return types.flatMap { list($0) }
  }
}

/// Walks a ``RecordRegistry`` with static knowledge of each record type.
public protocol RecordTypeVisitor {
  /// Called for each type in order; throwing ends the walk.
  mutating func visit<R: Record>(_ type: R.Type) async throws
}
