import CRMTesting
import Testing

@testable import CRMCore

@Suite struct RecordCacheTests {
  /// Notices when the cache lets go of a record.
  private struct Weakly {
    weak var held: Held<Parcel>?
  }

  private func place(_ number: Int) -> PayloadLocation {
    PayloadLocation(segment: 1, length: 10, offset: UInt64(number) * 10)
  }

  private func weight(_ cache: RecordCache, _ number: Int) -> Int? {
    (cache[place(number)] as? Held<Parcel>)?.record.weight
  }

  /// Puts in records and gives back what shows whether they are still there.
  private func fill(_ cache: RecordCache, _ numbers: Range<Int>, pinned: Bool = false) -> [Weakly] {
    numbers.map { number in
      let held = Held(Parcel(Parcel.id(number), weight: number))
      if pinned { cache.pin(held, at: place(number)) } else { cache.insert(held, at: place(number)) }
      return Weakly(held: held)
    }
  }

  private func alive(_ records: [Weakly]) -> Int { records.filter { $0.held != nil }.count }

  @Test(arguments: [2, 3, 4, 10, 100])
  func holdsNoMoreThanItsCapacity(capacity: Int) {
    let cache = RecordCache(capacity: capacity)
    var generator = SeededGenerator(seed: UInt64(capacity))
    var records: [Weakly] = []
    for number in 0..<400 {
      records += fill(cache, number..<number + 1)
      #expect(weight(cache, number) == number, "the newest is there")
      _ = cache[place(Int.random(in: 0...number, using: &generator))]
      #expect(alive(records) <= capacity, "capacity \(capacity): \(alive(records)) after \(number)")
    }
    #expect(alive(records) >= capacity / 2 - 1)
  }

  @Test func whatIsAskedForStays() {
    let cache = RecordCache(capacity: 20)
    _ = fill(cache, 0..<1)
    for number in 1..<500 {
      _ = fill(cache, number..<number + 1)
      #expect(weight(cache, 0) == 0, "the record in use was dropped after \(number)")
    }
    #expect(weight(cache, 1) == nil)
  }

  @Test func pinnedRecordsSurviveUntilTheyAreUnpinned() {
    let cache = RecordCache(capacity: 4)
    let pinned = fill(cache, 1000..<1050, pinned: true)
    _ = fill(cache, 0..<100)
    #expect(alive(pinned) == 50)
    for number in 1000..<1050 { #expect(weight(cache, number) == number) }
    #expect(alive(pinned) == 50)
    cache.unpin((1000..<1025).map { place($0) })
    cache.unpin([place(99_999)])
    #expect(alive(pinned) <= 29 && alive(pinned) >= 25)
    cache.discard((1000..<1050).map { place($0) })
    #expect(alive(pinned) == 0 && weight(cache, 1049) == nil)
    _ = fill(cache, 5..<6)
    cache.discard([place(5)])
    #expect(weight(cache, 5) == nil)
  }
}
