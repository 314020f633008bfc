public import CRMCore

/// What became of a campaign's audience: every member is in exactly one state, and every one that got nothing has a reason.
public struct CampaignReport: Hashable, Codable, Sendable {
  /// The number of customers in the audience.
  public var audience = 0
  /// By state.
  public var states: [CampaignRecipient.State: Int] = [:]
  /// By code of the reason: how many recipients it concerns. One recipient may have several.
  public var reasons: [ReasonCode: Int] = [:]

  /// An empty report.
  public init() {}

  /// The report over some recipients. O(n).
  public init(_ recipients: some Sequence<CampaignRecipient>) {
    for recipient in recipients { add(recipient) }
  }

  /// Counts one recipient.
  public mutating func add(_ recipient: CampaignRecipient) {
    audience += 1
    states[recipient.state, default: 0] += 1
    for code in Set(recipient.reasons.map(\.code)) { reasons[code, default: 0] += 1 }
  }

  /// The number in a state.
  public subscript(state: CampaignRecipient.State) -> Int { states[state] ?? 0 }

  /// How many messages were permitted: those that left, and those of which it is not known.
  public var permitted: Int { self[.sent] + self[.unconfirmed] }
  /// How many may or can not leave.
  public var denied: Int { self[.denied] + self[.failed] }
  /// How many are still to be decided, or decided for later.
  public var deferred: Int { self[.deferred] + self[.waiting] }
}

extension CampaignRecipient.State: CodingKeyRepresentable {}
