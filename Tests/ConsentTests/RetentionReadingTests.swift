import CRMCore
import CRMTesting
import Foundation
import Testing

/// What a pass reads: little where it knows enough, everything where it does not.
@Suite struct RetentionReadingTests {
  private struct House {
    let fixture: RetentionFixture
    let counting: CountingStore
    let forgetful: ForgetfulStore

    /// With 300 tenants who have an invoice and a remark each, and have been swept once.
    init(fullReadingDays: Int = 28) async throws {
      let clock = TestClock(RetentionFixture.start)
      let environment = CRMEnvironment.fixed(clock: clock)
      forgetful = ForgetfulStore(InMemoryStore(environment: environment))
      counting = CountingStore(forgetful)
      fixture = try RetentionFixture(
        store: counting, fullReadingDays: fullReadingDays, clock: clock, environment: environment)
      for index in 0..<300 { try await fixture.tenant("T\(index)") }
      try await fixture.sweep()
      fixture.clock.advance(by: 86_400)
    }

    /// How many records the next pass reads.
    func sweep() async throws -> Int {
      counting.reset()
      try await fixture.sweep(limit: 1_000, batch: 100)
      return counting.calls.records
    }
  }

  @Test func aDayReadsWhatWasChangedAndWhatIsDue() async throws {
    let house = try await House()
    // Own commits, and what was written before the first pass's end is read again.
    _ = try await house.sweep()
    house.fixture.clock.advance(by: 86_400)
    #expect(try await house.sweep() < 10)
    let ann = try await house.fixture.tenant("Ann", movedOut: Date("2019-09-01T10:00:00Z"))
    house.fixture.clock.advance(by: 86_400)
    #expect(try await house.sweep() < 30)
    #expect(try await house.fixture.events(.retentionReviewDue).map(\.about) == [RecordReference(ann)])
  }

  @Test func everythingIsReadWhenTheTimeForItHasCome() async throws {
    let house = try await House(fullReadingDays: 3)
    _ = try await house.sweep()
    house.fixture.clock.advance(by: 86_400)
    #expect(try await house.sweep() < 10)
    house.fixture.clock.advance(by: 86_400)
    #expect(try await house.sweep() > 900)
  }

  @Test func everythingIsReadWhereTheHistoryDoesNotTell() async throws {
    let house = try await House()
    _ = try await house.sweep()
    try await house.forgetful.forget()
    house.fixture.clock.advance(by: 86_400)
    #expect(try await house.sweep() > 900)
  }

  /// The bookkeeping came along, but it is of another history.
  @Test func everythingIsReadOfRecordsThatWereRestoredElsewhere() async throws {
    for others in [0, 2_000] {
      let house = try await House()
      let other = CountingStore(InMemoryStore(environment: house.fixture.environment))
      for _ in 0..<others { try await other.insert(Meter(id: house.fixture.environment.id())) }
      var copy = RecordCopy(from: house.counting, to: other)
      try await house.fixture.desk.registry.accept(&copy)
      let restored = try RetentionFixture(
        store: other, clock: house.fixture.clock, environment: house.fixture.environment)
      other.reset()
      try await restored.sweep(limit: 1_000, batch: 100)
      #expect(other.calls.records > 900, "with \(others) commits before")
    }
  }

  @Test func everythingIsReadAfterTheClockWasSetBack() async throws {
    let house = try await House()
    house.fixture.clock.set(Date("2021-01-01T10:00:00Z"))
    _ = try await house.sweep()
    house.fixture.clock.set(Date("2020-04-01T10:00:00Z"))
    #expect(try await house.fixture.desk.sweeping().nextMoment() == Date(timeIntervalSince1970: 0))
    #expect(try await house.sweep() > 900)
    #expect(try await house.fixture.pass()?.next == Date("2020-04-01T22:00:00Z"))
  }

  /// Whoever changes a policy and forgets to raise its version is not left with the old one.
  @Test func everythingIsReadByAnotherPolicyOfTheSameVersion() async throws {
    let house = try await House()
    var schedules = RetentionFixture.schedules
    schedules[1].period = RetentionPeriod(days: 1)
    let other = try RetentionFixture(
      policy: RetentionFixture.policy(schedules), store: house.counting, clock: house.fixture.clock,
      environment: house.fixture.environment)
    #expect(try await other.desk.sweeping().nextMoment().map { $0 <= other.clock.now } == true)
    other.clock.advance(by: 86_400)
    try await other.sweep()
    #expect(try await other.count(InvoiceRemark.self) == 0)
  }
}
