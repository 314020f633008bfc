import Synchronization

/// An open file with pages of trees in it: a snapshot, or the scratch file for pages that are in no snapshot yet.
final class PageFile: Sendable {
  /// Room in a scratch file that pages have given back, by its size.
  private struct Room: Sendable {
    var free: [Int: [Int]] = [:]
    var end = 0
    var pages = 0
  }

  /// Pages in the scratch file begin at multiples of this.
  private static let grain = 256

  let name: String
  let memory: PageMemory
  private let handle: any OpenFile
  private let isScratch: Bool
  private let room = Mutex(Room())

  init(_ handle: any OpenFile, name: String, isScratch: Bool = false, memory: PageMemory) {
    self.handle = handle
    self.name = name
    self.isScratch = isScratch
    self.memory = memory
  }

  deinit { handle.close() }

  private func place(of bytes: [UInt8], at offset: Int) -> PagePlace {
    PagePlace(self, offset: offset, length: UInt32(bytes.count), checksum: PagePlace.checksum(bytes))
  }

  /// Writes a page where there is room.
  func write(_ bytes: [UInt8]) throws -> PagePlace {
    let size = Self.size(bytes.count)
    let offset = room.withLock { room in
      room.pages += 1
      if let free = room.free[size]?.popLast() { return free }
      defer { room.end += size }
      return room.end
    }
    do {
      try handle.write(bytes, at: offset)
    } catch {
      giveBack(offset, size)
      throw error
    }
    return place(of: bytes, at: offset)
  }

  fileprivate func read(_ place: PagePlace) throws -> [UInt8] {
    let bytes: [UInt8]
    do {
      bytes = try handle.read(at: Int(place.offset), count: Int(place.length))
    } catch {
      throw StoreError(.unavailable, "\(name), offset \(place.offset): cannot be read", underlying: error)
    }
    guard PagePlace.checksum(bytes) == place.checksum else { throw place.damage }
    return bytes
  }

  fileprivate func release(_ place: PagePlace) {
    guard isScratch else { return }
    giveBack(Int(place.offset), Self.size(Int(place.length)))
  }

  private func giveBack(_ offset: Int, _ size: Int) {
    room.withLock { room in
      room.pages -= 1
      if room.pages == 0 {
        room = Room()
      } else {
        room.free[size, default: []].append(offset)
      }
    }
  }

  private static func size(_ count: Int) -> Int { (count + grain - 1) / grain * grain }
}

/// Where a page stands in a file, and what its bytes must be.
struct PagePlace: Sendable {
  let file: PageFile
  let offset: UInt64
  let length: UInt32
  let checksum: UInt32

  init(_ file: PageFile, offset: Int, length: UInt32, checksum: UInt32) {
    self.file = file
    self.offset = UInt64(offset)
    self.length = length
    self.checksum = checksum
  }

  static func checksum(_ bytes: [UInt8]) -> UInt32 { UInt32(truncatingIfNeeded: XXH64.hash(bytes.span)) }

  /// - Throws: ``StoreError`` with code `unavailable`, or `corrupted` if other bytes stand there.
  func read() throws -> [UInt8] { try file.read(self) }

  /// Nobody needs the page there any more.
  func release() { file.release(self) }

  var damage: StoreError { StoreError(.corrupted, "\(file.name), offset \(offset): damaged") }
}
