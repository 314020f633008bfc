public import CRMCore

/// Who began an interaction.
public enum InteractionDirection: String, Codable, Hashable, Sendable, CaseIterable {
  /// The customer.
  case inbound
  /// We.
  case outbound
  /// It was among ourselves: a note.
  case `internal`
}

/// How a customer felt.
public enum Sentiment: String, Codable, Hashable, Sendable, CaseIterable {
  /// Displeased.
  case negative
  /// Neither.
  case neutral
  /// Pleased.
  case positive
}

/// Somebody who took part in an interaction.
public struct InteractionParticipant: Hashable, Codable, Sendable {
  /// A customer or a member of staff.
  public var party: RecordReference
  /// In what role: `organiser`, `interpreter`.
  public var role: String?

  /// A participant.
  public init(_ party: RecordReference, role: String? = nil) {
    self.party = party
    self.role = role
  }
}

/// One page of our site looked at.
public struct WebVisit: Hashable, Codable, Sendable {
  /// The path or address of the page.
  public var page: String
  /// The page that the visitor came from.
  public var referrer: String?
  /// The campaign parameters of the address, by name without `utm_`.
  public var campaign: [String: String]
  /// The visit that the page belongs to.
  public var session: String?
  /// The device, by the identifier that the host gave it.
  public var device: String?

  /// A page looked at.
  public init(
    page: String, referrer: String? = nil, campaign: [String: String] = [:], session: String? = nil,
    device: String? = nil
  ) {
    self.page = page
    self.referrer = referrer
    self.campaign = campaign
    self.session = session
    self.device = device
  }
}
