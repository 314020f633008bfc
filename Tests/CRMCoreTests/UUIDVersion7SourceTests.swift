import Foundation
import Testing

@testable import CRMCore

@Suite struct UUIDVersion7SourceTests {
  private func milliseconds(_ uuid: UUID) -> UInt64 { IdentifierBits(uuid).high >> 16 }

  private func isIncreasing(_ uuids: [UUID]) -> Bool {
    zip(uuids, uuids.dropFirst()).allSatisfy { IdentifierBits($0) < IdentifierBits($1) }
  }

  @Test func increasesWithinOneMillisecondBeyondTheCounter() {
    let source = UUIDVersion7Source(seed: 7)
    let now = Date(millisecondsSince1970: 1_795_251_600_123)
    let uuids = (0..<10_000).map { _ in source.next(at: now) }
    #expect(isIncreasing(uuids))
    #expect(milliseconds(uuids[0]) == 1_795_251_600_123)
    #expect(milliseconds(uuids[4095]) == 1_795_251_600_123 && milliseconds(uuids[4096]) == 1_795_251_600_124)
    // The milliseconds borrowed are honoured until the clock has passed them.
    let later = (0..<5).map { source.next(at: now.addingTimeInterval(0.001 * Double($0))) }
    #expect(isIncreasing([uuids[9999]] + later))
  }

  @Test func increasesWhenTheClockIsSetBackAndForth() {
    var generator = SeededGenerator(seed: 8)
    let source = UUIDVersion7Source(seed: 8)
    var now: Int64 = 1_795_251_600_000
    var uuids: [UUID] = []
    for _ in 0..<5000 {
      now += Int64.random(in: -5000...5000, using: &generator)
      uuids.append(source.next(at: Date(millisecondsSince1970: now)))
    }
    #expect(isIncreasing(uuids), "seed 8")
  }

  @Test func holdsTheMillisecondExactly() {
    var generator = SeededGenerator(seed: 9)
    for _ in 0..<1000 {
      let value = Int64.random(in: 1...4_000_000_000_000, using: &generator)
      let uuid = UUIDVersion7Source(seed: 1).next(at: Date(millisecondsSince1970: value))
      #expect(milliseconds(uuid) == UInt64(value), "seed 9")
    }
    // Instants that do not fit must not end the process.
    for odd in [-1.0, -1e20, 1e20, .infinity, .nan] {
      let source = UUIDVersion7Source(seed: 1)
      #expect(isIncreasing((0..<3).map { _ in source.next(at: Date(timeIntervalSince1970: odd)) }))
    }
  }

  @Test func sameSeedAndInstantsGiveTheSameIdentifiers() {
    func run(_ seed: UInt64) -> [UUID] {
      let source = UUIDVersion7Source(seed: seed)
      return (0..<50).map { source.next(at: Date(millisecondsSince1970: 1_000_000 + Int64($0 / 3))) }
    }
    #expect(run(5) == run(5))
    #expect(Set(run(5)).isDisjoint(with: run(6)))
  }

  @Test func tasksAtOnceNeverShareAnIdentifier() async {
    let source = UUIDVersion7Source(seed: 3)
    let now = Date(millisecondsSince1970: 1_000_000)
    let uuids = await withTaskGroup(of: [UUID].self) { group in
      for _ in 0..<4 { group.addTask { (0..<500).map { _ in source.next(at: now) } } }
      return await group.reduce(into: []) { $0 += $1 }
    }
    #expect(Set(uuids).count == 2000)
  }
}
