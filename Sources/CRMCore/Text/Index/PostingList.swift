/// Ascending document numbers.
enum PostingList {
  case array([UInt32])
  case blocks(BlockList)
  case bitmap(BitmapList)

  var count: Int {
    switch self {
    case .array(let documents): documents.count
    case .blocks(let list): list.count
    case .bitmap(let list): list.count
    }
  }

  /// Appends the first numbers from `start` on, at most `limit`.
  func append(from start: UInt32, limit: Int, to result: inout [UInt32]) {
    switch self {
    case .array(let documents):
      let first = documents.lowerBound(of: start)
      result.append(contentsOf: documents[first..<min(first + limit, documents.count)])
    case .blocks(let list): list.append(from: start, limit: limit, to: &result)
    case .bitmap(let list): list.append(from: start, limit: limit, to: &result)
    }
  }

  /// O(log n) and the numbers of one block.
  func contains(_ document: UInt32) -> Bool {
    switch self {
    case .array(let documents):
      let index = documents.lowerBound(of: document)
      return index < documents.count && documents[index] == document
    case .blocks(let list):
      var found: [UInt32] = []
      list.append(from: document, limit: 1, to: &found)
      return found.first == document
    case .bitmap(let list): return list.contains(document)
    }
  }

  /// Sets the bits of the numbers.
  func set(in words: inout [UInt64]) {
    switch self {
    case .array(let documents):
      for document in documents { words[Int(document >> 6)] |= 1 &<< UInt64(document & 63) }
    case .blocks(let list):
      var buffer: [UInt32] = []
      for block in 0..<list.blockCount {
        list.decode(block, into: &buffer)
        for document in buffer { words[Int(document >> 6)] |= 1 &<< UInt64(document & 63) }
      }
    case .bitmap(let list):
      for index in words.indices { words[index] |= list.storage.words[list.start &+ index] }
    }
  }
}

/// A list in blocks; see ``PostingStorage``.
struct BlockList {
  let storage: PostingStorage
  let table: Int
  let count: Int

  var blockCount: Int { (count + PostingStorage.blockLength - 1) / PostingStorage.blockLength }

  func first(of block: Int) -> UInt32 { word(at: table + 8 * block) }

  /// The last block whose first number is not above the document, or the first block.
  func block(for document: UInt32, from start: Int = 0) -> Int {
    var low = start
    var high = blockCount
    while low < high {
      let middle = (low + high) / 2
      if first(of: middle) <= document { low = middle + 1 } else { high = middle }
    }
    return max(low - 1, start)
  }

  func decode(_ block: Int, into buffer: inout [UInt32]) {
    buffer.removeAll(keepingCapacity: true)
    let length = min(PostingStorage.blockLength, count - block * PostingStorage.blockLength)
    var last = first(of: block)
    var position = table + 8 * blockCount + Int(word(at: table + 8 * block + 4))
    buffer.append(last)
    for _ in 1..<max(length, 1) {
      last &+= UInt32(truncatingIfNeeded: Varint.read(storage.bytes, &position))
      buffer.append(last)
    }
  }

  func append(from start: UInt32, limit: Int, to result: inout [UInt32]) {
    let end = result.count + limit
    var buffer: [UInt32] = []
    buffer.reserveCapacity(PostingStorage.blockLength)
    var block = block(for: start)
    while block < blockCount, result.count < end {
      decode(block, into: &buffer)
      let first = buffer.lowerBound(of: start)
      result.append(contentsOf: buffer[first..<min(buffer.count, first + end - result.count)])
      block += 1
    }
  }

  private func word(at position: Int) -> UInt32 {
    let bytes = storage.bytes
    let low = UInt32(bytes[position]) | UInt32(bytes[position + 1]) << 8
    return low | UInt32(bytes[position + 2]) << 16 | UInt32(bytes[position + 3]) << 24
  }
}

/// A list of one bit per document; see ``PostingStorage``.
struct BitmapList {
  let storage: PostingStorage
  let start: Int
  let count: Int

  func contains(_ document: UInt32) -> Bool {
    storage.words[start &+ Int(document >> 6)] >> UInt64(document & 63) & 1 == 1
  }

  func append(from first: UInt32, limit: Int, to result: inout [UInt32]) {
    let end = result.count + limit
    var index = Int(first >> 6)
    guard index < storage.bitmapLength else { return }
    var word = storage.words[start + index] & (UInt64.max << UInt64(first & 63))
    while true {
      while word != 0 {
        guard result.count < end else { return }
        result.append(UInt32(truncatingIfNeeded: index << 6 | word.trailingZeroBitCount))
        word &= word &- 1
      }
      index += 1
      guard index < storage.bitmapLength else { return }
      word = storage.words[start &+ index]
    }
  }
}

extension [UInt32] {
  /// The first place whose number is not below the given one; the numbers ascend.
  func lowerBound(of number: UInt32) -> Int {
    var low = 0
    var high = count
    while low < high {
      let middle = (low &+ high) / 2
      if self[middle] < number { low = middle &+ 1 } else { high = middle }
    }
    return low
  }
}
