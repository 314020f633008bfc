import CRM
public import Foundation

extension TourReport {
  /// The profile of one customer, as far as the tour shows it.
  public struct ProfileFigures: Encodable, Hashable, Sendable {
    /// A party that the customer has to do with.
    public struct Related: Encodable, Hashable, Sendable {
      /// The party's name.
      public var name: String
      /// What the customer is to it, or it to the customer.
      public var role: String
    }

    /// The name.
    public var name: String
    /// The line of business.
    public var industry: String?
    /// People employed.
    public var employees: Int?
    /// Revenue of the last year, in units of the report's currency.
    public var annualRevenue: Decimal?
    /// The country of the office.
    public var country: String?
    /// How far the relationship has come.
    public var stage: String
    /// Parents and subsidiaries.
    public var relationships: [Related]
    /// Deals won among the latest ones.
    public var wonDeals: Int
    /// Deals lost among the latest ones.
    public var lostDeals: Int
    /// Open deals among the latest ones, by name; the first ten.
    public var openDeals: [String]
    /// What the open ones of them are worth.
    public var openAmount: Decimal
    /// Whether there are more deals than these.
    public var hasMoreDeals: Bool
    /// Requests without a solution.
    public var unresolvedTickets: Int
    /// What was allowed: channel, purpose and standing.
    public var permissions: [String]
    /// What campaigns sent or did not send, by state.
    public var messages: [String: Int]
    /// What to do next.
    public var nextAction: String?
    /// What is missing or doubtful in the record.
    public var qualityFlags: [String]

    init(_ profile: CustomerProfile) {
      let facts = profile.customer.organisation
      let phrases = Workspace.phrases
      let deals = profile.deals.value
      name = profile.displayName
      industry = facts?.industry
      employees = facts?.employees
      annualRevenue = facts?.annualRevenue?.decimal
      country = profile.customer.customFields[AccountImport.country]
      stage = profile.customer.stage.rawValue
      relationships = profile.relationships.map { Related(name: $0.name ?? $0.party.description, role: $0.role) }
        .sorted { ($0.role, $0.name) < ($1.role, $1.name) }
      wonDeals = deals?.won ?? 0
      lostDeals = deals?.lost ?? 0
      openDeals = (deals?.open ?? []).map(\.name)
      openAmount = deals?.openAmounts.first?.decimal ?? 0
      hasMoreDeals = deals?.hasMore ?? false
      unresolvedTickets = profile.tickets.value?.unresolved.count ?? 0
      permissions = (profile.permissions.value ?? []).flatMap(\.state.entries).map { entry in
        let parts = [entry.scope.channel?.rawValue, entry.scope.purpose?.rawValue, entry.status.rawValue]
        return parts.compactMap { $0 }.joined(separator: " ")
      }
      messages = [:]
      for message in profile.messages.value ?? [] { messages[message.state.rawValue, default: 0] += 1 }
      nextAction = profile.nextAction.map { phrases.sentence(for: $0) }
      qualityFlags = profile.qualityFlags.map { phrases.sentence(for: $0) }
    }
  }
}
