import CRMCore

/// What a simulated machine has on its device, and what it only has in memory and may lose.
///
/// A file's content is pending by sectors until the file is synced; its size is pending by itself, so that a crash can leave
/// zeros where data were written. Names are pending until their directory is synced.
struct SimulatedDisk: Sendable {
  static let sectorSize = 512

  /// What a loss of power does with everything that is pending.
  enum Crash: String, CaseIterable, Sendable {
    /// Nothing pending survives.
    case losesAll
    /// Everything pending survives.
    case keepsAll
    /// Everything up to some moment survives, nothing after it.
    case inOrder
    /// Each sector, size and name by chance.
    case random
    /// What was written later survives, what was written earlier does not; the size survives.
    case reordered
    /// One sector is half old and half new; of the others most survive.
    case torn
  }

  private enum NameChange: Sendable {
    case link(String, Int)
    case rename(String, String, Int)
    case unlink(String)
    case directory(String)

    func touches(_ directory: String) -> Bool {
      switch self {
      case .link(let path, _), .unlink(let path), .directory(let path): SimulatedDisk.parent(of: path) == directory
      case .rename(let from, let to, _):
        SimulatedDisk.parent(of: from) == directory || SimulatedDisk.parent(of: to) == directory
      }
    }
  }

  private struct Names: Sendable {
    var files: [String: Int] = [:]
    var directories: Set<String> = ["/"]

    mutating func apply(_ change: NameChange) {
      switch change {
      case .link(let path, let node): files[path] = node
      case .rename(let from, let to, let node):
        if files[from] == node { files[from] = nil }
        files[to] = node
      case .unlink(let path): files[path] = nil
      case .directory(let path): directories.insert(path)
      }
    }
  }

  private(set) var nodes: [Int: SimulatedNode] = [:]
  private var names = Names()
  private var durableNames = Names()
  private var pendingNames: [NameChange] = []
  private var nextNode = 0
  /// Numbers the writes, so that a crash can tell earlier from later ones.
  private var order = 0

  static func parent(of path: String) -> String {
    guard let slash = path.lastIndex(of: "/"), slash > path.startIndex else { return "/" }
    return String(path[..<slash])
  }

  // MARK: Names

  mutating func makeDirectory(_ path: String) {
    guard !names.directories.contains(path) else { return }
    makeDirectory(Self.parent(of: path))
    change(.directory(path))
  }

  func list(_ path: String) -> [String]? {
    guard names.directories.contains(path) else { return nil }
    let all = Array(names.files.keys) + names.directories.filter { $0 != "/" }
    return all.filter { Self.parent(of: $0) == path }.map { String($0.dropFirst(path == "/" ? 1 : path.count + 1)) }
  }

  func node(at path: String) -> Int? { names.files[path] }

  mutating func create(_ path: String) -> Int? {
    guard names.directories.contains(Self.parent(of: path)) else { return nil }
    nextNode += 1
    nodes[nextNode] = SimulatedNode()
    change(.link(path, nextNode))
    return nextNode
  }

  mutating func rename(_ path: String, to target: String) -> Bool {
    guard let node = names.files[path], names.directories.contains(Self.parent(of: target)) else { return false }
    change(.rename(path, target, node))
    return true
  }

  mutating func remove(_ path: String) -> Bool {
    guard names.files[path] != nil else { return false }
    change(.unlink(path))
    return true
  }

  mutating func syncDirectory(_ path: String) -> Bool {
    guard names.directories.contains(path) else { return false }
    for change in pendingNames where change.touches(path) { durableNames.apply(change) }
    pendingNames.removeAll { $0.touches(path) }
    return true
  }

  private mutating func change(_ change: NameChange) {
    names.apply(change)
    pendingNames.append(change)
  }

  // MARK: Content

  func size(of node: Int) -> Int { nodes[node]?.current.count ?? 0 }

  func read(_ node: Int, at offset: Int, count: Int) -> [UInt8] {
    guard let bytes = nodes[node]?.current, offset < bytes.count, count > 0 else { return [] }
    return Array(bytes[offset..<min(offset + count, bytes.count)])
  }

  mutating func write(_ bytes: [UInt8], to node: Int, at offset: Int) {
    order += 1
    nodes[node]?.write(bytes, at: offset, order: order)
  }

  mutating func truncate(_ node: Int, to size: Int) {
    order += 1
    nodes[node]?.truncate(to: size, order: order)
  }

  mutating func sync(_ node: Int) { nodes[node]?.sync() }

  mutating func failToSync(_ node: Int, using generator: inout SeededGenerator) {
    nodes[node]?.failToSync(using: &generator)
  }

  // MARK: Crashing

  /// What is on the device when the power comes back.
  func crashed(_ crash: Crash, using generator: inout SeededGenerator) -> SimulatedDisk {
    var disk = SimulatedDisk()
    disk.nextNode = nextNode
    disk.names = durableNames
    for change in pendingNames {
      let happened =
        switch crash {
        case .losesAll: false
        case .keepsAll: true
        case .inOrder, .random, .reordered, .torn: Bool.random(using: &generator)
        }
      if happened { disk.names.apply(change) }
    }
    let directories = disk.names.directories
    disk.names.directories = directories.filter { path in
      var path = path
      while path != "/" {
        guard directories.contains(path) else { return false }
        path = Self.parent(of: path)
      }
      return true
    }
    disk.names.files = disk.names.files.filter { disk.names.directories.contains(Self.parent(of: $0.key)) }
    disk.durableNames = disk.names
    for node in Set(disk.names.files.values).sorted() {
      disk.nodes[node] = nodes[node]?.crashed(crash, using: &generator)
    }
    return disk
  }

  /// Makes everything durable. For preparing a state.
  mutating func settle() {
    durableNames = names
    pendingNames = []
    for node in nodes.keys { nodes[node]?.sync() }
  }
}
