public import Customers

extension CampaignDesk {
  /// Which records of this module somebody has to see to: campaigns that are neither finished nor cancelled.
  public static let bookSections: [BookSection] = [
    BookSection(Campaign.self) { $0.status != .finished && $0.status != .cancelled }
  ]
}
