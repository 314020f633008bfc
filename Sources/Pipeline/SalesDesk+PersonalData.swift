public import CRMCore
import Consent
import Customers
import Foundation

extension Deal {
  /// A won deal belongs to the books: it stays for ten calendar years with what was sold and to which number, without words about the
  /// person. Every other deal stays as a figure that leads to nobody.
  public static var personalData: PersonalData<Deal>? {
    PersonalData(
      .transaction, about: ["customer"],
      mentions: [
        PersonalDataMention("parties") { deal, subject in
          deal.parties.removeAll { RecordReference($0.customer) == subject }
        },
        PersonalDataMention("owner") { deal, subject in
          if deal.owner.map({ RecordReference($0) }) == subject { deal.owner = nil }
        },
      ],
      unrelated: ["pipeline", "products", "campaigns"], obtained: \.history.started,
      erasure: PersonalDataErasure { deal, _, _ in
        var kept = deal
        kept.name = deal.status == .won ? "won" : "erased"
        kept.parties = []
        kept.nextStep = nil
        kept.competitors = []
        kept.customFields = [:]
        kept.loss?.text = nil
        guard deal.status == .won else {
          kept.customer = nil
          kept.foreignKeys = []
          return .pseudonymise(kept)
        }
        let end = ErasureReason.endOfAccounting(after: deal.history.current.entered)
        return .retain(kept, Reason(ErasureReason.accounting), until: end)
      })
  }
}

extension Lead {
  /// An enquiry stays as a figure: when it came, from where, and what became of it.
  public static var personalData: PersonalData<Lead>? {
    PersonalData(
      .identity, about: ["customer", "deal"],
      mentions: [
        PersonalDataMention("owner") { lead, subject in
          if lead.owner.map({ RecordReference($0) }) == subject { lead.owner = nil }
        }
      ],
      provided: .only(["name", "organisation", "contactPoints", "enquiries"]), obtained: \.createdAt,
      erasure: .pseudonymise { lead, _ in
        lead.name = nil
        lead.organisation = nil
        lead.contactPoints = []
        lead.customer = nil
        lead.deal = nil
        lead.customFields = [:]
        lead.foreignKeys = []
        for index in lead.enquiries.indices {
          lead.enquiries[index].interest = nil
          lead.enquiries[index].consentEvidence = nil
        }
      })
  }
}
