import CRM
import CRMTesting
import Foundation
import Testing

/// The book of one who leaves over all modules: open business goes, what is closed stays.
@Suite struct WorkspaceBooksTests {
  @Test func openBusinessOfAllModulesIsHandedOver() async throws {
    let environment = CRMEnvironment.fixed()
    let now = environment.now()
    let store = InMemoryStore(environment: environment)
    let notifier = InMemoryNotifier()
    let crm = Workspace(store: store, notifier: notifier, environment: environment)
    let anna: Identifier<StaffMember> = "anna"
    let author = Author(.staff, "chief")
    var changes = ChangeSet()
    for id in [anna, "bert"] { changes.insert(StaffMember(id: id, name: id.description)) }
    let open = Stage("new", name: "New")
    let won = Stage("won", name: "Won", category: .won)
    for (number, stage) in [open, won, open].enumerated() {
      changes.insert(
        Deal(
          id: Identifier(derivedFrom: "\(number)"), name: "Deal", pipeline: "sales",
          history: StageHistory(startingIn: stage, at: now, by: author), owner: anna, currency: .eur))
    }
    for status in [LeadStatus.new, .converted] {
      changes.insert(Lead(id: Identifier(derivedFrom: status.rawValue), status: status, owner: anna, createdAt: now))
    }
    for status in [TicketStatus.new, .closed] {
      changes.insert(
        Ticket(
          id: Identifier(derivedFrom: status.name), subject: "Help", status: status, assignee: anna,
          createdAt: now,
          by: author))
    }
    try store.commit(changes)
    let books = crm.books()
    #expect(try await books.open(of: anna) == [Deal.collection: 2, Lead.collection: 1, Ticket.collection: 1])
    let acme = try await crm.customers.create(.organisation, by: author) { $0.legalName = "Acme" }
    let firms = Segment(
      id: "firms", name: "firms", condition: Customer.fields.kind == .organisation, createdAt: now)
    try await crm.customers.define(firms, by: author)
    let handOver = try await books.start(handOverOf: anna, to: .staff("bert"), by: author)
    // The workspace's heartbeat does it, as well as what else is due.
    let call = FollowUp(id: "call", kind: .call, what: "Call", owner: "bert", due: now, createdAt: now)
    try await crm.customers.addFollowUp(call, by: author)
    while try await crm.heartbeat().advance(now: now, budget: WorkBudget(items: 3)).hasMore {}
    #expect(try await store.require(handOver.id).total == 4)
    #expect(notifier.notices.map(\.recipient) == [.staff("bert")])
    #expect(try await books.inactiveOwners().isEmpty)
    #expect(try await crm.customers.members(of: firms.id).items.map(\.customer) == [acme.id])
    // What the works write themselves makes no further work.
    let position = try await crm.store.position()
    #expect(try await crm.heartbeat().advance(now: now).items == 0)
    #expect(try await crm.store.position() == position)
    let deals = try store.page(Query<Deal>()).items.map(\.owner)
    #expect(deals.filter { $0 == anna }.count == 1 && deals.filter { $0 == "bert" }.count == 2)
    #expect(try store.page(Query<Ticket>()).items.filter { $0.assignee == anna }.map(\.status) == [.closed])
  }
}
