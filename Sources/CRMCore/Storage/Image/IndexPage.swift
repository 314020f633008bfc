/// Some entries of an index, in ascending order, packed into one array of bytes: a leaf of an ``IndexTree``, or the separators of
/// a branch.
///
/// The layout is part of the file format. All numbers are little-endian:
///
/// | Bytes | |
/// |---|---|
/// | 2 | number of entries *n*: 0…4,096 |
/// | 2 | length *p* of the bytes with which all keys begin; any such length will do |
/// | 4 *n* | where the rest of each key ends, from the first byte of the last part |
/// | *p* | the common beginning of the keys |
/// | 16 *n* | the identifiers, in the byte order of the UUID |
/// | the rest | what follows the common beginning in each key |
///
/// Entries are ordered by the bytes of their keys (a prefix first), then by identifier. None comes twice.
struct IndexPage: Sendable {
  private(set) var bytes: [UInt8]

  static let maximumCount = 4096

  /// A page without entries.
  init() { bytes = [0, 0, 0, 0] }

  /// A page of entries that are in order.
  init(_ entries: ArraySlice<(key: [UInt8], id: IdentifierBits)>) {
    guard let first = entries.first, let last = entries.last else {
      self.init()
      return
    }
    let prefix = min(first.key.sharedPrefix(with: last.key), Int(UInt16.max))
    let suffixes = entries.reduce(0) { $0 + $1.key.count - prefix }
    self.init(count: entries.count, prefix: first.key[..<prefix], suffixes: suffixes)
    var end = 0
    for entry in entries {
      end += entry.key.count - prefix
      bytes.append(littleEndian: UInt32(end))
    }
    bytes += first.key[..<prefix]
    for entry in entries { bytes.append(entry.id) }
    for entry in entries { bytes += entry.key[prefix...] }
  }

  /// The first four bytes of a page, and room for the others.
  private init(count: Int, prefix: ArraySlice<UInt8>, suffixes: Int) {
    bytes = []
    bytes.reserveCapacity(4 + 20 * count + prefix.count + suffixes)
    bytes.append(littleEndian: UInt16(count))
    bytes.append(littleEndian: UInt16(prefix.count))
  }

  /// A page from bytes that nobody vouches for; `nil` if reading it could leave its bounds.
  init?(validating bytes: [UInt8]) {
    guard bytes.count >= 4 else { return nil }
    self.bytes = bytes
    let page = bytes.span
    let layout = Layout(page)
    guard layout.count <= Self.maximumCount, layout.suffixes <= bytes.count else { return nil }
    var end = 0
    for index in 0..<layout.count {
      let next = layout.end(index, page)
      guard next >= end else { return nil }
      end = next
    }
    guard layout.suffixes + end == bytes.count else { return nil }
  }

  /// Where the parts of a page begin.
  private struct Layout {
    let count: Int
    let prefixLength: Int

    @inline(__always)
    init(_ page: Span<UInt8>) {
      count = Int(page.littleEndian16(at: 0))
      prefixLength = Int(page.littleEndian16(at: 2))
    }

    var prefix: Int { 4 &+ 4 &* count }
    var ids: Int { prefix &+ prefixLength }
    var suffixes: Int { ids &+ 16 &* count }

    /// Where the suffix of an entry ends, from the beginning of the suffixes.
    @inline(__always)
    func end(_ index: Int, _ page: Span<UInt8>) -> Int { Int(page.littleEndian32(at: 4 &+ 4 &* index)) }

    @inline(__always)
    func suffix(_ index: Int, _ page: Span<UInt8>) -> Range<Int> {
      let start = index == 0 ? 0 : end(index &- 1, page)
      return (suffixes &+ start)..<(suffixes &+ end(index, page))
    }

    @inline(__always)
    func id(_ index: Int, _ page: Span<UInt8>) -> IdentifierBits {
      let place = ids &+ 16 &* index
      return IdentifierBits(high: page.bigEndian64(at: place), low: page.bigEndian64(at: place &+ 8))
    }
  }

  // MARK: Reading

  var count: Int { Int(bytes.span.littleEndian16(at: 0)) }

  /// The bytes that count against the limit of a page: all but the common beginning of the keys.
  var weight: Int { bytes.count - Int(bytes.span.littleEndian16(at: 2)) }

  func id(at index: Int) -> IdentifierBits {
    let page = bytes.span
    return Layout(page).id(index, page)
  }

  func key(at index: Int) -> [UInt8] {
    let page = bytes.span
    let layout = Layout(page)
    let suffix = layout.suffix(index, page)
    var key: [UInt8] = []
    key.reserveCapacity(layout.prefixLength + suffix.count)
    key += bytes[layout.prefix..<layout.ids]
    key += bytes[suffix]
    return key
  }

  /// How the key of an entry compares with another one: negative, zero or positive.
  func compareKey(at index: Int, with key: [UInt8]) -> Int {
    let page = bytes.span
    let layout = Layout(page)
    let other = key.span
    let order = Self.comparePrefix(layout, page, other)
    if order != 0 { return order }
    return page.compare(layout.suffix(index, page), with: other, from: layout.prefixLength)
  }

  /// The order of the common beginning against a key: zero if the key begins with it.
  @inline(__always)
  private static func comparePrefix(_ layout: Layout, _ page: Span<UInt8>, _ key: Span<UInt8>) -> Int {
    let length = layout.prefixLength
    let order = page.compare(layout.prefix..<layout.ids, with: key, from: 0, to: min(length, key.count))
    return order
  }

  /// Where an entry is, or where it would be inserted.
  func search(_ key: [UInt8], _ id: IdentifierBits) -> (index: Int, isPresent: Bool) {
    let page = bytes.span
    let layout = Layout(page)
    let other = key.span
    let order = Self.comparePrefix(layout, page, other)
    if order != 0 { return (order < 0 ? layout.count : 0, false) }
    var low = 0
    var high = layout.count
    while low < high {
      let middle = (low &+ high) / 2
      let order = page.compare(layout.suffix(middle, page), with: other, from: layout.prefixLength)
      if order < 0 {
        low = middle &+ 1
      } else if order > 0 {
        high = middle
      } else {
        let found = layout.id(middle, page)
        if found == id { return (middle, true) }
        if found < id { low = middle &+ 1 } else { high = middle }
      }
    }
    return (low, false)
  }
}

extension IndexPage {
  /// The entries in a range of indices, each as a value of its own.
  func entries(in range: Range<Int>) -> [(key: [UInt8], id: IdentifierBits)] {
    range.map { (key(at: $0), id(at: $0)) }
  }

  mutating func insert(_ key: [UInt8], _ id: IdentifierBits, at index: Int) {
    var entries = entries(in: 0..<count)
    entries.insert((key, id), at: index)
    self = IndexPage(entries[...])
  }

  mutating func remove(at index: Int) {
    var entries = entries(in: 0..<count)
    entries.remove(at: index)
    self = IndexPage(entries[...])
  }

  /// Cuts the entries from `index` on off and gives them back.
  mutating func split(at index: Int) -> IndexPage {
    let entries = entries(in: 0..<count)
    self = IndexPage(entries[..<index])
    return IndexPage(entries[index...])
  }

  mutating func append(_ other: IndexPage) {
    self = IndexPage((entries(in: 0..<count) + other.entries(in: 0..<other.count))[...])
  }

  /// The entry before which a page that has become too large is split: near the middle of its bytes.
  var middle: Int {
    let page = bytes.span
    let layout = Layout(page)
    let half = (bytes.count - layout.suffixes + 20 * layout.count) / 2
    if weight <= IndexTree.leafBytes { return layout.count / 2 }
    var index = 1
    while index < layout.count - 1, layout.end(index - 1, page) + 20 * index < half { index += 1 }
    return index
  }
}
