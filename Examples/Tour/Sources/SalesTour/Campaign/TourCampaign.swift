import CRM
import Foundation

/// A small campaign to all accounts that have a mailbox, each message through the consent gate.
///
/// It is made, started and sent once; called again it sends only what had to wait and is due by then.
struct TourCampaign: Sendable {
  let workspace: Workspace
  let consent: ConsentLedger
  let desk: CampaignDesk

  private static let campaign: Identifier<Campaign> = SalesBase.id("product news")
  private static let segment: Identifier<Segment> = SalesBase.id("accounts with a mailbox")

  /// A campaign in a workspace; `nil` if consent or campaigns are not wired.
  init?(_ workspace: Workspace) {
    guard let consent = workspace.consent, let desk = workspace.campaigns else { return nil }
    self.workspace = workspace
    self.consent = consent
    self.desk = desk
  }

  private var store: any Store { workspace.store }

  /// Records what the accounts allowed, and sends what may be sent into a folder.
  func run(into outbox: URL, progress: @Sendable (String) -> Void) async throws {
    let now = workspace.environment.now()
    var acts: [ConsentAct] = []
    try await store.forEach(in: Query(Customer.byForeignKey, ExactText(SalesBase.system))) { account in
      acts += SampleConsent.acts(of: account.record, digester: consent.digester, now: now)
    }
    let recorded = try await consent.record(acts, by: SalesBase.author)
    progress("consent: \(recorded.count) acts recorded, unchanged \(acts.count - recorded.count)")

    try await bringToRun(now)
    guard try await store.require(Self.campaign).status == .running else { return }
    let transport = try FileTransport<EmailChannel>(directory: outbox)
    let report = try await desk.send(Self.campaign, composer: composer(), through: transport)
    progress("campaign: \(report.audience) decided, \(report.permitted) sent")
  }

  /// Every step that is missing: the tour may have been cut off after any of them.
  private func bringToRun(_ now: Date) async throws {
    if try await store.get(Self.campaign) == nil { try await plan(now) }
    if try await store.require(Self.campaign).status == .draft {
      try await desk.move(Self.campaign, to: .approved, by: SalesBase.author)
    }
    if try await store.require(Self.campaign).status == .approved {
      try await desk.start(Self.campaign, by: SalesBase.author)
    }
  }

  private func plan(_ now: Date) async throws {
    try await workspace.customers.define(
      Segment(
        id: Self.segment, name: "accountsWithMailbox", title: "Accounts with a mailbox",
        condition: .all([Customer.fields.kind == .organisation, Customer.fields.hasEmail == true]), createdAt: now),
      by: SalesBase.author)
    let context = MessageContext(.marketing, purpose: SampleConsent.purpose, partyKind: .organisation)
    try await desk.plan(
      Campaign(
        id: Self.campaign, name: "Product news", audience: CampaignAudience(include: [Self.segment]), context: context,
        createdAt: now),
      by: SalesBase.author)
  }

  private func composer() throws -> EmailComposer {
    EmailComposer(
      subject: try MergeText("News for {{ customer.name }}"),
      body: try MergeText(
        """
        Advertisement

        Dear colleagues at {{ customer.name }},
        there are new models in the series that you know. Your usual contact tells you more.

        No more of these: {{ unsubscribe }}
        Hardware Sales, 1 Example Street, Springfield
        """),
      sender: try EmailAddress("news@example.com"), senderName: "Hardware Sales",
      disclosures: [.advertisingLabel, .postalAddress],
      containsPromotion: true,
      unsubscribeURL: { customer in
        let secret = Identifier<Customer>(derivedFrom: "unsubscribe", customer.description)
        return URL(string: "https://example.com/u/\(secret.description.lowercased())") ?? URL(filePath: "/")
      })
  }

  /// What became of the audience, read from the store.
  func figures() async throws -> TourReport.CampaignFigures {
    let report = try await desk.report(on: Self.campaign)
    var figures = TourReport.CampaignFigures(
      audience: report.audience, permitted: report.permitted, denied: report.denied, deferred: report.deferred)
    let phrases = Workspace.phrases
    try await store.forEach(in: Query(CampaignRecipient.byState, Self.campaign)) { recipient in
      guard recipient.state != .sent else { return }
      if recipient.reasons.isEmpty { figures.unexplained += 1 }
      var seen: Set<ReasonCode> = []
      for reason in recipient.reasons where seen.insert(reason.code).inserted {
        let known = figures.reasons[reason.code.rawValue]
        figures.reasons[reason.code.rawValue] = TourReport.RefusalReason(
          recipients: (known?.recipients ?? 0) + 1, sentence: known?.sentence ?? phrases.sentence(for: reason))
      }
    }
    return figures
  }
}
