public import Foundation

/// Whether a contact point is known to reach the party.
public enum Verification: Hashable, Sendable {
  /// Nobody has checked.
  case unverified
  /// A check was begun (a link or code was sent) and has not been answered.
  case pending(since: Date)
  /// The party answered a check.
  case verified(at: Date)
  /// A message came back for good.
  case bounced(at: Date)

  /// When the state was reached; nil for unverified.
  public var date: Date? {
    switch self {
    case .unverified: nil
    case .pending(let date), .verified(let date), .bounced(let date): date
    }
  }

  /// Whether the party answered a check.
  public var isVerified: Bool {
    if case .verified = self { true } else { false }
  }

  /// Whether messages come back.
  public var isBounced: Bool {
    if case .bounced = self { true } else { false }
  }

  /// The later of two states of one point; at the same moment the more cautious. A request that is still pending never
  /// replaces a result.
  func later(of other: Verification) -> Verification {
    rank > other.rank ? self : other.rank > rank ? other : self
  }

  private var rank: (Int, Date, Int) {
    switch self {
    case .unverified: (0, .distantPast, 0)
    case .pending(let date): (0, date, 1)
    case .verified(let date): (1, date, 2)
    case .bounced(let date): (1, date, 3)
    }
  }
}

extension Verification: Codable {
  private enum CodingKeys: String, CodingKey { case state, at }
  private enum State: String, Codable { case unverified, pending, verified, bounced }

  /// Reads `{"state":"verified","at":…}`.
  ///
  /// - Throws: a decoding error, also when a moment is missing.
  public init(from decoder: any Decoder) throws {
    let container = try decoder.container(keyedBy: CodingKeys.self)
    switch try container.decode(State.self, forKey: .state) {
    case .unverified: self = .unverified
    case .pending: self = .pending(since: try container.decode(Date.self, forKey: .at))
    case .verified: self = .verified(at: try container.decode(Date.self, forKey: .at))
    case .bounced: self = .bounced(at: try container.decode(Date.self, forKey: .at))
    }
  }

  /// Writes `{"state":"verified","at":…}`.
  public func encode(to encoder: any Encoder) throws {
    var container = encoder.container(keyedBy: CodingKeys.self)
    let state: State =
      switch self {
      case .unverified: .unverified
      case .pending: .pending
      case .verified: .verified
      case .bounced: .bounced
      }
    try container.encode(state, forKey: .state)
    try container.encodeIfPresent(date, forKey: .at)
  }
}

/// Where a contact point comes from, for the record and for answering "where did you get my address?".
public struct ContactProvenance: Hashable, Codable, Sendable {
  /// The system, form or list, such as "web form" or "import 2026-03".
  public var source: String
  /// The record or event in that system; nil when it has none.
  public var reference: String?
  /// When it was obtained; nil when nobody knows.
  public var obtainedAt: Date?

  /// A provenance.
  public init(source: String, reference: String? = nil, obtainedAt: Date? = nil) {
    self.source = source
    self.reference = reference
    self.obtainedAt = obtainedAt
  }
}
