import CRM
import Foundation

/// One day with a customer: what to do, a deal, a ticket, an opt-in, and everything on one page.
func firstDay(in directory: URL, environment: CRMEnvironment = .live) async throws -> CustomerProfile {
  let store = try await FileStore.open(at: directory, environment: environment)
  let digester = ContactDigester(insecureText: "use 32 random bytes of a key store instead")
  let crm = Workspace(store: store, digester: digester, environment: environment)
  let ann = Author(.staff, "ann")
  let now = environment.now()

  // A customer, and something to do.
  let address = try EmailAddress("kim@acme.example")
  let kim = try await crm.customers.create(.person, by: ann) {
    $0.personName = PersonName(given: "Kim", family: "Lee")
    $0.contactPoints = [ContactPoint(.email(address))]
  }
  try await crm.customers.addFollowUp(
    FollowUp(
      id: environment.id(), what: "Call about the offer", customer: kim.id, due: now + 86_400, createdAt: now),
    by: ann)

  // A deal, from the first contact to won.
  let sales = SalesDesk(store: store, environment: environment)
  let pipeline = SalesPipeline(
    id: environment.id(), name: "Machines",
    stages: [
      Stage("contact", name: "First contact", probability: 0.2),
      Stage("proposal", name: "Proposal", probability: 0.6, requirements: [.known(field: "deal.amount")]),
      Stage("won", name: "Won", category: .won),
      Stage("lost", name: "Lost", category: .lost),
    ])
  try await sales.add(pipeline, by: ann)
  let deal = try await sales.open("Two espresso machines", in: pipeline.id, currency: .eur, by: ann) {
    $0.customer = kim.id
  }
  do {
    try await sales.move(deal.id, to: "proposal", by: ann)
  } catch let refusal as MoveViolation {
    print(refusal.reasons.map { SalesDesk.phrases.sentence(for: $0) })  // ["deal.amount is needed."]
  }
  try await sales.edit(deal.id, by: ann) { $0.statedAmount = try Money("2999.00", .eur) }
  try await sales.move(deal.id, to: "proposal", by: ann)
  try await sales.move(deal.id, to: "won", by: ann)

  // A ticket.
  let service = ServiceDesk(store: store, environment: environment)
  let ticket = Ticket(
    id: environment.id(), subject: "One machine is silent", requester: kim.id, createdAt: now, by: .dataSubject)
  try await service.open(ticket, firstMessage: "It does nothing.", by: .dataSubject)

  // Permission to write to Kim.
  let ledger = ConsentLedger(store: store, digester: digester, environment: environment)
  try await ledger.optIn(
    .email(address), to: "marketing.news", through: .email,
    proof: .shown("Yes, send me news. I can stop at any time.", at: "https://shop.example/signup"), method: .form,
    by: .dataSubject)

  let profile = try await crm.profile(of: kim.id)
  try await store.close()
  return profile
}

/// The next morning: everything is there again.
func nextMorning(in directory: URL, of customer: Identifier<Customer>) async throws -> CustomerProfile {
  let store = try await FileStore.open(at: directory)
  let crm = Workspace(
    store: store, digester: ContactDigester(insecureText: "use 32 random bytes of a key store instead"))
  let profile = try await crm.profile(of: customer)
  try await store.close()
  return profile
}

/// Two verbs as one commit: the deal and the follow-up are both there, or neither is.
func openDealWithFollowUp(
  for customer: Identifier<Customer>, in pipeline: Identifier<SalesPipeline>, crm: Workspace, by author: Author
) async throws -> Deal {
  let sales = SalesDesk(store: crm.store, environment: crm.environment)
  return try await crm.store.perform {
    let now = crm.environment.now()
    var deal = try await sales.prepareOpen("Service contract", in: pipeline, currency: .eur, by: author) {
      $0.customer = customer
    }
    let call = FollowUp(
      id: crm.environment.id(), what: "Call about the contract", customer: customer, due: now, createdAt: now)
    deal.changes.append(try crm.customers.prepareAddFollowUp(call, by: author).changes)
    return deal
  }
}
