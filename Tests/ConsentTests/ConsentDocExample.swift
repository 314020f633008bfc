import Consent

/// From signing up to unsubscribing: what was delivered, and why nothing more is.
func newsletter() async throws -> (delivered: Int, reasons: [String], sentAfterwards: Bool) {
  // The ports: where records live, the key for digests, what carries messages. All of them are yours to replace.
  let store = InMemoryStore()
  let digester = ContactDigester(insecureText: "use 32 random bytes of a key store instead")
  let transport = InMemoryTransport<EmailChannel>()
  let ledger = ConsentLedger(store: store, digester: digester)
  let gate = ledger.gate
  let ann = try EmailAddress("ann@example.com")

  // Ann signs up for news by e-mail.
  try await ledger.optIn(
    .email(ann), to: "marketing.news", through: .email,
    proof: .shown("Yes, send me news. I can stop at any time.", at: "https://shop.example/signup"),
    method: .form, validity: ConsentValidity(months: 24), by: .dataSubject)

  // A message asks for a permit, spends it, and leaves.
  let context = MessageContext(.marketing, purpose: "marketing.news", jurisdictions: ["DE"])
  let request = SendRequest<EmailChannel>(to: ann, run: "november", step: "1", context: context)
  let draft = EmailDraft(
    sender: try EmailAddress("news@shop.example"), senderName: "Shop", subject: "New in November",
    text: "Advertisement. Our news … Unsubscribe: https://shop.example/u/7f3a",
    unsubscribeLink: "https://shop.example/u/7f3a", containsPromotion: true, disclosures: [.advertisingLabel])
  switch try await gate.decide(request) {
  case .permit(let permit):
    let message = try await gate.authorize(permit, draft: draft)
    try await gate.deliver(message, through: transport)
  case .deferred(let until, _): print("ask again at \(until)")
  case .denied(let decision): print("denied: \(decision.codes)")
  }

  // Ann unsubscribes. Nothing of the kind leaves any more, and the decision says why.
  try await ledger.withdraw(
    .email(ann), from: ConsentScope(purpose: .marketing), method: .oneClick, by: .dataSubject)
  let decision = try await ledger.decide(context, to: .email(ann), through: .email)
  let reasons = decision.reasons.map { ConsentLedger.phrases.sentence(for: $0.reason, language: "en") }

  // A whole run: requests with drafts in, outcomes out, in order.
  let outcomes = await gate.send([OutgoingMessage(request, draft: draft)], through: transport)
  return (transport.deliveries.count, reasons, outcomes[0].isSent)
}
