import CRMTesting
import Customers
import Foundation
import Testing

/// The ready family at its edges: ends of months, leap days, the first and the last moment.
@Suite struct ReadySegmentTests {
  private let clock = TestClock()
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")

  init() {
    let environment = CRMEnvironment.fixed(clock: clock)
    directory = CustomerDirectory(store: InMemoryStore(environment: environment), environment: environment)
  }

  private func person(_ name: String, since: Date, birthday: CalendarDay? = nil) async throws -> Identifier<Customer> {
    clock.set(since)
    return try await directory.create(.person, by: author) {
      $0.personName = PersonName(given: name)
      $0.birthday = birthday
    }.id
  }

  private func react(_ customer: Identifier<Customer>, _ date: Date, _ direction: InteractionDirection = .inbound)
    async throws
  {
    let interaction = Interaction(
      id: directory.environment.id(), customer: customer, kind: .call, direction: direction, date: date)
    try await directory.log(interaction, by: author)
  }

  private func buy(_ customer: Identifier<Customer>, _ date: Date) async throws {
    let line = PurchaseLine(amount: Money(minorUnits: 100, currency: .eur))
    try await directory.record(
      Purchase(id: directory.environment.id(), customer: customer, date: date, currency: .eur, lines: [line]),
      by: author)
  }

  private func isIn(_ ready: ReadySegment, _ customer: Identifier<Customer>, at now: Date) async throws -> Bool {
    clock.set(now)
    let segment = try await directory.define(ready.segment(now: now), by: author)
    return try await directory.explain(customer, in: segment.id).isMember
  }

  @Test func quietForThreeToFiveMonths() async throws {
    let anna = try await person("Anna", since: Date("2025-01-01"))
    try await react(anna, Date("2025-11-30T12:00:00Z"))
    let quiet = ReadySegment.noReaction()
    // Three months before the last day of February 2026 is the 28th of November: the 30th is not three months ago yet.
    #expect(try await !isIn(quiet, anna, at: Date("2026-02-28T12:00:00Z")))
    #expect(try await isIn(quiet, anna, at: Date("2026-03-01T00:00:00Z")))
    // Five months after the 30th of November is the 30th of April; from the first of May it is longer.
    #expect(try await isIn(quiet, anna, at: Date("2026-04-30T23:59:59Z")))
    #expect(try await !isIn(quiet, anna, at: Date("2026-05-01T00:00:00Z")))
    #expect(try await isIn(.asleep(), anna, at: Date("2026-05-01T00:00:00Z")))
    #expect(try await !isIn(.asleep(), anna, at: Date("2026-04-30T23:59:59Z")))
    // What we did is no reaction; what they bought is.
    try await react(anna, Date("2026-02-20T00:00:00Z"), .outbound)
    #expect(try await isIn(quiet, anna, at: Date("2026-03-02T00:00:00Z")))
    try await buy(anna, Date("2026-02-21T00:00:00Z"))
    #expect(try await !isIn(quiet, anna, at: Date("2026-03-02T00:00:00Z")))
  }

  @Test func whoNeverReactedIsAsQuietAsTheRecordIsOld() async throws {
    let anna = try await person("Anna", since: Date("2025-12-31T12:00:00Z"))
    // 31 March less three months is 31 December: not before that day yet.
    #expect(try await !isIn(.noReaction(), anna, at: Date("2026-03-31T12:00:00Z")))
    #expect(try await isIn(.noReaction(), anna, at: Date("2026-04-01T00:00:00Z")))
    #expect(try await !isIn(.noReaction(), anna, at: Date("2026-06-01T00:00:00Z")))
    #expect(try await isIn(.noReaction(months: 3...12), anna, at: Date("2026-06-01T00:00:00Z")))
    // An imported customer whose reactions are older than the record.
    let bert = try await person("Bert", since: Date("2026-03-31T00:00:00Z"))
    try await react(bert, Date("2025-12-15T00:00:00Z"))
    #expect(try await isIn(.noReaction(), bert, at: Date("2026-04-01T00:00:00Z")))
  }

  @Test func buyersByHowOftenTheyBought() async throws {
    let anna = try await person("Anna", since: Date("2026-01-01"))
    let now = Date("2026-03-31T10:00:00Z")
    #expect(try await isIn(.neverBought, anna, at: now))
    try await buy(anna, Date("2026-01-10"))
    #expect(try await !isIn(.neverBought, anna, at: now))
    #expect(try await isIn(.singleBuyers, anna, at: now))
    try await buy(anna, Date("2026-01-20"))
    #expect(try await !isIn(.singleBuyers, anna, at: now))
    // Ten days apart: expected by 9 February with the usual patience, overdue from the day after.
    #expect(try await !isIn(.stoppedBuying(), anna, at: Date("2026-02-09T23:59:59Z")))
    #expect(try await isIn(.stoppedBuying(), anna, at: Date("2026-02-10T00:00:00Z")))
    #expect(try await !isIn(.stoppedBuying(tolerance: 500), anna, at: Date("2026-02-10T00:00:00Z")))
  }

  @Test func birthdaysOfLeapDays() async throws {
    let anna = try await person("Anna", since: Date("2026-01-01"), birthday: CalendarDay("2000-02-29"))
    let soon = ReadySegment.birthdaySoon()
    // 2027 has no 29th: the 28th counts, seven days before it is the 21st.
    #expect(try await !isIn(soon, anna, at: Date("2027-02-20T23:59:59Z")))
    #expect(try await isIn(soon, anna, at: Date("2027-02-21T00:00:00Z")))
    #expect(try await isIn(soon, anna, at: Date("2027-02-28T23:59:59Z")))
    #expect(try await !isIn(soon, anna, at: Date("2027-03-01T00:00:00Z")))
    // 2028 has one.
    #expect(try await !isIn(soon, anna, at: Date("2028-02-21T23:59:59Z")))
    #expect(try await isIn(soon, anna, at: Date("2028-02-22T00:00:00Z")))
    #expect(try await isIn(soon, anna, at: Date("2028-02-29T12:00:00Z")))
    let bert = try await person("Bert", since: Date("2026-01-01"))
    #expect(try await !isIn(soon, bert, at: Date("2027-02-25T00:00:00Z")), "nobody knows when")
  }

  @Test func theDayOfTheRecordIsNoAnniversary() async throws {
    let anna = try await person("Anna", since: Date("2024-02-29T15:00:00Z"))
    #expect(try await !isIn(.anniversary(), anna, at: Date("2024-02-29T23:00:00Z")))
    #expect(try await !isIn(.anniversary(), anna, at: Date("2024-03-01T00:00:00Z")))
    #expect(try await isIn(.anniversary(), anna, at: Date("2025-02-21T00:00:00Z")))
    #expect(try await isIn(.anniversary(), anna, at: Date("2025-02-28T23:00:00Z")))
    #expect(try await !isIn(.anniversary(), anna, at: Date("2025-03-01T00:00:00Z")))
  }

  @Test func theFamilyIsDefinedAtOnceAndCanBeChanged() async throws {
    for ready in ReadySegment.family { try await directory.define(ready.segment(now: clock.now), by: author) }
    #expect(Set(ReadySegment.family.map(\.name)).count == ReadySegment.family.count)
    let changed = try await directory.define(ReadySegment.birthdaySoon(days: 30).segment(now: clock.now), by: author)
    #expect(try await directory.segment(named: "ready.birthdaySoon") == changed)
    for ready in ReadySegment.family {
      let data = try JSONEncoder().encode(ready.condition)
      #expect(try JSONDecoder().decode(Condition.self, from: data) == ready.condition)
    }
  }
}
