extension IndexPage {
  /// A page of one entry.
  init(_ key: [UInt8], _ id: IdentifierBits) {
    let prefix = min(key.count, Int(UInt16.max))
    self.init(count: 1, prefix: key[..<prefix], capacity: 24 + key.count) { bytes in
      bytes.appendFixed(UInt32(key.count - prefix).littleEndian)
      bytes.append(contentsOf: key[..<prefix])
      bytes.append(id)
      bytes.append(contentsOf: key[prefix...])
    }
  }

  /// A page of separators, or of other entries that are at hand one by one; they are in order.
  init(_ entries: ArraySlice<(key: [UInt8], id: IdentifierBits)>) {
    let first = entries.first?.key ?? []
    let shared = entries.last.map { first.sharedPrefix(with: $0.key) } ?? 0
    let prefix = min(shared, Int(UInt16.max))
    let length = entries.reduce(0) { $0 + $1.key.count - prefix }
    self.init(
      count: entries.count, prefix: first[..<prefix], capacity: 4 + 20 * entries.count + prefix + length
    ) { bytes in
      var end = 0
      for entry in entries {
        end += entry.key.count - prefix
        bytes.appendFixed(UInt32(end).littleEndian)
      }
      bytes.append(contentsOf: first[..<prefix])
      for entry in entries { bytes.append(entry.id) }
      for entry in entries { bytes.append(contentsOf: entry.key[prefix...]) }
    }
  }

  private init(count: Int, prefix: ArraySlice<UInt8>, capacity: Int, _ body: (inout [UInt8]) -> Void) {
    var bytes: [UInt8] = []
    bytes.reserveCapacity(capacity)
    bytes.appendFixed(UInt16(count).littleEndian)
    bytes.appendFixed(UInt16(prefix.count).littleEndian)
    body(&bytes)
    self.init(unchecked: bytes)
  }

  /// Inserts an entry at the index that ``search(_:_:)`` gave for it. O(bytes).
  mutating func insert(_ key: [UInt8], _ id: IdentifierBits, at index: Int) {
    let layout = Layout(bytes.span)
    guard layout.count > 0, layout.comparePrefix(bytes.span, with: key.span) == 0 else {
      self = IndexPage(joining: [(self, 0..<index), (IndexPage(key, id), 0..<1), (self, index..<layout.count)])
      return
    }
    let suffix = key[layout.prefixLength...]
    let start = layout.start(index, bytes.span)
    let idPlace = layout.ids + 16 * index
    var new: [UInt8] = []
    new.reserveCapacity(bytes.count + 20 + suffix.count)
    new.appendFixed(UInt16(layout.count + 1).littleEndian)
    new.append(contentsOf: bytes[2..<(4 + 4 * index)])
    new.appendFixed(UInt32(start + suffix.count).littleEndian)
    new.append(contentsOf: bytes[(4 + 4 * index)..<idPlace])
    new.append(id)
    new.append(contentsOf: bytes[idPlace..<(layout.suffixes + start)])
    new.append(contentsOf: suffix)
    new.append(contentsOf: bytes[(layout.suffixes + start)...])
    var ends = new.mutableSpan
    ends.move(4 * (index + 2)..<(4 * (layout.count + 2)), by: suffix.count)
    self = IndexPage(unchecked: new)
  }

  /// Removes an entry. O(bytes).
  mutating func remove(at index: Int) {
    let layout = Layout(bytes.span)
    guard layout.count > 1 else {
      self = IndexPage()
      return
    }
    let suffix = layout.suffix(index, bytes.span)
    let idPlace = layout.ids + 16 * index
    var new: [UInt8] = []
    new.reserveCapacity(bytes.count - 20 - suffix.count)
    new.appendFixed(UInt16(layout.count - 1).littleEndian)
    new.append(contentsOf: bytes[2..<(4 + 4 * index)])
    new.append(contentsOf: bytes[(8 + 4 * index)..<idPlace])
    new.append(contentsOf: bytes[(idPlace + 16)..<suffix.lowerBound])
    new.append(contentsOf: bytes[suffix.upperBound...])
    var ends = new.mutableSpan
    ends.move(4 * (index + 1)..<(4 * layout.count), by: -suffix.count)
    self = IndexPage(unchecked: new)
  }

  /// Cuts the entries from `index` on off and gives them back. O(bytes).
  mutating func split(at index: Int) -> IndexPage {
    let upper = IndexPage(joining: [(self, index..<count)])
    self = IndexPage(joining: [(self, 0..<index)])
    return upper
  }

  /// Appends the entries of a page which all come after those of this one. O(bytes).
  mutating func append(_ other: IndexPage) {
    self = IndexPage(joining: [(self, 0..<count), (other, 0..<other.count)])
  }

  /// The entries of some parts of pages, in order.
  private init(joining parts: [(page: IndexPage, range: Range<Int>)]) {
    let parts = parts.filter { !$0.range.isEmpty }
    guard let first = parts.first, let last = parts.last else {
      self.init()
      return
    }
    let least = first.page.key(at: first.range.lowerBound)
    let shared = least.sharedPrefix(with: last.page.key(at: last.range.upperBound - 1))
    let prefix = min(shared, Int(UInt16.max))
    var count = 0
    var length = 0
    for (page, range) in parts {
      count += range.count
      length += page.suffixes(range).count + range.count * (Layout(page.bytes.span).prefixLength - prefix)
    }
    self.init(count: count, prefix: least[..<prefix], capacity: 4 + 20 * count + prefix + length) { bytes in
      var end = 0
      for (page, range) in parts { page.appendEnds(range, prefix: prefix, &end, to: &bytes) }
      bytes.append(contentsOf: least[..<prefix])
      for (page, range) in parts {
        let ids = Layout(page.bytes.span).ids
        bytes.append(contentsOf: page.bytes[(ids + 16 * range.lowerBound)..<(ids + 16 * range.upperBound)])
      }
      for (page, range) in parts { page.appendSuffixes(range, prefix: prefix, to: &bytes) }
    }
  }

  /// Where the suffixes of some entries stand.
  private func suffixes(_ range: Range<Int>) -> Range<Int> {
    let page = bytes.span
    let layout = Layout(page)
    return
      (layout.suffixes + layout.start(range.lowerBound, page))..<(layout.suffixes + layout.start(range.upperBound, page))
  }

  private func appendEnds(_ range: Range<Int>, prefix: Int, _ end: inout Int, to result: inout [UInt8]) {
    let page = bytes.span
    let layout = Layout(page)
    let growth = layout.prefixLength - prefix
    let base = layout.start(range.lowerBound, page)
    for (number, index) in range.enumerated() {
      let there = layout.start(index + 1, page) - base + (number + 1) * growth
      result.appendFixed(UInt32(end + there).littleEndian)
    }
    end += layout.start(range.upperBound, page) - base + range.count * growth
  }

  private func appendSuffixes(_ range: Range<Int>, prefix: Int, to result: inout [UInt8]) {
    let page = bytes.span
    let layout = Layout(page)
    if prefix == layout.prefixLength {
      result.append(contentsOf: bytes[suffixes(range)])
      return
    }
    let extra = bytes[min(layout.prefix + prefix, layout.ids)..<layout.ids]
    let skipped = max(0, prefix - layout.prefixLength)
    for index in range {
      let suffix = layout.suffix(index, page)
      result.append(contentsOf: extra)
      result.append(contentsOf: bytes[(suffix.lowerBound + skipped)..<suffix.upperBound])
    }
  }
}
