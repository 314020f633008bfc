import CRMTesting
import Customers
import Foundation
import Testing

@Suite struct TimelineTests {
  private let author = Author.system
  private let now = CRMEnvironment.testStart

  private func setUp(seed: UInt64 = 1) async throws -> (CountingStore, CustomerDirectory, [Identifier<Customer>]) {
    let environment = CRMEnvironment.fixed(seed: seed)
    let store = CountingStore(InMemoryStore(environment: environment))
    let directory = CustomerDirectory(store: store, environment: environment)
    var ids: [Identifier<Customer>] = []
    for name in ["Acme", "Bolt"] {
      ids.append(try await directory.create(.organisation, by: author) { $0.legalName = name }.id)
    }
    return (store, directory, ids)
  }

  private func read(
    _ directory: CustomerDirectory, _ customer: Identifier<Customer>, _ filter: TimelineFilter, limit: Int
  ) async throws -> [Interaction] {
    var all: [Interaction] = []
    var cursor: PageCursor?
    repeat {
      let page = try await directory.timeline(of: customer, filter, limit: limit, after: cursor)
      #expect(page.items.count <= limit)
      all += page.items
      cursor = page.next
    } while cursor != nil
    return all
  }

  @Test func aTimelineIsReadNewestFirstInPagesWithFilters() async throws {
    let kinds: [InteractionKind] = [.call, .email, .note]
    for seed in UInt64(1)...12 {
      var generator = SeededGenerator(seed: seed)
      let (_, directory, customers) = try await setUp(seed: seed)
      var expected: [Interaction] = []
      for number in 0..<60 {
        // Few moments, so that many contacts fall on the same one.
        let date = now.addingTimeInterval(Double(Int.random(in: 0..<20, using: &generator)))
        let kind = kinds[Int.random(in: 0..<3, using: &generator)]
        let customer = customers[Int.random(in: 0..<2, using: &generator)]
        let interaction = Interaction(
          id: Identifier(derivedFrom: "i", "\(number)"), customer: customer, kind: kind, date: date)
        try await directory.log(interaction, by: author)
        if customer == customers[0] { expected.append(interaction) }
      }
      expected.sort { ($0.date, $0.id) > ($1.date, $1.id) }
      let limit = Int.random(in: 1...9, using: &generator)
      let from = now.addingTimeInterval(5)
      let before = now.addingTimeInterval(15)
      let filters = [
        TimelineFilter(), TimelineFilter(from: from, before: before), TimelineFilter(kinds: [.call]),
        TimelineFilter(kinds: [.email, .note]), TimelineFilter(kinds: [.call, .note], from: from, before: before),
      ]
      for filter in filters {
        let found = try await read(directory, customers[0], filter, limit: limit)
        let wanted = expected.filter { interaction in
          (filter.kinds.isEmpty || filter.kinds.contains(interaction.kind))
            && (filter.from.map { interaction.date >= $0 } ?? true)
            && (filter.before.map { interaction.date < $0 } ?? true)
        }
        #expect(found == wanted, "seed \(seed), \(filter)")
      }
    }
  }

  @Test func aPageCostsOneReadHoweverLongTheTimelineIs() async throws {
    let (store, directory, customers) = try await setUp()
    for number in 0..<200 {
      let date = now.addingTimeInterval(Double(number))
      try await directory.log(
        Interaction(id: Identifier(derivedFrom: "\(number)"), customer: customers[0], kind: .note, date: date),
        by: author)
    }
    store.reset()
    let page = try await directory.timeline(of: customers[0], limit: 10)
    #expect(page.items.first?.date == now.addingTimeInterval(199))
    #expect(store.calls.reads == 1)
  }

  @Test func contactAndEventAreOneCommitAndAHandOverIsNotRepeated() async throws {
    let (store, directory, customers) = try await setUp()
    let call = Interaction(
      id: "call", customer: customers[0], kind: .call, direction: .outbound, date: now, duration: 60,
      outcome: "reached",
      foreignKey: ForeignKey("c1", in: "pbx"))
    let again = Interaction(
      id: "again", customer: customers[0], kind: .call, date: now, foreignKey: ForeignKey("c1", in: "pbx"))
    try await directory.log(call, by: author)
    #expect(try await directory.log(again, by: author) == call)
    let events = try await store.page(Query(Event.byName, ExactText("interaction.logged"))).items
    #expect(events.count == 1)
    #expect(events.first?.properties["outcome"] == .text("reached"))
    #expect(events.first?.about == RecordReference(call))
    let last = try #require(try await store.history(after: nil, limit: 100).last)
    #expect(try last.records(of: Interaction.self) == [call])
    #expect(try last.records(of: Event.self).count == 1)
  }

  @Test func participantsFindTheContactOnTheirTimelines() async throws {
    let (_, directory, customers) = try await setUp()
    let meeting = Interaction(
      id: "m", customer: customers[0], kind: .meeting, date: now,
      participants: [InteractionParticipant(RecordReference(customers[1]), role: "interpreter")])
    try await directory.log(meeting, by: author)
    for customer in customers { #expect(try await directory.timeline(of: customer).items == [meeting]) }
  }

  @Test func aContactWithNobodyOrOfNegativeLengthIsRefused() async throws {
    let (_, directory, customers) = try await setUp()
    await #expect(throws: StoreError.self) {
      try await directory.log(Interaction(id: "x", customer: "nobody", kind: .note, date: now), by: author)
    }
    await #expect(throws: ValidationError.self) {
      try await directory.log(
        Interaction(id: "x", customer: customers[0], kind: .note, date: now, duration: -1), by: author)
    }
  }

  @Test func aPageOfATimelineReadsThePageAndNoMore() async throws {
    let (store, directory, customers) = try await setUp()
    let subject = RecordReference(collection: "deals", id: UUID())
    for number in 0..<90 {
      let kind: InteractionKind = [.call, .email, .note][number % 3]
      try await directory.log(
        Interaction(
          id: Identifier(derivedFrom: "i", "\(number)"), customer: customers[0], kind: kind,
          date: now.addingTimeInterval(Double(number)), subject: number % 2 == 0 ? subject : nil), by: author)
    }
    func reads(_ work: () async throws -> Page<Interaction>) async throws -> (calls: Int, records: Int) {
      store.reset()
      let page = try await work()
      #expect(page.items.count == 10 && page.next != nil)
      return (store.calls.reads, store.calls.records)
    }
    let plain = try await reads { try await directory.timeline(of: customers[0], limit: 10) }
    #expect(plain == (1, 10))
    let windowed = try await reads {
      try await directory.timeline(
        of: customers[0], TimelineFilter(from: now, before: now.addingTimeInterval(60)), limit: 10)
    }
    #expect(windowed == (1, 10))
    let filtered = try await reads {
      try await directory.timeline(of: customers[0], TimelineFilter(kinds: [.call, .note]), limit: 10)
    }
    #expect(filtered == (2, 20))
    let about = try await reads { try await directory.timeline(about: subject, limit: 10) }
    #expect(about == (1, 10))
  }

  @Test func campaignParametersAreReadFromAnAddress() {
    let address =
      "https://acorn.com/p?x=1&utm_source=news%20letter&UTM_Medium=e+mail&utm_source=b&utm_=c&utm_term#utm_content=z"
    #expect(WebVisit.campaign(ofAddress: address) == ["source": "news letter", "medium": "e mail"])
    #expect(WebVisit.campaign(ofAddress: "https://acorn.com/").isEmpty)
  }
}
