public import CRMCore
import Customers
import Foundation

extension CampaignRecipient {
  /// That somebody was in an audience goes with them. That and why a message left stays in its authorisation, by digest.
  public static var personalData: PersonalData<CampaignRecipient>? {
    PersonalData(.marketing, about: ["customer"], unrelated: ["campaign"], obtained: \.updatedAt)
  }
}

extension Campaign {
  /// A campaign may name customers that were added or left out by hand.
  public static var personalData: PersonalData<Campaign>? {
    PersonalData(
      .marketing,
      mentions: [
        PersonalDataMention("added") { campaign, subject in
          campaign.audience.added.removeAll { RecordReference($0) == subject }
        },
        PersonalDataMention("leftOut") { campaign, subject in
          campaign.audience.leftOut.removeAll { RecordReference($0) == subject }
        },
        PersonalDataMention("owner") { campaign, subject in
          if campaign.owner.map({ RecordReference($0) }) == subject { campaign.owner = nil }
        },
      ],
      unrelated: ["parent", "include", "exclude"], obtained: \.createdAt)
  }
}
