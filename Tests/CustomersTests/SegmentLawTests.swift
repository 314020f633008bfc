import CRMTesting
import Customers
import Foundation
import Testing

/// Incremental evaluation is full evaluation, whatever is changed in whatever order and however the keeper is called.
@Suite(.timeLimit(.minutes(5))) struct SegmentLawTests {
  private static var seeds: ClosedRange<UInt64> {
    ProcessInfo.processInfo.environment["CRM_SWEEP"] == nil ? 1...10 : 1...300
  }

  @Test func followingChangesAndTimeIsEvaluatingEverything() async throws {
    var turns = 0
    for seed in Self.seeds {
      let run = SegmentLawRun(seed: seed)
      try await run.start()
      for step in 0..<60 {
        try await run.change()
        if run.below(3) == 0 { try await run.keep() }
        if step % 15 == 14 { try await run.check("seed \(seed), step \(step)") }
      }
      turns += try await run.checkEvents("seed \(seed)")
    }
    #expect(turns > 200)
  }
}

/// A base of some customers that change at random, and its segments.
final class SegmentLawRun {
  private var generator: SeededGenerator
  private let clock = TestClock()
  private let store: InMemoryStore
  private let directory: CustomerDirectory
  private let author = Author(.staff, "rep")
  private var number = 0

  init(seed: UInt64) {
    generator = SeededGenerator(seed: seed)
    let environment = CRMEnvironment.fixed(clock: clock, seed: seed)
    store = InMemoryStore(environment: environment, historyLimit: seed % 3 == 0 ? 40 : 100_000)
    let digest: @Sendable (ContactPoint) -> SHA256.Digest = { SHA256.hash($0.canonical) }
    directory = CustomerDirectory(
      store: store, environment: environment, fieldSources: [StopSource(store: store)], contactDigest: digest)
  }

  func below(_ count: Int) -> Int { Int.random(in: 0..<count, using: &generator) }
  private func one<T>(of list: [T]) -> T { list[below(list.count)] }

  private var conditions: [Condition] {
    let fields = Customer.fields
    let calls = HistoryTerms.interactions(.call, within: .last(one(of: [1, 3, 20]), .day))
    return [
      fields.tags.contains("vip"), fields.stage == .prospect, .not(.known(fields.language.term)),
      fields.birthday.hasAnniversary(withinNext: one(of: [2, 30])), calls.happened(), calls.never,
      HistoryTerms.purchases(within: .last(2, .week)).happened(atLeast: 2),
      .compare(.revenue(.eur), .greater, .money(Money(minorUnits: 300, currency: .eur))),
      HistoryTerms.purchases().last(.before(-10, .day)),
      HistoryTerms.events(.customerStageChanged, where: ["to": .choice("prospect")]).inState(for: 4, .day),
      HistoryTerms.events(.segmentEntered, within: .last(1, .week)).happened(atLeast: 2),
      .compare("custom.level", .greater, .integer(2)), fields.name == "Name 3",
      .related("employeeOf", .any, fields.employees > 50), .related("employerOf", .none, fields.tags.contains("vip")),
      .related("employeeOf", .any, HistoryTerms.purchases(within: .last(5, .day)).happened()),
      .compare("stop.all", .equal, .bool(true)), fields.hasEmail == true, fields.updatedAt.isWithinLast(2, .day),
    ]
  }

  /// Segments ask only for those with smaller numbers.
  private func condition(of number: Int) -> Condition {
    var parts = [one(of: conditions), one(of: conditions)]
    if number > 0 { parts.append(.member(of: name(below(number)))) }
    if number > 1, below(3) == 0 { parts.append(.related("employeeOf", .any, .member(of: name(below(number))))) }
    parts = parts.map { below(3) == 0 ? .not($0) : $0 }
    return below(2) == 0 ? .any(parts) : .all([parts[0], .any(Array(parts.dropFirst()))])
  }

  private func name(_ number: Int) -> SegmentName { SegmentName(rawValue: "s\(number)") }

  private func define(_ number: Int) async throws {
    let condition: Condition? = number == 0 ? nil : condition(of: number)
    try await directory.define(
      Segment(
        id: Identifier(derivedFrom: "s\(number)"), name: name(number), condition: condition, createdAt: clock.now),
      by: author)
  }

  func start() async throws {
    for _ in 0..<8 { try await addCustomer() }
    for number in 0..<6 { try await define(number) }
  }

  private func customers() throws -> [Stored<Customer>] { try store.page(Query<Customer>()).items }

  private func addCustomer() async throws {
    number += 1
    let number = number
    let zone = one(of: ["Europe/Kyiv", "America/New_York", nil])
    if below(3) == 0 {
      let employees = below(100)
      try await directory.create(.organisation, by: author) {
        $0.legalName = "Name \(number)"
        $0.organisation = OrganisationFacts(employees: employees)
      }
    } else {
      let day = CalendarDay(clock.now, in: .gmt).adding(days: below(60) - 8_000)
      try await directory.create(.person, by: author) {
        $0.personName = PersonName(given: "Name \(number)")
        $0.timeZoneID = zone
        $0.birthday = day
      }
    }
  }

  func change() async throws {
    let all = try customers()
    guard let some = all.isEmpty ? nil : one(of: all) else { return try await addCustomer() }
    let id = some.id
    switch below(16) {
    case 0: try await addCustomer()
    case 1, 2: try await edit(id)
    case 3: clock.advance(by: Double(one(of: [60, 3_600, 86_400, 5 * 86_400])))
    case 4, 5: try await buy(id)
    case 6, 7:
      let daysAgo = Double(below(6)) - 1
      let other: [InteractionParticipant] =
        below(3) == 0 ? [InteractionParticipant(RecordReference(one(of: all).id))] : []
      try await directory.log(
        Interaction(
          id: directory.environment.id(), customer: id, kind: one(of: [.call, .email]),
          date: clock.now - daysAgo * 86_400, participants: other), by: author)
    case 8: try await relate(all)
    case 9:
      let segment = Identifier<Segment>(derivedFrom: "s\(below(6))")
      try await directory.setMembership(of: id, in: segment, to: one(of: [true, false, nil]), by: author)
    case 10: if below(3) == 0 { try await define(1 + below(5)) }
    case 11: if below(3) == 0 { try await delete(all) }
    case 12:
      var changes = ChangeSet()
      let point = ContactPoint(.email(try EmailAddress("p\(below(4))@example.com")))
      changes.insert(Stop(id: directory.environment.id(), contact: SHA256.hash(point.canonical)))
      try store.commit(changes)
    case 13:
      let segment = Identifier<Segment>(derivedFrom: "s\(below(6))")
      if below(2) == 0 {
        try await directory.evaluate(id, in: segment)
      } else {
        try await directory.evaluateAll(in: segment)
      }
    default: try await edit(id)
    }
  }

  private func edit(_ id: Identifier<Customer>) async throws {
    let (kind, level) = (below(7), Int64(below(5)))
    let point = ContactPoint(.email(try EmailAddress("p\(below(4))@example.com")))
    let stage = one(of: [LifecycleStage.prospect, .customer])
    let zone = one(of: ["Europe/Kyiv", "Asia/Tokyo", nil])
    let flag = below(2) == 0
    try await directory.edit(id, by: author) { customer in
      switch kind {
      case 0: customer.tags = flag ? ["vip"] : []
      case 1: customer.stage = stage
      case 2: customer.language = flag ? "de" : nil
      case 3: customer.customFields["level"] = .integer(level)
      case 4: customer.contactPoints = flag ? [point] : []
      case 5: customer.timeZoneID = zone
      default:
        if customer.kind == .organisation { customer.organisation = OrganisationFacts(employees: Int(level) * 20) }
      }
    }
  }

  private func buy(_ id: Identifier<Customer>) async throws {
    let line = PurchaseLine(amount: Money(minorUnits: Int64(1 + below(400)), currency: one(of: [.eur, .usd])))
    let known = try store.page(Query<Purchase>()).items
    let date = clock.now - Double(below(20)) * 43_200
    if below(4) == 0, let old = known.first {
      // A correction by the system that handed it over.
      var corrected = old
      corrected.date = date
      var changes = ChangeSet()
      changes.update(corrected)
      try store.commit(changes)
    } else {
      try await directory.record(
        Purchase(
          id: directory.environment.id(), customer: id, date: date, currency: line.amount.currency, lines: [line]),
        by: author)
    }
  }

  private func relate(_ all: [Stored<Customer>]) async throws {
    let known = try store.page(Query<Relationship>()).items
    if below(3) == 0, let edge = known.first(where: { $0.validUntil == nil }) {
      let day = CalendarDay(clock.now, in: .gmt).adding(days: below(4))
      if let start = edge.validFrom, start >= day { return }
      try await directory.endRelationship(edge.id, on: day, by: author)
      return
    }
    guard let person = all.first(where: { $0.kind == .person }),
      let firm = all.last(where: { $0.kind == .organisation })
    else { return }
    let start = below(2) == 0 ? nil : CalendarDay(clock.now, in: .gmt).adding(days: below(6) - 2)
    try await directory.relate(person.id, .employeeOf, firm.id, by: author) { $0.validFrom = start }
  }

  private func delete(_ all: [Stored<Customer>]) async throws {
    var changes = ChangeSet()
    let purchases = try store.page(Query<Purchase>()).items
    let edges = try store.page(Query<Relationship>()).items
    switch below(3) {
    case 0: if all.count > 4 { changes.delete(one(of: all)) }
    case 1: if !purchases.isEmpty { changes.delete(one(of: purchases)) }
    default: if !edges.isEmpty { changes.delete(one(of: edges)) }
    }
    if changes.hasWrites { try store.commit(changes) }
  }

  func keep() async throws {
    _ = try await SegmentKeeper(directory).advance(budget: one(of: [1, 5, 1_000]))
  }

  /// Every membership is what the definition says now, and nothing is left to be done.
  func check(_ comment: Comment) async throws {
    let keeper = SegmentKeeper(directory)
    while try await keeper.advance(budget: one(of: [1, 7, 1_000])).hasMore {}
    let next = try await keeper.nextMoment()
    #expect(next.map { $0 > clock.now } ?? true, comment)
    for segment in try store.page(Query<Segment>()).items {
      for customer in try customers() {
        let verdict = try await directory.explain(customer.id, in: segment.id)
        let kept = try store.fetch(
          SegmentMembership.self, ids: [SegmentMembership.id(segment: segment.id, customer: customer.id)])[0]
        #expect(
          kept?.isMember ?? false == verdict.isMember,
          "\(comment): \(segment.name) \(customer.displayName) \(verdict.explanation?.description ?? "by hand")")
      }
    }
    let ids = Set(try customers().map(\.id))
    let members = try await store.all(Query<SegmentMembership>()).filter(\.isMember)
    #expect(store.isTruncated || members.allSatisfy { ids.contains($0.customer) }, comment)
  }

  /// Comings and goings alternate, and the last one is what is kept.
  func checkEvents(_ comment: Comment) async throws -> Int {
    try await check(comment)
    let ids = Set(try customers().map(\.id))
    var states: [Identifier<SegmentMembership>: Bool] = [:]
    var count = 0
    let names: Set<EventName> = [.segmentEntered, .segmentLeft]
    let events = try await store.all(Query<Event>()).map(\.record).filter { names.contains($0.name) }
    for event in events.sorted(by: { $0.id < $1.id }) {
      guard let customer = event.customer?.id(as: Customer.self), ids.contains(customer),
        case .reference(let reference) = event.properties["segment"], let segment = reference.id(as: Segment.self)
      else { continue }
      let id = SegmentMembership.id(segment: segment, customer: customer)
      let isIn = event.name == .segmentEntered
      #expect(states[id] ?? false != isIn, "\(comment): \(event.name) twice")
      states[id] = isIn
      count += 1
    }
    for (id, isIn) in states {
      let kept = try store.fetch(SegmentMembership.self, ids: [id])[0]
      #expect(kept?.isMember ?? false == isIn, comment)
    }
    return count
  }
}

extension InMemoryStore {
  /// Whether commits have been dropped.
  fileprivate var isTruncated: Bool { (try? history(after: nil, limit: 1)) == nil }
}
