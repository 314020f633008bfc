import CRMCore

extension SegmentMembership {
  /// The winner is in a segment if either was; the next evaluation looks at the united record.
  static let participant = RekeyingParticipant<SegmentMembership, Customer>(Reference("customer", \.customer)) {
    var membership = $0
    membership.customer = $1
    membership.id = id(segment: membership.segment, customer: $1)
    return membership
  } unite: { winners, losers in
    winners.isMember || !losers.isMember ? winners : losers
  }
}

extension SegmentOverride {
  /// Of two decisions by hand the later counts; of two at the same moment the one that puts the customer out.
  static let participant = RekeyingParticipant<SegmentOverride, Customer>(Reference("customer", \.customer)) {
    var decision = $0
    decision.customer = $1
    decision.id = id(segment: decision.segment, customer: $1)
    return decision
  } unite: { winners, losers in
    if winners.date != losers.date { return winners.date > losers.date ? winners : losers }
    return winners.isIncluded ? losers : winners
  }
}
