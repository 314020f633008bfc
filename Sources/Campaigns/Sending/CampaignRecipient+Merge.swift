public import CRMCore
import Customers

extension CampaignDesk {
  /// How the audiences of campaigns follow a merge of customers; give them to the `CustomerDirectory`.
  public static let participants: [any Participant] = [
    // Nobody gets a message twice: of two places in one audience the one that has come further stays.
    RekeyingParticipant<CampaignRecipient, Customer>(Reference("customer", \.customer)) {
      var recipient = $0
      recipient.customer = $1
      recipient.id = CampaignRecipient.id(campaign: recipient.campaign, customer: $1)
      return recipient
    } unite: { winners, losers in
      guard losers.state.progress > winners.state.progress else { return winners }
      var recipient = losers
      recipient.id = winners.id
      return recipient
    }
  ]
}

extension CampaignRecipient.State {
  /// How far a message has come: one that has left, or may have, counts more than one that was refused, and that more than a wish.
  fileprivate var progress: Int {
    switch self {
    case .sent: 5
    case .unconfirmed: 4
    case .denied: 3
    case .failed: 2
    case .deferred: 1
    case .waiting: 0
    }
  }
}
