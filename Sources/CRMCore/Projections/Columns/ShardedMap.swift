/// A dictionary in many small parts, so that a copy that is changed afterwards copies one part and not everything.
struct ShardedMap<Key: Hashable & Sendable, Value: Sendable>: Sendable {
  private static var greatestShard: Int { 1_024 }

  private var shards: [[Key: Value]] = [[:]]
  private(set) var count = 0

  /// O(1); changing a copy copies about a thousand entries once for each part that is touched.
  subscript(key: Key) -> Value? {
    get { shards[shard(of: key)][key] }
    set {
      let index = shard(of: key)
      let before = shards[index].count
      shards[index][key] = newValue
      count += shards[index].count - before
      if count > shards.count * Self.greatestShard { grow() }
    }
  }

  private func shard(of key: Key) -> Int { shards.count == 1 ? 0 : key.hashValue & (shards.count - 1) }

  private mutating func grow() {
    let old = shards
    shards = Array(repeating: [:], count: old.count * 4)
    for part in old {
      for (key, value) in part { shards[shard(of: key)][key] = value }
    }
  }

  /// The entries, in no particular order.
  var entries: some Sequence<(key: Key, value: Value)> { shards.lazy.joined() }
}

/// A list in pieces, so that appending to a copy copies one piece.
struct PiecewiseList<Element: Sendable>: Sendable {
  private static var pieceLength: Int { 1_024 }

  private var pieces: [[Element]] = []
  private(set) var count = 0

  subscript(index: Int) -> Element { pieces[index / Self.pieceLength][index % Self.pieceLength] }

  mutating func append(_ element: Element) {
    if count % Self.pieceLength == 0 { pieces.append([]) }
    pieces[pieces.count - 1].append(element)
    count += 1
  }
}
