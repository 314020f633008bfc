public import CRMCore
public import Campaigns
public import Consent
public import Customers
public import Foundation
public import Pipeline
public import Service

/// Everything about one customer on one page: what a colleague needs before picking up the phone.
///
/// A value that encodes as it is, so that a front end can show it without another call. Lists are the first page of each.
public struct CustomerProfile: Hashable, Codable, Sendable {
  /// Who they are.
  public var customer: Customer
  /// The name to show.
  public var displayName: String
  /// Who looks after them.
  public var owner: StaffMember?
  /// The parties they have to do with, and how.
  public var relationships: [Related]
  /// What happened lately, the latest first.
  public var timeline: [Interaction]
  /// What is to be done, the most pressing first.
  public var followUps: [FollowUp]
  /// Their purchases, the latest first.
  public var purchases: [Purchase]
  /// Their deals.
  public var deals: ProfilePart<Deals>
  /// Their requests.
  public var tickets: ProfilePart<Tickets>
  /// What we may do.
  public var permissions: ProfilePart<[Permission]>
  /// What campaigns sent them, the latest first.
  public var messages: ProfilePart<[CampaignRecipient]>
  /// What to do next, and why; `nil` if nothing presses.
  public var nextAction: Reason?
  /// What is missing or doubtful in the record.
  public var qualityFlags: [Reason]
  /// When the page was read.
  public var date: Date

  /// A page with every part given.
  public init(
    customer: Customer, displayName: String, owner: StaffMember? = nil, relationships: [Related],
    timeline: [Interaction], followUps: [FollowUp], purchases: [Purchase], deals: ProfilePart<Deals>,
    tickets: ProfilePart<Tickets>, permissions: ProfilePart<[Permission]>, messages: ProfilePart<[CampaignRecipient]>,
    nextAction: Reason? = nil, qualityFlags: [Reason], date: Date
  ) {
    self.customer = customer
    self.displayName = displayName
    self.owner = owner
    self.relationships = relationships
    self.timeline = timeline
    self.followUps = followUps
    self.purchases = purchases
    self.deals = deals
    self.tickets = tickets
    self.permissions = permissions
    self.messages = messages
    self.nextAction = nextAction
    self.qualityFlags = qualityFlags
    self.date = date
  }

  /// A party they have to do with.
  public struct Related: Hashable, Codable, Sendable {
    /// The party.
    public var party: Identifier<Customer>
    /// The party's name; `nil` if the record is gone.
    public var name: String?
    /// What this customer is to the party, or the party to this customer, by stable name.
    public var role: String

    /// A value with every part given.
    public init(party: Identifier<Customer>, name: String? = nil, role: String) {
      self.party = party
      self.name = name
      self.role = role
    }
  }

  /// The deals on the page.
  public struct Deals: Hashable, Codable, Sendable {
    /// Open deals, the newest first.
    public var open: [Deal]
    /// How many of the latest deals were won and lost.
    public var won: Int
    /// See ``won``.
    public var lost: Int
    /// What the open deals are worth, by currency.
    public var openAmounts: [Money]
    /// What the won deals on the page brought, by currency.
    public var wonAmounts: [Money]
    /// Whether there are more deals than were read.
    public var hasMore: Bool

    /// A value with every part given.
    public init(open: [Deal], won: Int, lost: Int, openAmounts: [Money], wonAmounts: [Money], hasMore: Bool) {
      self.open = open
      self.won = won
      self.lost = lost
      self.openAmounts = openAmounts
      self.wonAmounts = wonAmounts
      self.hasMore = hasMore
    }
  }

  /// The requests on the page.
  public struct Tickets: Hashable, Codable, Sendable {
    /// Unresolved tickets, the latest first.
    public var unresolved: [Ticket]
    /// How many tickets the customer ever had.
    public var total: Int

    /// A value with every part given.
    public init(unresolved: [Ticket], total: Int) {
      self.unresolved = unresolved
      self.total = total
    }
  }

  /// What we may do at one contact point.
  public struct Permission: Hashable, Codable, Sendable {
    /// The contact point, as the canonical text that is looked up.
    public var contactPoint: String
    /// Where it stands, scope by scope.
    public var state: ConsentState

    /// A value with every part given.
    public init(contactPoint: String, state: ConsentState) {
      self.contactPoint = contactPoint
      self.state = state
    }
  }
}
