public import CRMCore
public import Customers
public import Foundation

/// One customer in the audience of a campaign, and what became of the message: the queue of the campaign and its record.
///
/// Its identity is derived from campaign and customer, so that nobody is in an audience twice. It holds a wish to send, never a
/// permit: permission is asked when the message leaves.
public struct CampaignRecipient: Record {
  /// `campaignRecipients`.
  public static let collection: CollectionName = "campaignRecipients"

  /// By campaign and state, then by the moment something is due.
  public static let byState = Index<CampaignRecipient>("state") { recipient in
    IndexKey(recipient.campaign, ExactText(recipient.state.rawValue), recipient.due)
  }
  /// By customer, then by time: what somebody got.
  public static let byCustomer = Index<CampaignRecipient>("customer") { IndexKey($0.customer, $0.updatedAt) }

  /// The declared indexes.
  public static var indexes: [Index<CampaignRecipient>] { [byState, byCustomer] }
  /// The campaign and the customer.
  public static var references: [Reference<CampaignRecipient>] {
    [Reference("campaign", \.campaign), Reference("customer", \.customer)]
  }

  /// What became of a message.
  public enum State: String, Codable, Sendable, CaseIterable {
    /// To be decided at ``CampaignRecipient/due``.
    case waiting
    /// Decided: later, at ``CampaignRecipient/due``.
    case deferred
    /// Handed to the transport.
    case sent
    /// It may not leave; the reasons say why.
    case denied
    /// It cannot leave: no contact point, a field is missing, the transport refused it.
    case failed
    /// Authorised, but not known to have left; never sent again by itself.
    case unconfirmed

    /// Whether nothing more will happen by itself.
    public var isFinal: Bool { self != .waiting && self != .deferred }
  }

  /// Derived from campaign and customer.
  public var id: Identifier<CampaignRecipient>
  /// The campaign.
  public var campaign: Identifier<Campaign>
  /// The customer.
  public var customer: Identifier<Customer>
  /// What became of the message.
  public var state: State
  /// When something is to be done.
  public var due: Date
  /// Why it was denied, deferred or failed.
  public var reasons: [Reason]
  /// The provider's name for the message.
  public var receipt: String?
  /// When the state last changed.
  public var updatedAt: Date

  /// Somebody in an audience whose message is still to be decided.
  public init(campaign: Identifier<Campaign>, customer: Identifier<Customer>, due: Date, now: Date) {
    id = Self.id(campaign: campaign, customer: customer)
    self.campaign = campaign
    self.customer = customer
    state = .waiting
    self.due = due
    reasons = []
    updatedAt = now
  }

  /// The identity of a customer in the audience of a campaign.
  public static func id(
    campaign: Identifier<Campaign>, customer: Identifier<Customer>
  ) -> Identifier<CampaignRecipient> {
    Identifier(derivedFrom: "campaign.recipient", campaign.description, customer.description)
  }

  /// The codes of reasons that are the campaign's own; those of the permission come from the module Consent.
  public enum Code {
    /// There is no contact point on the channel.
    public static let noContactPoint: ReasonCode = "campaign.noContactPoint"
    /// The text needs a field that is missing; `field`.
    public static let missingField: ReasonCode = "campaign.missingField"
    /// The transport refused the message; `code`.
    public static let transportRefused: ReasonCode = "campaign.transportRefused"
    /// The customer no longer exists.
    public static let customerGone: ReasonCode = "campaign.customerGone"
    /// The draft lacks what the permission demands; `obligation`.
    public static let obligationUnmet: ReasonCode = "campaign.obligationUnmet"
    /// The campaign was over before the message could leave.
    public static let campaignOver: ReasonCode = "campaign.over"
    /// It is not known whether the message left.
    public static let unconfirmed: ReasonCode = "campaign.unconfirmed"
    /// The message could not be handed over in time, or the store failed.
    public static let interrupted: ReasonCode = "campaign.interrupted"
  }
}
