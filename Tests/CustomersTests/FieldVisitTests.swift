import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct FieldVisitTests {
  // Monday 23 November 2026; work is from nine to five in Berlin, eight to four in UTC.
  let clock = TestClock(Date("2026-11-23T09:00:00Z"))
  let store: InMemoryStore
  let directory: CustomerDirectory
  let desk: FieldDesk
  let author = Author(.staff, "anna")
  let berlin = TimeZone(identifier: "Europe/Berlin")!
  let gate = GeoPoint(latitude: 52.516275, longitude: 13.377704)!

  init() async throws {
    let environment = CRMEnvironment.fixed(clock: clock)
    store = InMemoryStore(environment: environment)
    directory = CustomerDirectory(store: store, environment: environment)
    desk = FieldDesk(directory, organisationHours: .weekly(["09:00-17:00"], timeZone: berlin))
    try await store.insert(Customer.organisation(id: "acme", name: "Acme", now: clock.now))
    try await store.insert(Team(id: "top", name: "Top"))
    try await store.insert(Team(id: "field", name: "Field", parent: "top"))
    try await store.insert(StaffMember(id: "anna", name: "Anna", team: "field"))
  }

  private func visit(_ id: Identifier<FieldVisit>, at place: GeoPoint?, in seconds: Double = 0) -> FieldVisit {
    let start = clock.now.addingTimeInterval(seconds)
    return FieldVisit(
      id: id, customer: "acme", staff: "anna", planned: Period(start: start, end: start.addingTimeInterval(3600)),
      place: place, purpose: "Service")
  }

  /// A place so many metres north.
  private func north(_ metres: Double) -> GeoPoint {
    GeoPoint(latitude: gate.latitude + metres / 6_371_008.8 * 180 / .pi, longitude: gate.longitude)!
  }

  private func fix(_ metres: Double, accuracy: Double = 10) -> PositionFix {
    PositionFix(north(metres), accuracy: accuracy, date: clock.now)
  }

  /// Nashville to Los Angeles is 2887.26 km on a sphere of 6372.8 km (the worked example of Rosetta Code's "Haversine formula").
  @Test func distancesAreThoseOfTheHaversineFormula() throws {
    let nashville = try #require(GeoPoint(latitude: 36.12, longitude: -86.67))
    let angeles = try #require(GeoPoint(latitude: 33.94, longitude: -118.40))
    let scaled = nashville.distance(to: angeles) * 6_372_800 / 6_371_008.8
    #expect(abs(scaled - 2_887_259.95) < 1)
    #expect(abs(gate.distance(to: north(1234)) - 1234) < 0.01 && gate.distance(to: gate) == 0)
    let east = try #require(GeoPoint(latitude: 0, longitude: 179.9))
    let west = try #require(GeoPoint(latitude: 0, longitude: -179.9))
    #expect(abs(east.distance(to: west) - 0.2 * .pi / 180 * 6_371_008.8) < 1, "over the date line")
    let pole = try #require(GeoPoint(latitude: 90, longitude: 0))
    let other = try #require(GeoPoint(latitude: -90, longitude: 77))
    #expect(abs(pole.distance(to: other) - .pi * 6_371_008.8) < 1)
    #expect(GeoPoint(latitude: 91, longitude: 0) == nil && GeoPoint(latitude: 0, longitude: .nan) == nil)
  }

  @Test func farAwayIsOnlyWhatIsFarBeyondDoubt() {
    let rules = VisitRules(tolerance: 300, worstAccuracy: 200)
    #expect(rules.judge(fix(305), near: gate).flags == [])
    #expect(rules.judge(fix(309.9), near: gate).flags == [])
    #expect(rules.judge(fix(311), near: gate) == (311, [.farAway]))
    #expect(rules.judge(fix(5000, accuracy: 201), near: gate) == (5000, [.inaccurate]))
    #expect(rules.judge(fix(5000, accuracy: -1), near: gate).flags == [.inaccurate])
    #expect(rules.judge(nil, near: gate) == (nil, [.noPosition]))
    #expect(rules.judge(fix(0), near: nil) == (nil, [.noPlace]))
  }

  @Test func aVisitFromPlanToTimeline() async throws {
    try await desk.plan(visit("v", at: gate), by: author)
    await #expect(throws: VisitViolation.notUnderWay(.planned)) { try await desk.checkOut("v", by: author) }
    let begun = try await desk.checkIn("v", at: fix(40), by: author)
    #expect(begun.state == .underWay && begun.distanceIn == 40 && begun.flags == [])
    await #expect(throws: VisitViolation.notPlanned(.underWay)) { try await desk.checkIn("v", by: author) }
    await #expect(throws: VisitViolation.notPlanned(.underWay)) { try await desk.cancel("v", by: author) }
    clock.advance(by: 1800)
    let done = try await desk.checkOut("v", at: fix(900), outcome: "repaired", by: author)
    #expect(done.duration == 1800 && done.distanceOut == 900 && done.flags == [.farAway])
    let timeline = try await directory.timeline(of: "acme").items
    #expect(timeline.map(\.kind) == [.visit] && timeline[0].id == done.interaction && timeline[0].duration == 1800)
    #expect(timeline[0].subject == RecordReference(done) && timeline[0].outcome == "repaired")
    await #expect(throws: VisitViolation.notUnderWay(.done)) { try await desk.checkOut("v", by: author) }
  }

  /// Where somebody was stands in its own record only: not on the timeline, not in an event, not in the visit.
  @Test func noPositionIsAnywhereElse() async throws {
    try await desk.plan(visit("v", at: nil), by: author)
    try await desk.checkIn("v", at: fix(77), by: author)
    clock.advance(by: 60)
    try await desk.checkOut("v", at: fix(78), outcome: "ok", by: author)
    let encoder = JSONEncoder()
    var texts: [String] = []
    for stored in try await store.all(Query<Event>()) {
      texts.append(String(decoding: try encoder.encode(stored.record), as: UTF8.self))
    }
    for stored in try await store.all(Query<Interaction>()) {
      texts.append(String(decoding: try encoder.encode(stored.record), as: UTF8.self))
    }
    for stored in try await store.all(Query<FieldVisit>()) {
      texts.append(String(decoding: try encoder.encode(stored.record), as: UTF8.self))
    }
    #expect(
      texts.count == 6 && texts.allSatisfy { !$0.contains("52.5") && !$0.contains("13.37") && !$0.contains("latitude") }
    )
    #expect(try store.count(Query<VisitPosition>()) == 2)
  }

  @Test func positionsAreTakenInWorkingTimeOnly() async throws {
    for number in 0..<4 { try await desk.plan(visit(Identifier(derivedFrom: "\(number)"), at: gate), by: author) }
    func id(_ number: Int) -> Identifier<FieldVisit> { Identifier(derivedFrom: "\(number)") }
    clock.set(Date("2026-11-23T16:00:00Z"))
    await #expect(throws: VisitViolation.outsideWorkingTime) { try await desk.checkIn(id(0), at: fix(0), by: author) }
    #expect(try store.count(Query<VisitPosition>()) == 0)
    #expect(try await desk.checkIn(id(0), by: author).flags == [.noPosition], "without a position it is allowed")
    // Taken a minute before, in working time; and the other way round.
    let before = PositionFix(gate, accuracy: 5, date: Date("2026-11-23T15:59:00Z"))
    await #expect(throws: VisitViolation.outsideWorkingTime) { try await desk.checkIn(id(1), at: before, by: author) }
    clock.set(Date("2026-11-23T15:59:59Z"))
    try await desk.checkIn(id(1), at: before, by: author)
    clock.set(Date("2026-11-24T08:00:00Z"))
    let early = PositionFix(gate, accuracy: 5, date: Date("2026-11-24T07:59:59Z"))
    await #expect(throws: VisitViolation.outsideWorkingTime) { try await desk.checkIn(id(2), at: early, by: author) }
    clock.set(Date("2026-11-24T09:00:00Z"))
    let old = PositionFix(gate, accuracy: 5, date: Date("2026-11-24T08:54:59Z"))
    await #expect(throws: VisitViolation.staleFix) { try await desk.checkIn(id(2), at: old, by: author) }
    // The team works in the evening; the member does not on this day.
    try await store.edit(Identifier<Team>("field")) {
      $0.workingHours = WorkingHours(weekly: [.tuesday: ["09:00-22:00"]])
    }
    clock.set(Date("2026-11-24T20:00:00Z"))
    try await desk.checkIn(id(2), at: fix(1), by: author)
    try await store.edit(Identifier<StaffMember>("anna")) {
      $0.workingHours = WorkingHours(overrides: [CalendarDay(year: 2026, month: 11, day: 24)!: []])
    }
    await #expect(throws: VisitViolation.outsideWorkingTime) { try await desk.checkIn(id(3), at: fix(1), by: author) }
  }

  @Test func positionsAreErasedWhenTheirTimeIsOver() async throws {
    try await desk.plan(visit("v", at: gate), by: author)
    try await desk.checkIn("v", at: fix(12), by: author)
    clock.advance(by: 3600)
    try await desk.checkOut("v", at: fix(12), by: author)
    let heart = Heartbeat([desk.forgettingPositions], store: store, environment: directory.environment)
    let first = clock.now.addingTimeInterval(30 * 86_400 - 3600)
    #expect(try await heart.nextMoment() == first)
    try await heart.advance(now: first.addingTimeInterval(-1))
    #expect(try store.count(Query<VisitPosition>()) == 2)
    try await heart.advance(now: first)
    #expect(try store.fetch(VisitPosition.self, ids: [VisitPosition.id(of: "v", isEnd: false)])[0] == nil)
    try await heart.advance(now: first.addingTimeInterval(3600))
    #expect(try store.count(Query<VisitPosition>()) == 0)
    let kept = try await store.require(Identifier<FieldVisit>("v")).record
    #expect(kept.distanceIn == 12 && kept.distanceOut == 12)
  }

  @Test func planAgainstDone() async throws {
    for number in 0..<5 {
      try await desk.plan(visit(Identifier(derivedFrom: "\(number)"), at: gate, in: Double(number) * 60), by: author)
    }
    func id(_ number: Int) -> Identifier<FieldVisit> { Identifier(derivedFrom: "\(number)") }
    var extra = visit("extra", at: gate, in: 100)
    extra.isPlanned = false
    try await desk.plan(extra, by: author)
    for visit in [id(0), "extra"] {
      try await desk.checkIn(visit, at: fix(5000), by: author)
      clock.advance(by: 600)
      try await desk.checkOut(visit, at: fix(0), by: author)
    }
    try await desk.cancel(id(1), by: author)
    try await desk.checkIn(id(2), at: fix(0), by: author)
    let later = Period(start: clock.now.addingTimeInterval(86_400), end: clock.now.addingTimeInterval(90_000))
    try await desk.reschedule(id(3), to: later, by: author)
    await #expect(throws: VisitViolation.notPlanned(.done)) { try await desk.reschedule(id(0), to: later, by: author) }
    clock.set(Date("2026-11-23T10:04:00Z"))
    let day = CalendarDay(year: 2026, month: 11, day: 23)!.period(in: .gmt)
    let figures = try await desk.figures(of: "anna", in: day)
    #expect(figures.planned == 3 && figures.plannedDone == 1 && figures.missed == 1 && figures.cancelled == 1)
    #expect(figures.unplannedDone == 1 && figures.underWay == 1 && figures.flagged == 2)
    #expect(figures.seconds == 1200 && figures.secondsOnPlan == 600 && figures.plannedSeconds == 3600)
    #expect(figures.completion == 1.0 / 3)
    #expect(try await desk.visits(to: "acme").items.first?.id == id(3))
  }

  @Test func aVisitIsPlannedForSomebodyWhoWorksHere() async throws {
    try await store.insert(StaffMember(id: "gone", name: "Gone", activeUntil: clock.now))
    var wrong = visit("v", at: nil)
    wrong.staff = "gone"
    await #expect(throws: OwnershipViolation.notActive("gone")) { try await desk.plan(wrong, by: author) }
    wrong.staff = "anna"
    wrong.planned = Period(start: clock.now, end: clock.now)
    await #expect(throws: VisitViolation.emptyPeriod) { try await desk.plan(wrong, by: author) }
    wrong = visit("v", at: nil)
    wrong.customer = "nobody"
    await #expect(throws: StoreError.self) { try await desk.plan(wrong, by: author) }
  }

  @Test func aRouteIsShortAndVisitsEverything() {
    for seed in UInt64(1)...30 {
      var generator = SeededGenerator(seed: seed)
      let count = Int.random(in: 0...(seed < 20 ? 8 : 60), using: &generator)
      let places = (0..<count).map { _ in
        GeoPoint(
          latitude: .random(in: 52.3...52.7, using: &generator), longitude: .random(in: 13.0...13.8, using: &generator))!
      }
      let start: GeoPoint? = Bool.random(using: &generator) ? gate : nil
      let order = VisitRoute.order(places, from: start)
      #expect(order.sorted() == Array(places.indices), "seed \(seed)")
      let length = VisitRoute.length(order, places, from: start)
      #expect(length <= VisitRoute.length(Array(places.indices), places, from: start) + 1e-6, "seed \(seed)")
      // No order found by chance is shorter: for up to eight places it is the shortest.
      guard count <= 8 else { continue }
      for _ in 0..<300 {
        let other = Array(places.indices).shuffled(using: &generator)
        #expect(length <= VisitRoute.length(other, places, from: start) + 1e-6, "seed \(seed)")
      }
    }
    // On a line the tour goes along it.
    let line = [5, 1, 9, 3, 0, 7, 2, 8, 6, 4, 11, 10].map { north(Double($0) * 1000) }
    let tour = VisitRoute.order(line, from: gate).map { line[$0].latitude }
    #expect(tour == tour.sorted())
  }
}
