public import CRMCore
import Foundation

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

  /// The campaign parameters of an address (`utm_source`, `utm_medium`, `utm_campaign`, `utm_term`, `utm_content` …), by name without
  /// `utm_`; of two with the same name the first counts. O(length).
  public static func campaign(ofAddress address: String) -> [String: String] {
    guard let question = address.firstIndex(of: "?") else { return [:] }
    var parameters: [String: String] = [:]
    let query = address[address.index(after: question)...].prefix { $0 != "#" }
    for part in query.split(whereSeparator: { $0 == "&" || $0 == ";" }) {
      let pair = part.split(separator: "=", maxSplits: 1)
      guard pair.count == 2, pair[0].lowercased().hasPrefix("utm_") else { continue }
      let name = String(pair[0].lowercased().dropFirst(4))
      let text = String(pair[1]).replacing("+", with: " ")
      if !name.isEmpty, parameters[name] == nil { parameters[name] = text.removingPercentEncoding ?? text }
    }
    return parameters
  }
}
