// The example of the page "Service": compiled and run as it stands there, with no other import of this package.
import Foundation
import Service
import Testing

@Suite struct ServiceDocExample {
  @Test func aTicketFromTheFirstWordToTheLast() async throws {
    let store = InMemoryStore()
    let desk = ServiceDesk(store: store)
    let agent = StaffMember(id: desk.environment.id(), name: "Ann")
    try await store.insert(agent)
    try await store.insert(
      ServiceLevelPolicy(
        id: desk.environment.id(), name: "Standard",
        targets: [
          ServiceTarget(.firstResponse, within: .hours(4)), ServiceTarget(.resolution, within: .hours(24)),
        ],
        calendar: WorkingCalendar(layers: [.weekly(["09:00-17:00"])])))

    let ticket = Ticket(
      id: desk.environment.id(), subject: "The printer is silent", priority: .high, createdAt: desk.environment.now(),
      by: .dataSubject)
    try await desk.open(ticket, firstMessage: "It does nothing.", by: .dataSubject)
    for promise in try await desk.serviceLevel(of: ticket) {
      print(promise.target.kind, promise.verdict, promise.due as Any)
    }

    do {
      try await desk.move(ticket.id, to: .solved, by: .system)
    } catch let refusal as TicketViolation {
      print(refusal.reasons.map { ServiceDesk.phrases.sentence(for: $0) })  // ["Nobody is assigned."]
    }
    try await desk.assign(ticket.id, to: agent.id, by: .system)
    let solved = try await desk.move(ticket.id, to: .solved, by: .system)
    #expect(solved.resolvedAt != nil)
  }
}
