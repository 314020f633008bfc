public import Foundation

/// How somebody first came into touch with us, as it was observed; never changed by later visits.
public struct Attribution: Hashable, Codable, Sendable {
  /// When.
  public var date: Date
  /// Where from: the host name of the referring page, a newsletter, a shop.
  public var source: String?
  /// By what means: `cpc`, `email`, `organic`.
  public var medium: String?
  /// The campaign's code.
  public var campaign: String?
  /// The search term.
  public var term: String?
  /// Which of several advertisements.
  public var content: String?
  /// The first page or place.
  public var landing: String?

  /// An observed first touch.
  public init(
    date: Date, source: String? = nil, medium: String? = nil, campaign: String? = nil, term: String? = nil,
    content: String? = nil, landing: String? = nil
  ) {
    self.date = date
    self.source = source
    self.medium = medium
    self.campaign = campaign
    self.term = term
    self.content = content
    self.landing = landing
  }
}
