import Testing

@testable import CRMCore

/// The packed page, byte by byte, and pages that nobody vouches for.
@Suite struct IndexPageTests {
  @Test func layout() {
    var page = IndexPage()
    #expect(page.bytes == [0, 0, 0, 0])
    page.insert(Array("anna".utf8), IdentifierBits(high: 0x0102_0304_0506_0708, low: 0x090A_0B0C_0D0E_0F10), at: 0)
    #expect(page.count == 1 && page.key(at: 0) == Array("anna".utf8))
    let first: [UInt8] = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16]
    #expect(page.bytes == [1, 0, 4, 0, 0, 0, 0, 0] + Array("anna".utf8) + first)
    page.insert(Array("andreas".utf8), IdentifierBits(high: 0, low: 255), at: 0)
    let second = [UInt8](repeating: 0, count: 15) + [255]
    #expect(
      page.bytes == [2, 0, 2, 0, 5, 0, 0, 0, 7, 0, 0, 0] + Array("an".utf8) + second + first + Array("dreasna".utf8))
    page.insert(Array("anja".utf8), .least, at: 1)
    let third = [UInt8](repeating: 0, count: 16)
    #expect(
      page.bytes == [3, 0, 2, 0, 5, 0, 0, 0, 7, 0, 0, 0, 9, 0, 0, 0] + Array("an".utf8) + second + third + first
        + Array("dreasjana".utf8))
    page.remove(at: 0)
    #expect(page.bytes == [2, 0, 2, 0, 2, 0, 0, 0, 4, 0, 0, 0] + Array("an".utf8) + third + first + Array("jana".utf8))
    let upper = page.split(at: 1)
    #expect(page.bytes == [1, 0, 4, 0, 0, 0, 0, 0] + Array("anja".utf8) + third)
    #expect(upper.bytes == [1, 0, 4, 0, 0, 0, 0, 0] + Array("anna".utf8) + first)
    page.append(upper)
    #expect(page.bytes == [2, 0, 2, 0, 2, 0, 0, 0, 4, 0, 0, 0] + Array("an".utf8) + third + first + Array("jana".utf8))
  }

  /// A prefix has 16 bits.
  @Test func longKeysKeepTheirRest() {
    let key = [UInt8](repeating: 9, count: 100_000)
    var page = IndexPage()
    page.insert(key, .least, at: 0)
    #expect(page.bytes[2...3] == [255, 255] && page.key(at: 0) == key && page.bytes.count == 100_024)
    #expect(page.search(key, .least) == (0, true) && page.search(key + [0], .least) == (1, false))
    page.insert(key + [0], .greatest, at: 1)
    #expect(page.key(at: 0) == key && page.key(at: 1) == key + [0] && page.count == 2)
  }

  /// Random damage either shows, or leaves a page that can be read and written without leaving its bounds.
  @Test func malformedPagesAreRefusedOrHarmless() {
    var generator = SeededGenerator(seed: 71)
    var refused = 0
    for round in 0..<4000 {
      var page = IndexPage()
      for _ in 0..<Int.random(in: 0...9, using: &generator) {
        let key = (0..<Int.random(in: 0...12, using: &generator)).map { _ in UInt8.random(in: 0...3, using: &generator)
        }
        let id = IdentifierBits(high: generator.next(), low: 0)
        page.insert(key, id, at: page.search(key, id).index)
      }
      #expect(IndexPage(packed: page.bytes)?.bytes == page.bytes, "round \(round)")
      var bytes = page.bytes
      switch round % 3 {
      case 0:
        bytes[Int.random(in: 0..<bytes.count, using: &generator)] ^= 1 << UInt8.random(in: 0..<8, using: &generator)
      case 1: bytes.removeLast(Int.random(in: 1...bytes.count, using: &generator))
      default: bytes = bytes.map { _ in UInt8.random(in: 0...9, using: &generator) }
      }
      guard var damaged = IndexPage(packed: bytes) else {
        refused += 1
        continue
      }
      for index in 0..<damaged.count {
        #expect(damaged.key(at: index).count <= bytes.count)
        let (place, _) = damaged.search(damaged.key(at: index), damaged.id(at: index))
        #expect(place >= 0 && place <= damaged.count)
      }
      damaged.insert([1, 2], .least, at: damaged.search([1, 2], .least).index)
      damaged.remove(at: 0)
      _ = damaged.split(at: damaged.count / 2)
    }
    #expect(refused > 1500 && refused < 4000)
  }

  @Test func everyWrongNumberInTheHeadIsRefused() {
    var page = IndexPage()
    for number in 0..<5 { page.insert([1, 2, UInt8(number), 4], .least, at: number) }
    #expect(IndexPage(packed: page.bytes) != nil)
    let damages: [(name: String, change: (inout [UInt8]) -> Void)] = [
      ("one entry more", { $0[0] = 6 }), ("one entry less", { $0[0] = 4 }), ("very many entries", { $0[1] = 0x20 }),
      ("a longer prefix", { $0[2] = 3 }), ("a much longer prefix", { $0[3] = 1 }),
      ("an end behind the next one", { $0[4] = 9 }), ("an end beyond the page", { $0[7] = 0xFF }),
      ("the last end too small", { $0[20] = 7 }), ("the last end too great", { $0[20] = 11 }),
      ("a byte more", { $0.append(0) }), ("a byte less", { bytes in bytes.removeLast() }),
      ("nothing", { $0 = [] }), ("less than a head", { $0 = [0, 0, 0] }),
    ]
    for (name, change) in damages {
      var bytes = page.bytes
      change(&bytes)
      #expect(IndexPage(packed: bytes) == nil, "\(name)")
    }
  }
}
