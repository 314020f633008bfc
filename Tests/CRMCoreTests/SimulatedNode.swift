import CRMCore

/// A simulated file: its bytes as they are read, those on the device, and the sectors that have not got there.
struct SimulatedNode: Sendable {
  private struct Version: Sendable {
    var order: Int
    var bytes: [UInt8]
  }

  /// What is read.
  private(set) var current: [UInt8] = []
  private var durable: [UInt8] = []
  /// The versions of each sector since it was last made durable, oldest first.
  private var dirty: [Int: [Version]] = [:]
  /// The sizes since the last sync, oldest first.
  private var sizes: [(order: Int, size: Int)] = []

  init() {}

  private init(_ bytes: [UInt8]) {
    current = bytes
    durable = bytes
  }

  var isDirty: Bool { !dirty.isEmpty || !sizes.isEmpty }

  mutating func write(_ bytes: [UInt8], at offset: Int, order: Int) {
    guard !bytes.isEmpty else { return }
    let end = offset + bytes.count
    if end > current.count {
      current.resize(to: end)
      sizes.append((order, end))
    }
    current.replaceSubrange(offset..<end, with: bytes)
    touch(offset..<end, order)
  }

  mutating func truncate(to size: Int, order: Int) {
    guard size != current.count else { return }
    let cut = size..<max(size, current.count)
    current.resize(to: size)
    sizes.append((order, size))
    if !cut.isEmpty { touch(cut, order) }
  }

  private mutating func touch(_ range: Range<Int>, _ order: Int) {
    for sector in (range.lowerBound / SimulatedDisk.sectorSize)...((range.upperBound - 1) / SimulatedDisk.sectorSize) {
      dirty[sector, default: []].append(Version(order: order, bytes: current.sector(sector)))
    }
  }

  mutating func sync() {
    durable.resize(to: current.count)
    for (sector, versions) in dirty { if let last = versions.last { durable.put(last.bytes, sector) } }
    dirty = [:]
    sizes = []
  }

  /// What is pending may have got to the device, and what has not is not pending any more: a later sync will say that all is well
  /// (as Linux does; see Rebello et al., "Can Applications Recover from fsync Failures?", USENIX ATC 2020).
  mutating func failToSync(using generator: inout SeededGenerator) {
    if Bool.random(using: &generator) {
      durable.resize(to: current.count)
      sizes = []
    }
    let share = Int.random(in: 0...2, using: &generator)
    for (sector, versions) in dirty.sorted(by: { $0.key < $1.key }) {
      if Int.random(in: 0..<2, using: &generator) < share, let last = versions.last { durable.put(last.bytes, sector) }
    }
    dirty = [:]
  }

  func crashed(_ crash: SimulatedDisk.Crash, using generator: inout SeededGenerator) -> SimulatedNode {
    var bytes = durable
    let sectors = dirty.sorted { ($0.value.last?.order ?? 0, $0.key) < ($1.value.last?.order ?? 0, $1.key) }
    switch crash {
    case .losesAll: break
    case .keepsAll: return SimulatedNode(last(of: sectors, in: bytes))
    case .inOrder:
      let orders = sectors.flatMap { $0.value.map(\.order) }
      let last = orders.randomElement(using: &generator) ?? 0
      bytes.resize(to: sizes.last { $0.order <= last }?.size ?? durable.count)
      for (sector, versions) in sectors {
        if let version = versions.last(where: { $0.order <= last }) { bytes.put(version.bytes, sector) }
      }
    case .random:
      bytes.resize(to: ([durable.count] + sizes.map(\.size)).randomElement(using: &generator) ?? durable.count)
      for (sector, versions) in sectors {
        let survivor = Int.random(in: 0...versions.count, using: &generator)
        if survivor > 0 { bytes.put(versions[survivor - 1].bytes, sector) }
      }
    case .reordered:
      let lost = sectors.isEmpty ? 0 : Int.random(in: 1...max(1, sectors.count - 1), using: &generator)
      bytes.resize(to: current.count)
      bytes = last(of: Array(sectors.dropFirst(lost)), in: bytes)
    case .torn:
      bytes.resize(to: current.count)
      let torn = sectors.indices.randomElement(using: &generator)
      for (index, (sector, versions)) in sectors.enumerated() {
        guard let new = versions.last?.bytes else { continue }
        if index == torn {
          let cut = Int.random(in: 1..<SimulatedDisk.sectorSize, using: &generator)
          bytes.put(Array(new[..<cut] + bytes.sector(sector)[cut...]), sector)
        } else if Int.random(in: 0..<4, using: &generator) > 0 {
          bytes.put(new, sector)
        }
      }
    }
    return SimulatedNode(bytes)
  }

  private func last(of sectors: [(key: Int, value: [Version])], in old: [UInt8]) -> [UInt8] {
    var bytes = old
    bytes.resize(to: current.count)
    for (sector, versions) in sectors { if let last = versions.last { bytes.put(last.bytes, sector) } }
    return bytes
  }
}

extension [UInt8] {
  fileprivate mutating func resize(to size: Int) {
    if size < count { removeLast(count - size) } else { append(contentsOf: Self(repeating: 0, count: size - count)) }
  }

  /// A whole sector, with zeros behind the end.
  fileprivate func sector(_ number: Int) -> [UInt8] {
    let start = Swift.min(number * SimulatedDisk.sectorSize, count)
    let part = self[start..<Swift.min(start + SimulatedDisk.sectorSize, count)]
    return part + [UInt8](repeating: 0, count: SimulatedDisk.sectorSize - part.count)
  }

  /// Puts as much of a sector as lies before the end.
  fileprivate mutating func put(_ bytes: [UInt8], _ number: Int) {
    let start = number * SimulatedDisk.sectorSize
    guard start < count else { return }
    let end = Swift.min(start + SimulatedDisk.sectorSize, count)
    replaceSubrange(start..<end, with: bytes[..<(end - start)])
  }
}
