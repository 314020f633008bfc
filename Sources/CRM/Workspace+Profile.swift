public import CRMCore
import Campaigns
import Consent
public import Customers
import Foundation
import Pipeline
import Service

extension Workspace {
  /// Everything about one customer on one page.
  ///
  /// A bounded number of store calls, whatever the size of the base and of the customer's history: at most 14 with all modules wired,
  /// each reading at most a page, and two more for each contact point beyond the first; see `ProfileTests`.
  ///
  /// - Parameters:
  ///   - id: the customer.
  ///   - limit: how many items each list has at most.
  /// - Throws: `StoreError` with code `notFound` if there is no such customer.
  public func profile(of id: Identifier<Customer>, limit: Int = 10) async throws -> CustomerProfile {
    let now = environment.now()
    guard let customer = try await customers.customer(id) else {
      throw StoreError(.notFound, records: [RecordReference(id)])
    }
    // Another one where the identifier is that of a customer who was merged.
    let id = customer.id
    var owner: StaffMember?
    if let ownerID = customer.owner { owner = try await store.get(ownerID)?.record }
    let followUps = try await customers.openFollowUps(about: id, limit: limit).items
    let deals = try await deals(of: id, limit: limit)
    let tickets = try await tickets(of: id, limit: limit)
    let today = CalendarDay(now, in: environment.timeZone)
    return CustomerProfile(
      customer: customer, displayName: customer.displayName, owner: owner,
      relationships: try await relationships(of: id, limit: limit),
      timeline: try await customers.timeline(of: id, limit: limit).items,
      followUps: followUps,
      purchases: try await store.page(Query(Purchase.byCustomer, id).descending().limited(to: limit)).items.map(
        \.record),
      deals: deals, tickets: tickets,
      permissions: try await permissions(of: customer),
      messages: try await messages(to: id, limit: limit),
      nextAction: CustomerProfile.nextAction(
        followUps: followUps, deals: deals.value, tickets: tickets.value, now: now, today: today),
      qualityFlags: CustomerProfile.qualityFlags(of: customer, owner: owner, now: now), date: now)
  }

  private func relationships(of id: Identifier<Customer>, limit: Int) async throws -> [CustomerProfile.Related] {
    let related = try await customers.relatedParties(of: id).prefix(limit)
    let parties = try await store.fetch(Customer.self, ids: related.map(\.party))
    return zip(related, parties).map { related, party in
      CustomerProfile.Related(party: related.party, name: party?.record.displayName, role: related.name)
    }
  }

  private func deals(of id: Identifier<Customer>, limit: Int) async throws -> ProfilePart<CustomerProfile.Deals> {
    guard let sales else { return .notWired }
    let page = try await sales.deals(with: id, limit: max(limit, 100))
    let open = page.items.filter { $0.status == .open }
    let won = page.items.filter { $0.status == .won }
    return .known(
      CustomerProfile.Deals(
        open: Array(open.prefix(limit)), won: won.count, lost: page.items.count { $0.status == .lost },
        openAmounts: Self.totals(open), wonAmounts: Self.totals(won), hasMore: page.next != nil))
  }

  /// One total per currency; amounts that cannot be added up are left out.
  private static func totals(_ deals: [Deal]) -> [Money] {
    var totals: [Currency: Money] = [:]
    for deal in deals {
      guard let amount = (try? deal.amount()) ?? nil else { continue }
      let sum = totals[amount.currency] ?? Money(minorUnits: 0, currency: amount.currency)
      totals[amount.currency] = (try? sum.adding(amount)) ?? sum
    }
    return totals.values.sorted { $0.currency.code < $1.currency.code }
  }

  private func tickets(of id: Identifier<Customer>, limit: Int) async throws -> ProfilePart<CustomerProfile.Tickets> {
    guard let service else { return .notWired }
    let unresolved = try await service.unresolved(of: id, limit: limit)
    let total = try await store.count(Query(Ticket.byRequester, id))
    return .known(CustomerProfile.Tickets(unresolved: unresolved, total: total))
  }

  private func permissions(of customer: Customer) async throws -> ProfilePart<[CustomerProfile.Permission]> {
    guard let consent else { return .notWired }
    var permissions: [CustomerProfile.Permission] = []
    for point in customer.contactPoints {
      permissions.append(
        CustomerProfile.Permission(contactPoint: point.canonical, state: try await consent.state(of: point.value)))
    }
    return .known(permissions)
  }

  private func messages(to id: Identifier<Customer>, limit: Int) async throws -> ProfilePart<[CampaignRecipient]> {
    guard let campaigns else { return .notWired }
    return .known(try await campaigns.messages(to: id, limit: limit))
  }
}
