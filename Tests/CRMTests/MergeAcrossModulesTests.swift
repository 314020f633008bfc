import CRM
import CRMTesting
import Foundation
import Testing

/// Two customers with deals, tickets, files, permissions and campaigns become one and two again.
@Suite struct MergeAcrossModulesTests {
  private let me = Author(.staff, "rep")
  private let store = InMemoryStore(environment: .fixed())
  private let crm: Workspace

  init() {
    crm = Workspace(
      store: store, digester: ContactDigester(insecureText: "tests only"), environment: .fixed(seed: 7))
  }

  private func person(_ name: String, _ address: String) async throws -> Customer {
    try await crm.customers.create(.person, by: me) {
      $0.personName = PersonName(given: name)
      $0.contactPoints = [ContactPoint(.email(try EmailAddress(address)))]
    }
  }

  private func permissions(_ addresses: String...) async throws -> [ConsentState] {
    let consent = try #require(crm.consent)
    var states: [ConsentState] = []
    for address in addresses { states.append(try await consent.state(of: .email(try EmailAddress(address)))) }
    return states
  }

  @Test func everythingFollowsAndNoPermissionChanges() async throws {
    let winner = try await person("Ann", "ann@example.com")
    let loser = try await person("Anna", "anna@example.com")
    let consent = try #require(crm.consent)
    for address in ["ann@example.com", "anna@example.com"] {
      try await consent.optIn(
        .email(try EmailAddress(address)), to: "marketing.news", through: .email,
        proof: ConsentProof.shown("Yes.", at: "https://shop.example"), method: .form, by: .dataSubject)
    }
    try await consent.withdraw(.email(try EmailAddress("anna@example.com")), method: .form, by: .dataSubject)
    let pipeline = SalesPipeline(
      id: "pipeline", name: "Sales",
      stages: [
        Stage("new", name: "New"), Stage("won", name: "Won", category: .won),
        Stage("lost", name: "Lost", category: .lost),
      ])
    let sales = try #require(crm.sales)
    _ = try await sales.add(pipeline, by: me)
    let deal = try await sales.open("Deal", in: pipeline.id, currency: .eur, by: me) { deal in
      deal.customer = loser.id
      deal.parties = [DealParty(winner.id, .decisionMaker), DealParty(loser.id, .decisionMaker)]
    }
    let now = crm.environment.now()
    let ticket = Ticket(
      id: crm.environment.id(), subject: "T", requester: loser.id, createdAt: now, by: .dataSubject)
    try await crm.service?.open(ticket, by: .dataSubject)
    let file = AttachedFile(
      id: crm.environment.id(), owner: RecordReference(loser),
      attachment: Attachment(name: "f", mediaType: "text/plain", contents: [1]), addedAt: now)
    try await store.insert(file)
    try await crm.customers.log(
      Interaction(id: crm.environment.id(), customer: loser.id, kind: .call, date: now), by: me)
    let before = try await permissions("ann@example.com", "anna@example.com")

    let plan = try await crm.customers.planMerge(winner: winner.id, losers: [loser.id])
    let moved = Set(plan.effects.map(\.collection))
    #expect(
      moved.isSuperset(of: [Deal.collection, Ticket.collection, AttachedFile.collection, Interaction.collection]))
    #expect(plan.consequences.map(\.code) == [MergeReason.pointsUnited])
    let merge = try await crm.customers.apply(plan, by: me)
    let united = try #require(try await store.get(deal.id)?.record)
    #expect(united.customer == winner.id && united.parties.map(\.customer) == [winner.id], "no party twice")
    #expect(try await store.get(ticket.id)?.requester == winner.id)
    #expect(try await store.get(file.id)?.owner == RecordReference(winner))
    let profile = try await crm.profile(of: loser.id)
    #expect(profile.customer.id == winner.id && profile.timeline.count == 1)
    #expect(profile.permissions.value?.map(\.state) == before, "each point is stopped or permitted as it was")

    let split = try await crm.customers.unmerge(merge.id, by: me)
    #expect(split.winner == winner && split.losers == [loser])
    #expect(try await store.get(deal.id)?.record == deal)
    #expect(try await store.get(ticket.id)?.requester == loser.id)
    #expect(try await permissions("ann@example.com", "anna@example.com") == before, "nothing is lifted")
  }

  @Test func nobodyIsInOneAudienceTwiceAndLeavingOutIsKept() async throws {
    let winner = try await person("Ann", "ann@example.com")
    let loser = try await person("Anna", "anna@example.com")
    let now = crm.environment.now()
    let campaign: Identifier<Campaign> = "campaign"
    let waiting = CampaignRecipient(campaign: campaign, customer: winner.id, due: now, now: now)
    var sent = CampaignRecipient(campaign: campaign, customer: loser.id, due: now, now: now)
    sent.state = .sent
    try await store.insert(waiting)
    try await store.insert(sent)
    let plan = Campaign(
      id: "other", name: "Other", audience: CampaignAudience(added: [winner.id], leftOut: [loser.id]),
      context: MessageContext(.marketing, purpose: "marketing.news"), channel: .email, createdAt: now)
    try await store.insert(plan)
    let merge = try await crm.customers.apply(
      try await crm.customers.planMerge(winner: winner.id, losers: [loser.id]), by: me)
    let recipients = try await store.all(Query<CampaignRecipient>()).map(\.record)
    #expect(recipients.map(\.state) == [.sent] && recipients[0].id == waiting.id)
    #expect(try await store.get(plan.id)?.audience.leftOut == [winner.id])
    try await crm.customers.unmerge(merge.id, by: me)
    #expect(Set(try await store.all(Query<CampaignRecipient>()).map(\.record)) == [waiting, sent])
    #expect(try await store.get(plan.id)?.record == plan)
  }
}
