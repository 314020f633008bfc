import Campaigns
import Foundation

/// News to everybody who reads them: what became of the audience, and why somebody got nothing.
func novemberNews(environment: CRMEnvironment = .live) async throws -> (report: CampaignReport, reasons: [String]) {
  // The ports: where records live, the key for digests, what carries messages. All of them are yours to replace.
  let store = InMemoryStore(environment: environment)
  let digester = ContactDigester(insecureText: "use 32 random bytes of a key store instead")
  let transport = InMemoryTransport<EmailChannel>()
  let desk = CampaignDesk(store: store, digester: digester, environment: environment)
  let directory = CustomerDirectory(store: store, environment: environment)
  let ledger = ConsentLedger(store: store, digester: digester, environment: environment)
  let mia = Author(.staff, "mia")

  // Two readers. Ann has agreed to e-mail, Bob has not.
  for (name, hasAgreed) in [("Ann", true), ("Bob", false)] {
    let address = try EmailAddress("\(name.lowercased())@example.com")
    try await directory.create(.person, by: mia) {
      $0.personName = PersonName(given: name)
      $0.contactPoints = [ContactPoint(.email(address))]
      $0.tags = ["news"]
    }
    guard hasAgreed else { continue }
    try await ledger.optIn(
      .email(address), to: "marketing.news", through: .email,
      proof: .shown("Yes, send me news. I can stop at any time.", at: "https://shop.example/signup"), method: .form,
      by: .dataSubject)
  }

  // To whom, and what for: the permission is asked for exactly this.
  let readers = Segment(
    id: environment.id(), name: "readers", condition: Customer.fields.tags.contains("news"),
    createdAt: environment.now())
  try await directory.define(readers, by: mia)
  let campaign = Campaign(
    id: environment.id(), name: "November news", audience: CampaignAudience(include: [readers.id]),
    context: MessageContext(.marketing, purpose: "marketing.news", jurisdictions: ["DE"]),
    createdAt: environment.now())
  try await desk.plan(campaign, by: mia)
  try await desk.move(campaign.id, to: .approved, by: mia)

  // What it says. A field that a recipient lacks is a reason not to send, never a hole in the text.
  let unsubscribing = URL(string: "https://shop.example/u") ?? URL(filePath: "/")
  let composer = EmailComposer(
    subject: try MergeText("News for {{ customer.name }}"),
    body: try MergeText("Advertisement. Dear {{ customer.name }}, … Unsubscribe: {{ unsubscribe }}"),
    sender: try EmailAddress("news@shop.example"), senderName: "Shop", disclosures: [.advertisingLabel],
    containsPromotion: true, unsubscribeURL: { unsubscribing.appending(path: $0.description) })

  // The audience is fixed when the campaign starts. Each message is decided when it leaves.
  try await desk.start(campaign.id, by: mia)
  try await desk.send(campaign.id, composer: composer, through: transport)

  let report = try await desk.report(on: campaign.id)
  let phrases = CampaignDesk.phrases.overlaying(ConsentLedger.phrases)
  let denied = try store.page(Query(CampaignRecipient.byState, campaign.id, ExactText("denied")))
  let reasons = denied.items.flatMap(\.reasons).map { phrases.sentence(for: $0) }
  return (report, reasons)
}
