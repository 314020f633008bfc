import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct EventSourceTests {
  private let now = CRMEnvironment.testStart
  private let store = InMemoryStore()
  private let source: EventSource
  private let anna = Subject(RecordReference(collection: "customers", id: Identifier<Sample>("anna").uuid))
  private let bert = Subject(RecordReference(collection: "customers", id: Identifier<Sample>("bert").uuid))

  init() { source = EventSource(store) }

  private func add(_ name: EventName, _ subject: Subject, daysAgo: Double, _ properties: [String: FieldValue] = [:])
    throws
  {
    let environment = CRMEnvironment.live
    let event = Event(
      id: environment.id(), name: name, about: subject.reference, customer: subject.reference,
      date: now - daysAgo * 86_400, author: .system, properties: properties)
    try store.commit(
      {
        var changes = ChangeSet()
        changes.insert(event)
        return changes
      }())
  }

  @Test func answersForManySubjectsFromTheStore() async throws {
    for day in [1.0, 40, 50] { try add("order", anna, daysAgo: day, ["kind": .choice("web")]) }
    try add("order", bert, daysAgo: 3)
    try add("visit", bert, daysAgo: 2)
    let all = HistoryTerms.events("order")
    let recent = HistoryTerms.events("order", within: .last(30, .day))
    let web = HistoryTerms.events("order", where: ["kind": .choice("web")])
    let moment = EvaluationMoment(now: now)
    for source in [source, EventSource(store, by: .about)] {
      let columns = try await source.columns([all.count, recent.count, web.last], of: [anna, bert], at: moment)
      func values(_ term: FieldTerm) -> [FieldValue?] { (0..<2).map { columns[term]?.value(at: $0) } }
      #expect(values(all.count) == [.integer(3), .integer(1)])
      #expect(values(recent.count) == [.integer(1), .integer(1)])
      #expect(values(web.last) == [.date(now - 86_400), nil])
    }
    let changes = try await source.nextChanges(of: [all.count, recent.count], for: anna, after: moment)
    // Yesterday's order leaves the last 30 days when the day 31 days after it begins.
    #expect(changes == [recent.count: Date("2026-12-21T00:00:00Z")])
  }

  /// Old events outside of every window are not read.
  @Test func onlyTheWindowIsRead() async throws {
    for day in 0..<500 { try add("order", anna, daysAgo: Double(day)) }
    let counting = CountingStore(store)
    let recent = HistoryTerms.events("order", within: .last(5, .day))
    let columns = try await EventSource(counting).columns(
      [recent.count], of: [anna], at: EvaluationMoment(now: now))
    #expect(columns[recent.count]?.value(at: 0) == .integer(6))
    #expect(counting.calls.page == 1)
  }

  @Test func aChangeTellsWhomItConcerns() async throws {
    try add("order", anna, daysAgo: 1)
    let commit = try #require(try store.history(after: nil, limit: 1).first)
    let change = try #require(commit.changes.first)
    let orders = HistoryTerms.events("order")
    #expect(try source.impact(of: change, on: orders.count) == .subjects([anna.reference]))
    #expect(try source.impact(of: change, on: HistoryTerms.events("visit").count) == .nobody)
    let state = HistoryTerms.events("visit").term(.stateSince, ["until": .text("order")])
    #expect(try source.impact(of: change, on: state) == .subjects([anna.reference]))
    #expect(
      try source.impact(of: ChangedRecord(RecordReference(Sample()), kind: .updated), on: orders.count) == .nobody)
    #expect(try source.impact(of: ChangedRecord(change.reference, kind: .deleted), on: orders.count) == .everybody)
  }
}
