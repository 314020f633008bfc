import Consent

func forge(
  _ permit: consuming SendPermit<EmailChannel>, _ draft: EmailDraft, _ gate: ConsentGate
) async throws {
  let message = try await gate.authorize(permit, draft: draft)
  _ = message.deadline
}
