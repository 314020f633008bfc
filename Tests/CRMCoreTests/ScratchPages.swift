import Foundation
import Synchronization

@testable import CRMCore

/// A file in memory for the pages that trees let go of. It can be made to fail.
final class ScratchPages: OpenFile {
  private struct State {
    var bytes: [UInt8] = []
    var fails = false
    var reads = 0
  }

  private let state = Mutex(State())

  /// Whether reading and writing fail.
  var fails: Bool {
    get { state.withLock { $0.fails } }
    set { state.withLock { $0.fails = newValue } }
  }

  /// How often somebody has read.
  var reads: Int { state.withLock { $0.reads } }

  func size() throws -> Int { state.withLock { $0.bytes.count } }

  func read(at offset: Int, count: Int) throws -> [UInt8] {
    try state.withLock { state in
      if state.fails { throw SystemError(call: "pread", code: EIO) }
      state.reads += 1
      return Array(state.bytes.dropFirst(offset).prefix(count))
    }
  }

  func write(_ bytes: [UInt8], at offset: Int) throws {
    try state.withLock { state in
      if state.fails { throw SystemError(call: "pwrite", code: EIO) }
      let end = offset + bytes.count
      if state.bytes.count < end { state.bytes += [UInt8](repeating: 0, count: end - state.bytes.count) }
      state.bytes.replaceSubrange(offset..<end, with: bytes)
    }
  }

  /// Changes a byte behind everybody's back.
  func damage(at offset: Int) { state.withLock { $0.bytes[offset] ^= 1 } }

  func truncate(to size: Int) throws {}
  func sync(_ durability: FileStore.Durability) throws {}
  func close() {}
}

extension IndexTree {
  /// A tree of packed pages; `nil` if they are none, or not in order.
  init?(pages: [[UInt8]]) {
    var builder = IndexTreeBuilder()
    for bytes in pages {
      guard let page = IndexPage(packed: bytes), builder.append(page, as: PagedLeaf(page)) else { return nil }
    }
    self = builder.finish()
  }

  /// The packed pages in order.
  func pages() throws -> [[UInt8]] {
    var pages: [[UInt8]] = []
    try forEachLeaves { leaves in
      for leaf in leaves where leaf.count > 0 {
        if let page = try leaf.packed() { pages.append(page) }
      }
      return true
    }
    return pages
  }

  /// Puts all pages out of memory.
  func evictAll(to memory: PageMemory) throws {
    try forEachLeaves { leaves in
      for leaf in leaves { _ = try leaf.evict(writingTo: memory) }
      return true
    }
  }
}

extension SortedTree {
  /// Puts all pages out of memory.
  func evictAll(to memory: PageMemory) throws {
    try forEachLeaves { leaves in
      for leaf in leaves { _ = try leaf.evict(writingTo: memory) }
      return true
    }
  }
}

/// A number as the value of a tree whose keys are numbers.
struct PagedNumber: PagedValue, Hashable, ExpressibleByIntegerLiteral {
  var number: Int

  init(_ number: Int) { self.number = number }
  init(integerLiteral number: Int) { self.number = number }

  static prefix func - (value: PagedNumber) -> PagedNumber { PagedNumber(-value.number) }

  static func pack<Key>(_ entries: [(key: Key, value: PagedNumber)]) -> [UInt8]? {
    var bytes: [UInt8] = []
    for (key, value) in entries {
      guard let key = key as? Int else { return nil }
      bytes.appendFixed(key.littleEndian)
      bytes.appendFixed(value.number.littleEndian)
    }
    return bytes
  }

  static func unpack<Key>(_ bytes: [UInt8]) -> [(key: Key, value: PagedNumber)]? {
    var reader = ByteReader(bytes)
    var entries: [(key: Key, value: PagedNumber)] = []
    while reader.position < bytes.count {
      guard let key = try? reader.fixed(Int.self), let value = try? reader.fixed(Int.self),
        let typed = Int(littleEndian: key) as? Key
      else { return nil }
      entries.append((typed, PagedNumber(Int(littleEndian: value))))
    }
    return entries
  }
}
