/// The entries of a leaf of a ``SortedTree``, in ascending order of their keys.
struct SortedPage<Key: Comparable & Sendable, Value: PagedValue>: PageContent {
  typealias Entry = (key: Key, value: Value)

  var entries: [Entry]

  init(_ entries: [Entry]) {
    self.entries = entries
  }

  init?(packed bytes: [UInt8]) {
    guard let entries: [Entry] = Value.unpack(bytes) else { return nil }
    self.entries = entries
  }

  func packed() -> [UInt8]? { Value.pack(entries) }

  var count: Int { entries.count }
  var byteCount: Int { MemoryLayout<Entry>.stride * entries.capacity }

  /// The index of the first entry whose key is ≥ `key` (> with `after`).
  func index(of key: Key, after: Bool = false) -> Int {
    let entries = entries.span
    var low = 0
    var high = entries.count
    while low < high {
      let middle = (low &+ high) / 2
      let isBefore = after ? !(key < entries[middle].key) : entries[middle].key < key
      if isBefore { low = middle &+ 1 } else { high = middle }
    }
    return low
  }

  func value(for key: Key) -> Value? {
    let index = index(of: key)
    return index < entries.count && entries[index].key == key ? entries[index].value : nil
  }

  /// Sets the value of a key; gives back the one it had, and the upper part of the page if it had to be split.
  mutating func set(_ key: Key, _ value: Value, limit: Int) -> (previous: Value?, upper: SortedPage?) {
    let index = index(of: key)
    if index < entries.count, entries[index].key == key {
      let previous = entries[index].value
      entries[index].value = value
      return (previous, nil)
    }
    guard entries.count == limit else {
      // In steps: doubling would leave half of the room unused.
      if entries.count == entries.capacity { entries.reserveCapacity(min(limit, entries.count + 16)) }
      entries.insert((key, value), at: index)
      return (nil, nil)
    }
    // Ascending insertion should leave full leaves behind; anything else splits in the middle.
    if index == entries.count { return (nil, SortedPage([(key, value)])) }
    var upper = Array(entries[(limit / 2)...])
    entries = Array(entries[..<(limit / 2)])
    if index <= entries.count {
      entries.insert((key, value), at: index)
    } else {
      upper.insert((key, value), at: index - entries.count)
    }
    return (nil, SortedPage(upper))
  }

  mutating func update(_ key: Key, _ change: (inout Value) -> Void) {
    let index = index(of: key)
    if index < entries.count, entries[index].key == key { change(&entries[index].value) }
  }

  /// Removes a key and returns its value.
  mutating func remove(_ key: Key) -> Value? {
    let index = index(of: key)
    guard index < entries.count, entries[index].key == key else { return nil }
    return entries.remove(at: index).value
  }
}

/// A value that is kept in a ``SortedTree``. Pages of values that pack their entries can leave memory.
protocol PagedValue: Sendable {
  /// The bytes of some entries; `nil` if such values only live in memory.
  static func pack<Key>(_ entries: [(key: Key, value: Self)]) -> [UInt8]?
  /// The entries with these bytes; `nil` if the bytes are none.
  static func unpack<Key>(_ bytes: [UInt8]) -> [(key: Key, value: Self)]?
}

extension PagedValue {
  static func pack<Key>(_ entries: [(key: Key, value: Self)]) -> [UInt8]? { nil }
  static func unpack<Key>(_ bytes: [UInt8]) -> [(key: Key, value: Self)]? { nil }
}
