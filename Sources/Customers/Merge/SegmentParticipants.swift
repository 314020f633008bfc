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

extension SegmentWatch {
  /// The winner is watched for what both were, until the next evaluation works it out anew.
  static let participant = RekeyingParticipant<SegmentWatch, Customer>(Reference("customer", \.customer)) {
    SegmentWatch(customer: $1, moments: $0.moments, contacts: $0.contacts)
  } unite: { winners, losers in
    var watch = winners
    for moment in losers.moments where !watch.moments.contains(where: { $0.segment == moment.segment }) {
      watch.moments.append(moment)
    }
    watch.moments.sort { $0.segment < $1.segment }
    for contact in losers.contacts where !watch.contacts.contains(contact) { watch.contacts.append(contact) }
    return watch
  }
}
