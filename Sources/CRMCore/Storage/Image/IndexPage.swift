/// Some entries of an index, in ascending order, packed into one array of bytes: a leaf of an ``IndexTree``, or the separators of
/// a branch.
///
/// The layout is part of the file format. All numbers are little-endian:
///
/// | Bytes | |
/// |---|---|
/// | 2 | number of entries *n*, at most 4,096 |
/// | 2 | length *p* of what all keys begin with; it need not be all that they have in common |
/// | 4 *n* | where the rest of each key ends, counted from the first byte of the last part |
/// | *p* | what all keys begin with |
/// | 16 *n* | the identifiers, in the byte order of the UUID |
/// | … | the rest of each key, one after the other |
///
/// Entries are ordered by the bytes of their keys (a prefix first), then by identifier. None comes twice.
struct IndexPage: PageContent {
  private(set) var bytes: [UInt8]

  static let maximumCount = 4096

  /// A page without entries.
  init() { bytes = [0, 0, 0, 0] }

  /// Bytes that are known to be a page.
  init(unchecked bytes: [UInt8]) { self.bytes = bytes }

  /// A page from bytes that nobody vouches for; `nil` if reading it could leave its bounds.
  init?(packed bytes: [UInt8]) {
    guard bytes.count >= 4 else { return nil }
    let page = bytes.span
    let layout = Layout(page)
    guard layout.count <= Self.maximumCount, layout.suffixes <= bytes.count else { return nil }
    var end: UInt32 = 0
    for index in 0..<layout.count {
      let next = page.littleEndian32(at: 4 &+ 4 &* index)
      guard next >= end else { return nil }
      end = next
    }
    guard layout.suffixes + Int(end) == bytes.count else { return nil }
    self.bytes = bytes
  }

  /// Where the parts of a page begin.
  struct Layout {
    let count: Int
    let prefixLength: Int

    @inline(__always)
    init(count: Int, prefixLength: Int) {
      self.count = count
      self.prefixLength = prefixLength
    }

    @inline(__always)
    init(_ page: Span<UInt8>) {
      self.init(count: Int(page.littleEndian16(at: 0)), prefixLength: Int(page.littleEndian16(at: 2)))
    }

    var prefix: Int { 4 &+ 4 &* count }
    var ids: Int { prefix &+ prefixLength }
    var suffixes: Int { ids &+ 16 &* count }

    /// Where the suffix of an entry begins, from the beginning of the suffixes.
    @inline(__always)
    func start(_ index: Int, _ page: Span<UInt8>) -> Int {
      index == 0 ? 0 : Int(page.littleEndian32(at: 4 &* index))
    }

    @inline(__always)
    func suffix(_ index: Int, _ page: Span<UInt8>) -> Range<Int> {
      let end = Int(page.littleEndian32(at: 4 &+ 4 &* index))
      return (suffixes &+ start(index, page))..<(suffixes &+ end)
    }

    @inline(__always)
    func id(_ index: Int, _ page: Span<UInt8>) -> IdentifierBits {
      let place = ids &+ 16 &* index
      return IdentifierBits(high: page.bigEndian64(at: place), low: page.bigEndian64(at: place &+ 8))
    }

    /// Compares what all keys begin with to a key: zero if the key begins with it too.
    @inline(__always)
    func comparePrefix(_ page: Span<UInt8>, with key: Span<UInt8>) -> Int {
      page.compare(prefix..<ids, with: key, in: 0..<min(prefixLength, key.count))
    }
  }

  func packed() -> [UInt8]? { bytes }
  var byteCount: Int { bytes.count }

  /// The number of entries.
  var count: Int { Int(bytes.span.littleEndian16(at: 0)) }

  /// The bytes that count against the limit of a leaf: all but what the keys begin with.
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
    key.append(contentsOf: bytes[layout.prefix..<layout.ids])
    key.append(contentsOf: bytes[suffix])
    return key
  }

  /// How the key of an entry compares with another one: negative, zero or positive.
  func compareKey(at index: Int, with key: [UInt8]) -> Int {
    let page = bytes.span
    let layout = Layout(page)
    let other = key.span
    let order = layout.comparePrefix(page, with: other)
    if order != 0 { return order }
    return page.compare(layout.suffix(index, page), with: other, in: layout.prefixLength..<other.count)
  }

  /// Whether the last entry is less than the first one of another page.
  func isBefore(_ other: IndexPage) -> Bool {
    let order = compareKey(at: count - 1, with: other.key(at: 0))
    return order < 0 || (order == 0 && id(at: count - 1) < other.id(at: 0))
  }

  /// Where an entry is, or where it would be inserted. O(log n).
  func search(_ key: [UInt8], _ id: IdentifierBits) -> (index: Int, isPresent: Bool) {
    let page = bytes.span
    let layout = Layout(page)
    let other = key.span
    let order = layout.comparePrefix(page, with: other)
    if order != 0 { return (order < 0 ? layout.count : 0, false) }
    let rest = layout.prefixLength..<other.count
    let head = other.head(rest)
    var low = 0
    var high = layout.count
    while low < high {
      let middle = (low &+ high) / 2
      let suffix = layout.suffix(middle, page)
      let candidate = page.head(suffix)
      if candidate != head {
        if candidate < head { low = middle &+ 1 } else { high = middle }
        continue
      }
      var order = page.compare(suffix, with: other, in: rest)
      if order == 0 {
        let found = layout.id(middle, page)
        if found == id { return (middle, true) }
        order = found < id ? -1 : 1
      }
      if order < 0 { low = middle &+ 1 } else { high = middle }
    }
    return (low, false)
  }

  /// The entry before which a page that has become too large is split: near the middle of its entries or, if these are large, of
  /// its bytes.
  var middle: Int {
    if weight <= IndexTree.leafBytes { return count / 2 }
    let page = bytes.span
    let layout = Layout(page)
    let half = (bytes.count - layout.suffixes + 20 * layout.count) / 2
    var index = 1
    while index < layout.count - 1, layout.start(index, page) + 20 * index < half { index += 1 }
    return index
  }
}
