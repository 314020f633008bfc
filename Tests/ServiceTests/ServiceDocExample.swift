import Foundation
import Service

/// A ticket from the first word to the last.
func silentPrinter(environment: CRMEnvironment = .live) async throws -> (solved: Ticket, refusal: [String]) {
  // The ports: where records live, and time. Both are yours to replace.
  let store = InMemoryStore(environment: environment)
  let desk = ServiceDesk(store: store, environment: environment)
  let agent = StaffMember(id: environment.id(), name: "Ann")
  try await store.insert(agent)

  // What is promised: an answer within four working hours, a solution within three working days of eight hours.
  try await store.insert(
    ServiceLevelPolicy(
      id: environment.id(), name: "Standard",
      targets: [ServiceTarget(.firstResponse, within: .hours(4)), ServiceTarget(.resolution, within: .hours(24))],
      calendar: WorkingCalendar(layers: [.weekly(["09:00-17:00"])])))

  // Somebody asks.
  let ticket = Ticket(
    id: environment.id(), subject: "The printer is silent", priority: .high, createdAt: environment.now(),
    by: .dataSubject)
  try await desk.open(ticket, firstMessage: "It does nothing.", by: .dataSubject)
  for promise in try await desk.serviceLevel(of: ticket) {
    print(promise.target.kind, promise.verdict, promise.due as Any)
  }

  // A ticket of nobody cannot be solved, and the refusal says everything that is in the way.
  var refusal: [String] = []
  do {
    try await desk.move(ticket.id, to: .solved, by: .system)
  } catch let violation as TicketViolation {
    refusal = violation.reasons.map { ServiceDesk.phrases.sentence(for: $0) }  // ["Nobody is assigned."]
  }
  try await desk.assign(ticket.id, to: agent.id, by: .system)

  // An answer stops the first clock, the solution the second one.
  try await desk.add(
    TicketArticle(
      id: environment.id(), ticket: ticket.id, direction: .toCustomer, author: Author(.staff, "ann"), channel: .email,
      body: "Please check the plug.", date: environment.now()))
  let solved = try await desk.move(ticket.id, to: .solved, by: Author(.staff, "ann"))
  return (solved, refusal)
}
