/// What a message is for. Every send names its class; there is no default, because the class decides which stops count.
public enum MessageClass: String, Codable, CaseIterable, Hashable, Sendable {
  /// Promotes something. Every stop counts.
  case marketing
  /// Part of something that the person asked for: a confirmation, an invoice, the answer to their question. Stops against
  /// marketing do not count; undeliverable, legal, restriction and erasure do, the last until the person is readmitted for a contract
  /// or by law. Promotional content makes it marketing.
  case transactional
  /// Concerns a service that the person uses without their having asked for this message: a reminder, a survey, an outage.
  /// Stops that cover its purpose count, a global one too.
  case service
  /// Warns of a danger or is demanded by law. The same stops count as for `transactional`.
  case securityLegal

  /// Whether stops against unwanted messages count.
  var heedsStops: Bool { self == .marketing || self == .service }
}

/// What kind of party owns a contact point.
public enum PartyKind: String, Codable, CaseIterable, Hashable, Sendable {
  /// A natural person.
  case individual
  /// A company, association or authority.
  case organisation
}
