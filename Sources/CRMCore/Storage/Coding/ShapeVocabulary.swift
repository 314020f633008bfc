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
  struct Node: BitwiseCopyable {
    let parent: Int
    let root: Int
    /// The number of the key's case, where keys have such: see ``isNumbered(_:)``; else -1.
    let caseNumber: Int
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
  @safe @exclusivity(unchecked) private(set) var nodes: [Node] = []
  /// The field names of the nodes, empty for roots.
  @safe @exclusivity(unchecked) private(set) var names: [String] = []
  private var roots: [ObjectIdentifier: Int] = [:]
  @safe @exclusivity(unchecked) private var recent: [(type: ObjectIdentifier, root: Int)?]

  init(registry: ShapeRegistry) {
    self.registry = registry
    recent = Array(repeating: nil, count: 64)
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
      // The cases of an enumeration of one byte are told by that byte.
      add(Node(parent: -1, root: root, caseNumber: MemoryLayout<Key>.size <= 1 ? 0 : -1), named: "")
    } else {
      root = Self.dynamic
    }
    roots[type] = root
    return root
  }

  private func add(_ node: Node, named name: String) {
    nodes.append(node)
    names.append(name)
  }

  /// Whether the keys of a root's type are told by their ``CodingKey/caseNumber`` instead of their names.
  @inline(__always)
  func isNumbered(_ root: Int) -> Bool { nodes[root].caseNumber >= 0 }

  /// The child of a node with a name, if it was met before.
  func existingChild(of node: Int, named name: String) -> Int? {
    var child = nodes[node].firstChild
    while child >= 0 {
      if names[child] == name { return child }
      child = nodes[child].nextSibling
    }
    return nil
  }

  /// A new child of a node, or nil when its root has too many or the name comes from the data.
  func addChild<Key: CodingKey>(of node: Int, for key: Key, named name: String) -> Int? {
    let keyRoot = self.root(for: key)
    let root = nodes[node].root
    guard keyRoot != Self.dynamic, nodes[root].population < Self.populationLimit else { return nil }
    let caseNumber = keyRoot == root && isNumbered(root) ? key.caseNumber : -1
    nodes[root].population += 1
    let child = nodes.count
    var new = Node(parent: node, root: root, caseNumber: caseNumber)
    new.nextSibling = nodes[node].firstChild
    nodes[node].firstChild = child
    add(new, named: name)
    return child
  }

  /// The names on the way from the root to a node.
  func fields(upTo node: Int) -> [String] {
    var fields: [String] = []
    var current = node
    while nodes[current].parent >= 0 {
      fields.append(names[current])
      current = nodes[current].parent
    }
    return fields.reversed()
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
