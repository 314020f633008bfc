internal import Synchronization

/// The growing table of a ``RecordEncoder``, shared by its concurrent encodings.
final class ShapeRegistry: Sendable {
  private let table: Mutex<ShapeTable>

  init(_ table: ShapeTable) {
    self.table = Mutex(table)
  }

  var snapshot: ShapeTable {
    table.withLock { $0 }
  }

  func number(of fields: [String]) -> Int? {
    table.withLock { $0.insert(fields) }
  }
}

/// What one encoder has learnt about the types it met: per coding-key type, a tree of the field sequences seen so far.
///
/// Walking the tree costs one string comparison per field where a record looks like the one before it. Only types whose
/// keys are enumerations get shapes: their names are declared in code. Keys of dictionaries and of key types that are
/// structures come from the data; they are written in place, so that no personal data gets into the shape table, which
/// outlives records.
final class ShapeVocabulary {
  struct Node {
    let name: String
    let parent: Int
    let root: Int
    var firstChild = -1
    var nextSibling = -1
    /// The number in the registry, -1 when it was not asked for yet, -2 when the table is full.
    var shape = -1
    /// For a root: how many nodes there are below it.
    var population = 0
  }

  /// Beyond so many nodes a type is taken to have no stable shape, and its names are written in place.
  static let populationLimit = 512
  /// The marker of a key type whose names come from the data.
  static let dynamic = -1

  let registry: ShapeRegistry
  private(set) var nodes: [Node] = []
  private var roots: [ObjectIdentifier: Int] = [:]
  private var recent: [(type: ObjectIdentifier, root: Int)?] = Array(repeating: nil, count: 64)

  init(registry: ShapeRegistry) {
    self.registry = registry
  }

  /// The root for a key type, ``dynamic``, or nil when the type is unknown yet.
  func root(for type: ObjectIdentifier) -> Int? {
    let place = Int(truncatingIfNeeded: UInt(bitPattern: type) >> 4) & 63
    if let entry = recent[place], entry.type == type { return entry.root }
    guard let root = roots[type] else { return nil }
    recent[place] = (type, root)
    return root
  }

  /// The root for a key type; when it is unknown, a key tells whether the type is an enumeration.
  func root<Key: CodingKey>(for key: Key) -> Int {
    let type = ObjectIdentifier(Key.self)
    if let root = root(for: type) { return root }
    let root: Int
    if Mirror(reflecting: key).displayStyle == .enum {
      root = nodes.count
      nodes.append(Node(name: "", parent: -1, root: root))
    } else {
      root = Self.dynamic
    }
    roots[type] = root
    return root
  }

  /// The child of a node with a name, if it was met before.
  func existingChild(of node: Int, named name: String) -> Int? {
    var child = nodes[node].firstChild
    while child >= 0 {
      if nodes[child].name == name { return child }
      child = nodes[child].nextSibling
    }
    return nil
  }

  /// A new child of a node, or nil when its root has too many.
  func addChild(of node: Int, named name: String) -> Int? {
    let root = nodes[node].root
    guard nodes[root].population < Self.populationLimit else { return nil }
    nodes[root].population += 1
    let child = nodes.count
    var new = Node(name: name, parent: node, root: root)
    new.nextSibling = nodes[node].firstChild
    nodes[node].firstChild = child
    new.population = 0
    nodes.append(new)
    return child
  }

  /// The names on the way from the root to a node.
  func fields(upTo node: Int) -> [String] {
    var names: [String] = []
    var current = node
    while nodes[current].parent >= 0 {
      names.append(nodes[current].name)
      current = nodes[current].parent
    }
    return names.reversed()
  }

  /// The number of the shape that ends at a node; nil when the table is full.
  @inline(__always)
  func shape(at node: Int) -> Int? {
    let known = nodes[node].shape
    return known >= 0 ? known : newShape(at: node)
  }

  private func newShape(at node: Int) -> Int? {
    if nodes[node].shape == -2 { return nil }
    let number = registry.number(of: fields(upTo: node))
    nodes[node].shape = number ?? -2
    return number
  }
}
