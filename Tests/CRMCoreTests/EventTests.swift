import CRMCore
import CRMTesting
import Foundation
import Testing

@Suite struct EventTests {
  private static func start(plus milliseconds: Int64) -> Date {
    Date(millisecondsSince1970: 1_795_251_600_000 + milliseconds)
  }

  private func store() throws -> (InMemoryStore, [Event]) {
    let environment = CRMEnvironment.fixed()
    var generator = SeededGenerator(seed: 81)
    var events: [Event] = []
    for number in 0..<240 {
      events.append(
        Event(
          id: environment.id(), name: ["deal.won", "deal.wonder", "deal", "mail.opened"][number % 4],
          about: number % 5 == 0 ? nil : RecordReference(collection: "deals", id: Self.uuid(number % 3)),
          customer: number % 7 == 0 ? nil : RecordReference(collection: "customers", id: Self.uuid(10 + number % 4)),
          // Neighbours are one millisecond apart, so every millisecond has to count.
          date: Self.start(plus: Int64.random(in: 0..<120, using: &generator)),
          author: .system, properties: ["n": .integer(Int64(number))]))
    }
    return (try InMemoryStore(seeded: events), events)
  }

  private static func uuid(_ number: Int) -> UUID { Identifier<Van>(derivedFrom: "\(number)").uuid }

  private func inOrder(_ events: [Event]) -> [Identifier<Event>] {
    events.sorted { ($0.date, $0.id) < ($1.date, $1.id) }.map(\.id)
  }

  @Test func byCustomerAndTime() async throws {
    let (store, events) = try store()
    for number in 10..<14 {
      let mine = events.filter { $0.customer?.id == Self.uuid(number) }
      let found = try await store.all(Query(Event.byCustomer, Self.uuid(number))).map(\.id)
      #expect(found == inOrder(mine) && found.count > 40)
      let from = Self.start(plus: 30)
      let before = Self.start(plus: 77)
      let window = Query(Event.byCustomer, Self.uuid(number)).from(from).before(before)
      let inside = try await store.all(window.descending()).map(\.id)
      #expect(inside == inOrder(mine.filter { $0.date >= from && $0.date < before }).reversed())
      #expect(try store.count(window) == inside.count)
    }
  }

  @Test func byAboutAndTime() async throws {
    let (store, events) = try store()
    let deal = RecordReference(collection: "deals", id: Self.uuid(1))
    let found = try await store.all(Query(Event.byAbout, deal)).map(\.id)
    #expect(found == inOrder(events.filter { $0.about == deal }) && found.count == 64)
    let other = RecordReference(collection: "deal", id: deal.id)
    #expect(try store.count(Query(Event.byAbout, other)) == 0)
  }

  @Test func byNameAndTime() async throws {
    let (store, events) = try store()
    for name in ["deal.won", "deal.wonder", "deal", "mail.opened"] {
      let found = try await store.all(Query(Event.byName, ExactText(name))).map(\.id)
      #expect(found == inOrder(events.filter { $0.name.rawValue == name }) && found.count == 60)
    }
    let through = Self.start(plus: 50)
    let query = Query(Event.byCustomerAndName, Self.uuid(11), ExactText("mail.opened")).through(through)
    let expected = events.filter {
      $0.customer?.id == Self.uuid(11) && $0.name == "mail.opened" && $0.date <= through
    }
    let found = try await store.all(query).map(\.id)
    #expect(found == inOrder(expected))
  }

  @Test func isFoundThroughItsReferences() async throws {
    let (store, events) = try store()
    let customer = RecordReference(collection: "customers", id: Self.uuid(12))
    let reference = try #require(Event.references.first { $0.name == "customer" })
    #expect(try store.count(Query(reference, to: customer)) == events.filter { $0.customer == customer }.count)
    var event = try #require(events.first { $0.customer == customer })
    let survivor = RecordReference(collection: "customers", id: Self.uuid(99))
    reference.repoint(&event, from: customer, to: survivor)
    #expect(event.customer == survivor)
  }

  @Test func jsonRoundTrip() throws {
    let (_, events) = try store()
    let decoded = try JSONDecoder().decode([Event].self, from: JSONEncoder().encode(events))
    #expect(decoded == events)
  }
}
