/// The documents of several lists of one segment. Lives for one query.
final class DocumentSet {
  private let lists: [PostingList]
  /// The sum over the lists: not less than the number of documents.
  let count: Int
  private let documentCount: Int
  /// One bit per document, if there are many lists.
  private var united: [UInt64]?
  private static let manyLists = 6

  init(_ lists: [PostingList], documentCount: Int) {
    self.lists = lists
    self.documentCount = documentCount
    count = lists.reduce(0) { $0 + $1.count }
  }

  /// The first documents from `start` on in ascending order, each once, at most `limit`.
  func first(from start: UInt32, limit: Int) -> [UInt32] {
    var found: [UInt32] = []
    if lists.count == 1 {
      lists[0].append(from: start, limit: limit, to: &found)
      return found
    }
    for list in lists { list.append(from: start, limit: limit, to: &found) }
    found.sort()
    return Array(found.withoutRepetitions().prefix(limit))
  }

  func contains(_ document: UInt32) -> Bool {
    if lists.count > Self.manyLists { return words()[Int(document >> 6)] >> UInt64(document & 63) & 1 == 1 }
    return lists.contains { $0.contains(document) }
  }

  /// Sets the bits of the documents.
  func set(in words: inout [UInt64]) {
    for list in lists { list.set(in: &words) }
  }

  /// For asking about ascending documents.
  func probes() -> [PostingProbe] {
    lists.count > Self.manyLists ? [PostingProbe(words: words())] : lists.map { PostingProbe($0) }
  }

  private func words() -> [UInt64] {
    if let united { return united }
    var words = [UInt64](repeating: 0, count: (documentCount + 63) / 64)
    set(in: &words)
    united = words
    return words
  }
}

/// Answers whether ascending documents are in a list; goes through the list once.
struct PostingProbe {
  private enum Source {
    case array([UInt32])
    case blocks(BlockList)
    case bitmap(BitmapList)
    case words([UInt64])
  }

  private let source: Source
  private var position = 0
  private var block = -1
  private var buffer: [UInt32] = []

  init(_ list: PostingList) {
    source =
      switch list {
      case .array(let documents): .array(documents)
      case .blocks(let list): .blocks(list)
      case .bitmap(let list): .bitmap(list)
      }
  }

  init(words: [UInt64]) {
    source = .words(words)
  }

  mutating func contains(_ document: UInt32) -> Bool {
    switch source {
    case .array(let documents):
      position = Self.advance(documents, from: position, to: document)
      return position < documents.count && documents[position] == document
    case .bitmap(let list): return list.contains(document)
    case .words(let words): return words[Int(document >> 6)] >> UInt64(document & 63) & 1 == 1
    case .blocks(let list):
      if block < 0 || buffer.last.map({ $0 < document }) ?? true {
        let next = list.block(for: document, from: max(block, 0))
        if next != block {
          block = next
          list.decode(block, into: &buffer)
          position = 0
        }
      }
      position = Self.advance(buffer, from: position, to: document)
      return position < buffer.count && buffer[position] == document
    }
  }

  /// The first place from `start` on whose number is not below the document, by doubling steps.
  private static func advance(_ documents: [UInt32], from start: Int, to document: UInt32) -> Int {
    guard start < documents.count, documents[start] < document else { return start }
    var low = start
    var step = 1
    while low &+ step < documents.count, documents[low &+ step] < document {
      low &+= step
      step &*= 2
    }
    var high = min(low &+ step, documents.count)
    low &+= 1
    while low < high {
      let middle = (low &+ high) / 2
      if documents[middle] < document { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
