/// One collection of a snapshot, as it is read.
struct SnapshotCollection {
  typealias Records = SortedTree<IdentifierBits, Slot<PayloadLocation>>

  let name: CollectionName
  private var leaves: [PagedLeaf<SortedPage<IdentifierBits, Slot<PayloadLocation>>>] = []
  private var firsts: [IdentifierBits] = []
  private var indexes: [(declaration: IndexDeclaration, builder: IndexTreeBuilder)] = []

  init(name: CollectionName) {
    self.name = name
  }

  /// Reads the places of so many records.
  mutating func takeRecords(_ count: Int, _ reader: inout ByteReader, _ base: Int, _ pages: SnapshotPages) throws {
    var left = count
    while left > 0 {
      let start = reader.position
      let entries = min(left, Records.leafEntries)
      try reader.skip(entries * Slot<PayloadLocation>.packedSize)
      let bytes = Array(reader.bytes[start..<reader.position])
      guard let page = SortedPage<IdentifierBits, Slot<PayloadLocation>>(packed: bytes) else {
        throw RecordCodingError(.malformed, offset: start)
      }
      leaves.append(pages.leaf(page, bytes, at: base + start))
      firsts.append(page.entries[0].key)
      left -= entries
    }
  }

  /// Reads so many pages of an index.
  mutating func takePages(
    _ count: Int, of declaration: IndexDeclaration, _ reader: inout ByteReader, _ base: Int, _ pages: SnapshotPages
  ) throws {
    if indexes.last?.declaration != declaration { indexes.append((declaration, IndexTreeBuilder())) }
    for _ in 0..<count {
      let length = try reader.length()
      let start = reader.position
      try reader.skip(length)
      let bytes = Array(reader.bytes[start..<reader.position])
      guard let page = IndexPage(packed: bytes),
        indexes[indexes.count - 1].builder.append(page, as: pages.leaf(page, bytes, at: base + start))
      else { throw RecordCodingError(.malformed, offset: start) }
    }
  }

  func finish() -> CollectionImage<PayloadLocation> {
    CollectionImage(
      records: SortedTree(above: leaves, firsts), indexes: indexes.map { ($0.declaration, $0.builder.finish()) })
  }
}

/// Makes leaves of the pages of a snapshot: as many as memory has room for have their page there besides.
final class SnapshotPages {
  private let file: PageFile
  private var resident = 0

  init(_ file: PageFile) {
    self.file = file
  }

  func leaf<Page: PageContent>(_ page: Page, _ bytes: [UInt8], at offset: Int) -> PagedLeaf<Page> {
    let place = PagePlace(file, offset: offset, length: UInt32(bytes.count), checksum: PagePlace.checksum(bytes))
    let isResident = resident + page.byteCount <= file.memory.budget / 2
    if isResident { resident += page.byteCount } else { file.memory.expectPages() }
    return PagedLeaf(isResident ? page : nil, count: page.count, at: place)
  }
}
