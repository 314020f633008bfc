public import CRMCore
import Consent
import Customers
import Foundation

extension Ticket {
  /// An open request stays until it is settled; a settled one stays as a figure that leads to nobody. The messages lose their words
  /// either way.
  public static var personalData: PersonalData<Ticket>? {
    PersonalData(
      .service, about: ["requester"],
      mentions: [
        PersonalDataMention("organisation") { ticket, subject in
          if ticket.organisation.map({ RecordReference($0) }) == subject { ticket.organisation = nil }
        },
        PersonalDataMention("assignee") { ticket, subject in
          if ticket.assignee.map({ RecordReference($0) }) == subject { ticket.assignee = nil }
        },
        PersonalDataMention("links") { ticket, subject in ticket.links.removeAll { $0 == subject } },
      ],
      provided: .only(["subject"]), obtained: \.createdAt,
      erasure: PersonalDataErasure { ticket, _, _ in
        var kept = ticket
        kept.customFields = [:]
        guard !ticket.status.category.isUnresolved else {
          return .retain(kept, Reason(ErasureReason.openCase), until: nil)
        }
        kept.subject = ""
        kept.requester = nil
        kept.organisation = nil
        kept.links = []
        kept.tags = []
        return .pseudonymise(kept)
      })
  }
}

extension TicketArticle {
  /// A message stays as a mark in time: its words and files go.
  public static var personalData: PersonalData<TicketArticle>? {
    PersonalData(
      .communication, about: ["ticket"], provided: .only(["body", "attachments"]), obtained: \.date,
      erasure: .pseudonymise { article, _ in
        article.body = ""
        article.attachments = []
        if article.author.kind == .dataSubject { article.author.name = nil }
      })
  }
}
