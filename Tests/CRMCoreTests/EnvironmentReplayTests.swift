import CRMCore
import CRMTesting
import Foundation
import Testing

/// The same inputs in the same environment give byte-equal records and commits.
@Suite struct EnvironmentReplayTests {
  private func run(seed: UInt64) async throws -> [Data] {
    let clock = TestClock()
    let environment = CRMEnvironment.fixed(clock: clock, seed: seed)
    let store = InMemoryStore(environment: environment)
    var generator = environment.generator()
    for round in 0..<20 {
      let now = environment.now()
      let parcel = Parcel(environment.id(), shelf: "s\(round % 3)", weight: Int.random(in: 0...99, using: &generator))
      let event = Event(
        id: environment.id(), name: "parcel.arrived", about: RecordReference(parcel), date: now,
        author: .rule("replay"), properties: ["weight": .integer(Int64(parcel.weight)), "zone": .text("a")])
      try store.commit(
        changeSet {
          $0.insert(parcel)
          $0.insert(event)
        })
      try await store.edit(parcel.id) { $0.label = "l\(round)" }
      clock.advance(by: round % 5 == 0 ? -3 : 0.25)
    }
    let encoder = JSONEncoder()
    encoder.outputFormatting = .sortedKeys
    var result = try await store.all(Query(Parcel.self)).map { try encoder.encode($0.record) }
    result += try await store.all(Query(Event.self)).map { try encoder.encode($0.record) }
    for commit in try store.history(after: nil, limit: 1000) {
      result.append(try encoder.encode(commit.date))
      result.append(try encoder.encode(commit.time))
      result.append(try encoder.encode(commit.origin))
    }
    return result
  }

  @Test func replayIsByteEqual() async throws {
    let first = try await run(seed: 3)
    let second = try await run(seed: 3)
    let other = try await run(seed: 4)
    #expect(first == second && first.count == 160)
    #expect(first != other)
  }

  @Test func nowIsTruncatedToMilliseconds() {
    let environment = CRMEnvironment.fixed(at: Date(timeIntervalSince1970: 1_795_251_600.123_987))
    #expect(environment.now() == Date(millisecondsSince1970: 1_795_251_600_123))
    #expect(environment.timeZone == .gmt && environment.calendar.identifier == .gregorian)
  }

  @Test func generatorsOfOneEnvironmentDiffer() {
    let environment = CRMEnvironment.fixed()
    var first = environment.generator()
    var second = environment.generator()
    #expect(first.next() != second.next())
    #expect(environment.id(for: Parcel.self) < environment.id(for: Parcel.self))
  }
}
