import CRM
import CRMTesting
import Foundation
import Testing

/// What erasing a customer does to the records of sales, service and campaigns.
@Suite struct ErasureDeclarationsTests {
  private let ann: Identifier<Customer> = "ann"
  private var subject: RecordReference { RecordReference(ann) }
  private let now = Date("2026-11-23T10:00:00Z")
  private let me = Author(.staff, "rep")

  private func outcome<R: Record>(_ record: R) throws -> PersonalDataErasure<R>.Outcome {
    try #require(R.personalData).erasure.outcome(of: record, subject: subject, at: now)
  }

  private func deal(_ category: StageCategory) throws -> Deal {
    let stage = Stage("s", name: "S", category: category)
    return Deal(
      id: "deal", name: "Ann's kitchen", pipeline: "p",
      history: StageHistory(startingIn: stage, at: Date("2026-03-01T10:00:00Z"), by: me), customer: ann,
      parties: [DealParty(ann, .decisionMaker, note: "tall")], currency: .eur, nextStep: "Call Ann",
      customFields: ["note": .text("Ann")], foreignKeys: [ForeignKey("4711", in: "erp")])
  }

  @Test func aWonDealStaysForTheBooksAndOthersAsFigures() throws {
    guard case .retain(let won, let reason, let until) = try outcome(deal(.won)) else {
      Issue.record("not retained")
      return
    }
    #expect(reason.code == ErasureReason.accounting && until == Date("2037-01-01"))
    #expect(won.customer == ann && won.parties.isEmpty && won.nextStep == nil && won.customFields.isEmpty)
    #expect(won.name != "Ann's kitchen" && won.foreignKeys.count == 1)
    for category in [StageCategory.lost, .open] {
      guard case .pseudonymise(let deal) = try outcome(deal(category)) else {
        Issue.record("not pseudonymised")
        return
      }
      #expect(deal.customer == nil && deal.parties.isEmpty && deal.foreignKeys.isEmpty && deal.nextStep == nil)
      #expect(deal.history.current.category == category)
    }
  }

  @Test func aLeadStaysAsAFigure() throws {
    let lead = Lead(
      id: "lead", name: PersonName(given: "Ann"), organisation: "Ann Ltd",
      contactPoints: [ContactPoint(.email(try EmailAddress("ann@example.com")))],
      enquiries: [LeadEnquiry(at: now, by: .form, interest: "a blue one for Ann")], customer: ann, deal: "deal",
      customFields: ["note": .text("Ann")], foreignKeys: [ForeignKey("1", in: "web")], createdAt: now)
    guard case .pseudonymise(let kept) = try outcome(lead) else {
      Issue.record("not pseudonymised")
      return
    }
    let text = String(decoding: try JSONEncoder().encode(kept), as: UTF8.self)
    #expect(!text.contains("Ann") && !text.contains("ann@") && kept.customer == nil && kept.deal == nil)
    #expect(kept.enquiries.count == 1 && kept.foreignKeys.isEmpty)
  }

  @Test func anOpenTicketStaysUntilItIsSettledAndWordsGo() throws {
    let open = Ticket(id: "t", subject: "Ann's boiler", requester: ann, createdAt: now, by: me)
    guard case .retain(let kept, let reason, let until) = try outcome(open) else {
      Issue.record("not retained")
      return
    }
    #expect(kept.requester == ann && reason.code == ErasureReason.openCase && until == nil)
    let settled = try open.restoring(history: [TicketStatusChange(status: .closed, at: now, by: me)])
    guard case .pseudonymise(let figure) = try outcome(settled) else {
      Issue.record("not pseudonymised")
      return
    }
    #expect(figure.requester == nil && figure.subject.isEmpty)
    let article = TicketArticle(
      id: "a", ticket: "t", direction: .fromCustomer, author: Author(.dataSubject, "ann"), body: "I am Ann", date: now,
      attachments: [Attachment(name: "ann.pdf", mediaType: "application/pdf", contents: [1])])
    guard case .pseudonymise(let mark) = try outcome(article) else {
      Issue.record("not pseudonymised")
      return
    }
    #expect(mark.body.isEmpty && mark.attachments.isEmpty && mark.author.name == nil && mark.ticket == "t")
  }

  @Test func recipientsGoAndCampaignsForgetNames() throws {
    let recipient = CampaignRecipient(campaign: "c", customer: ann, due: now, now: now)
    guard case .delete = try outcome(recipient) else {
      Issue.record("not deleted")
      return
    }
    var campaign = Campaign(
      id: "c", name: "News", audience: CampaignAudience(added: [ann, "bob"], leftOut: [ann]),
      context: MessageContext(.marketing, purpose: "marketing"), createdAt: now)
    for mention in try #require(Campaign.personalData).mentions { mention.remove(&campaign, subject) }
    #expect(campaign.audience.added == ["bob"] && campaign.audience.leftOut.isEmpty)
  }

  @Test func everyReferenceOfTheseModulesIsDeclared() {
    let types = SalesDesk.recordTypes + ServiceDesk.recordTypes + CampaignDesk.recordTypes + ConsentLedger.recordTypes
    func undeclared<R: Record>(_ type: R.Type) -> [String] {
      guard R.personalData != nil else { return [] }
      return R.personalData?.undeclared ?? []
    }
    for type in types {
      let open = undeclared(type)
      #expect(open.isEmpty, "\(type)")
    }
    let declared: [any Record.Type] = [
      Deal.self, Lead.self, Ticket.self, TicketArticle.self, Campaign.self, CampaignRecipient.self, ConsentAct.self,
      ConsentHead.self, Authorization.self, SubjectRequest.self,
    ]
    func isDeclared<R: Record>(_ type: R.Type) -> Bool { R.personalData != nil }
    for type in declared {
      let says = isDeclared(type)
      #expect(says, "\(type)")
    }
  }
}
