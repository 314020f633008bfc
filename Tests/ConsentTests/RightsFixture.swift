import CRMTesting
import Consent
import Foundation
import Testing

/// A desk over a ledger in memory, with a clock that tests move.
struct RightsFixture {
  let consent: ConsentFixture
  let desk: RightsDesk
  var ledger: ConsentLedger { consent.ledger }
  var clock: TestClock { consent.clock }
  var store: any Store { consent.store }

  init(
    at start: Date = Date("2026-11-23T10:00:00Z"), store: (any Store)? = nil, calendars: DeadlineCalendars? = nil,
    noticeTo: Notice.Recipient? = nil, policies: PolicySet = .standard
  ) {
    consent = ConsentFixture(at: start, policies: policies, store: store)
    desk = RightsDesk(ledger: consent.ledger, calendars: calendars, noticeTo: noticeTo)
  }

  static let ann = RecordReference(collection: "customers", id: Identifier<Event>("ann").uuid)
  static let staff = Author(.staff, "s1")
  static func point(_ name: String = "ann") throws -> ContactPoint.Value { .email(try ConsentFixture.address(name)) }

  func key(_ party: RecordReference? = ann, _ names: String...) throws -> SubjectKey {
    ledger.digester.key(of: party, points: try names.map { try Self.point($0) })
  }

  /// A request of Ann in Germany, by mail.
  @discardableResult
  func receive(
    _ right: SubjectRight = .access, _ subject: SubjectKey? = nil, matter: String? = nil,
    in jurisdictions: [Jurisdiction] = ["DE"]
  ) async throws -> SubjectRequest {
    try await desk.receive(
      right, from: try subject ?? key(Self.ann, "ann"), matter: matter, method: .mail, in: jurisdictions,
      by: Self.staff)
  }

  /// One that is approved.
  func approved(_ right: SubjectRight = .access) async throws -> SubjectRequest {
    let request = try await receive(right)
    try await desk.verify(request.id, IdentityCheck(.account), by: Self.staff)
    return try await desk.approve(request.id, by: Self.staff)
  }

  func events(of request: Identifier<SubjectRequest>) async throws -> [Event] {
    try await store.all(Query(Event.byAbout, RecordReference(request))).map(\.record)
  }

  /// Lets time do its work.
  func beat() async throws { _ = try await desk.deadlineWork.perform(WorkSlice(now: clock.now)) }
}

extension Turns {
  /// Orders of the calls of two tasks that have too many calls for all orders: first one after the other, then drawn by a seed, 10
  /// times as many where CRM_SWEEP is set.
  static func drawnSchedules(_ count: Int = 60) -> [[Int]] {
    var generator = SeededGenerator(seed: 43)
    let drawn = (0..<(ConsentHistories.isSweep ? count * 10 : count)).map { _ in
      (0..<80).map { _ in Int.random(in: 0...1, using: &generator) }
    }
    return [Array(repeating: 0, count: 80), Array(repeating: 1, count: 80)] + drawn
  }
}
