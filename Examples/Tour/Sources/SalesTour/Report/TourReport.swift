public import CRM
public import Foundation

/// What the tour found, read from the store after it was closed and opened again. Encodes as one JSON object; money is a number
/// in units of ``currency``.
public struct TourReport: Encodable, Hashable, Sendable {
  /// How many deals an agent won and lost.
  public struct AgentFigures: Encodable, Hashable, Sendable {
    /// The agent's name.
    public var agent: String
    /// The name of the agent's manager.
    public var manager: String?
    /// The office.
    public var office: String?
    /// Deals won.
    public var won: Int
    /// Deals lost.
    public var lost: Int
    /// won ÷ (won + lost); JSON's null where nothing is decided.
    public var rate: Decimal?

    private enum CodingKeys: String, CodingKey { case agent, manager, office, won, lost, rate }

    /// Writes every key, null where there is no value.
    public func encode(to encoder: any Encoder) throws {
      var container = encoder.container(keyedBy: CodingKeys.self)
      try container.encode(agent, forKey: .agent)
      try container.encode(manager, forKey: .manager)
      try container.encode(office, forKey: .office)
      try container.encode(won, forKey: .won)
      try container.encode(lost, forKey: .lost)
      try container.encode(rate.map { NSDecimalNumber(decimal: $0).doubleValue }, forKey: .rate)
    }
  }

  /// What an account brought.
  public struct AccountFigures: Encodable, Hashable, Sendable {
    /// The account's name.
    public var account: String
    /// The worth of the deals won.
    public var wonRevenue: Decimal
    /// The number of deals won.
    public var deals: Int
  }

  /// Deals that hang, and what they are worth at list prices.
  public struct StalledFigures: Encodable, Hashable, Sendable {
    /// The number of deals.
    public var count: Int
    /// Their worth at list prices.
    public var value: Decimal

    /// So many deals.
    public init(count: Int, value: Decimal) {
      self.count = count
      self.value = value
    }
  }

  /// What became of a campaign's audience: permitted, denied and deferred make up all of it.
  public struct CampaignFigures: Encodable, Hashable, Sendable {
    /// Accounts in the audience.
    public var audience: Int
    /// Messages that were permitted and left.
    public var permitted: Int
    /// Messages that may not leave.
    public var denied: Int
    /// Messages that have to wait.
    public var deferred: Int
    /// Refused messages without a reason: none.
    public var unexplained = 0
    /// The reasons by code. One message may have several.
    public var reasons: [String: RefusalReason] = [:]
  }

  /// A reason why messages did not leave.
  public struct RefusalReason: Encodable, Hashable, Sendable {
    /// How many messages it concerns.
    public var recipients: Int
    /// The reason in words.
    public var sentence: String
  }

  /// The day that the report is told for.
  public var asOf: CalendarDay
  /// The currency of all amounts, by ISO code.
  public var currency: String
  /// Customers.
  public var accounts: Int
  /// Customers that belong to another one.
  public var subsidiaries: Int
  /// Staff who are members of a team.
  public var agents: Int
  /// Staff who lead a team.
  public var managers: Int
  /// Products in the catalogue.
  public var products: Int
  /// Deals, all together.
  public var deals: Int
  /// Deals won.
  public var won: Int
  /// Deals lost.
  public var lost: Int
  /// Deals still open.
  public var open: Int
  /// What the won deals brought.
  public var wonRevenue: Decimal
  /// Every agent, also those without deals, best rate first.
  public var winRateByAgent: [AgentFigures]
  /// The accounts with the most revenue won.
  public var topAccountsByWonRevenue: [AccountFigures]
  /// What the open deals are expected to bring: list price × won ÷ (won + lost) of the product.
  public var forecast: Decimal
  /// After how many days without a decision an engaged deal is stalled.
  public var stalledAfterDays: Int
  /// Deals that were engaged longer ago than that.
  public var stalledDeals: StalledFigures
  /// Rows that were repaired, by column and reason.
  public var repairedRows: [String: Int]
  /// Rows that were left out.
  public var rejectedRows: Int
  /// Everything about the account that brought most; JSON's null if nothing is won.
  public var profile: ProfileFigures?
  /// A campaign to all accounts.
  public var campaign: CampaignFigures
  /// Groups of accounts.
  public var segments: SegmentFigures?
  /// How well duplicates are found in generated bases of known truth.
  public var duplicates: [DuplicateFigures] = []
  /// The quality of the data.
  public var quality: QualityFigures?
  /// A person who asks for their data and has them erased.
  public var rights: RightsFigures?

  /// The report as one JSON object with sorted keys.
  ///
  /// - Throws: `EncodingError`.
  public func json() throws -> String {
    let encoder = JSONEncoder()
    encoder.outputFormatting = [.prettyPrinted, .sortedKeys, .withoutEscapingSlashes]
    return String(decoding: try encoder.encode(self), as: UTF8.self)
  }
}
