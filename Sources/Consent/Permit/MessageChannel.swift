/// A channel as a type: what its addresses and its messages are, so that a permit for one channel does not fit a message of
/// another one. Hosts add their own.
public protocol MessageChannel: Sendable, SendableMetatype {
  /// How somebody is addressed.
  associatedtype Address: Hashable & Codable & Sendable
  /// What is sent, without the address: that comes from the permit.
  associatedtype Draft: MessageDraft
  /// The channel's name in the ledger.
  static var channel: Channel { get }
  /// The contact point that an address stands for; the ledger is asked for its digest.
  static func contactPoint(of address: Address) -> ContactPoint.Value
}

/// The content of a message, before it is known whether it may leave.
public protocol MessageDraft: Hashable, Codable, Sendable {
  /// Whether it promotes something; that makes any message marketing.
  var containsPromotion: Bool { get }
  /// Whether it has or does what a permit demands.
  func fulfils(_ obligation: Obligation) -> Bool
}
